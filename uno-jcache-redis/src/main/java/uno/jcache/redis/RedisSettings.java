/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ProviderSettings;

/**
 * What a provider is told.
 *
 * @param mode how the servers belong together
 * @param urls of the servers: one, those of a cluster, or sentinels; none where a file says all
 * @param master the name by which sentinels know the master; empty otherwise
 * @param database the number of the database
 * @param username empty for none
 * @param password empty for none
 * @param file of Redisson, which says all of the above
 * @param namespace begins all keys
 * @param timeout how long an operation may take, in milliseconds
 * @param maxStaleness for how long a level in front may show what was changed by others, if it is
 *     not told, in milliseconds
 * @param combinesReads whether the reads of many threads are gathered into few commands
 * @param combinesWrites whether the changes of many threads are, too
 * @param maxValueSize how many bytes a value may have
 */
record RedisSettings(
    Mode mode,
    List<String> urls,
    String master,
    int database,
    String username,
    String password,
    Optional<Path> file,
    String namespace,
    long timeout,
    long maxStaleness,
    boolean combinesReads,
    boolean combinesWrites,
    long maxValueSize) {
  static final String URL = "url";
  static final String MODE = "mode";
  static final String MASTER = "master";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String FILE = "redisson-file";
  static final String NAMESPACE = "namespace";
  static final String TIMEOUT = "timeout";
  static final String MAX_STALENESS = "max-staleness";
  static final String COMBINE_READS = "combine-reads";
  static final String COMBINE_WRITES = "combine-writes";
  static final String MAX_VALUE_SIZE = "max-value-size";

  private static final String DEFAULT_URL = "redis://127.0.0.1";
  private static final String ONE_URL =
      "an address such as redis://host:6379 or rediss://host:6379/2";
  private static final long LARGEST = 512L << 20; // Redis takes no larger ones
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry(URL, DEFAULT_URL),
          Map.entry(MODE, "single"),
          Map.entry(MASTER, ""),
          Map.entry(USERNAME, ""),
          Map.entry(PASSWORD, ""),
          Map.entry(FILE, ""),
          Map.entry(NAMESPACE, "uno"),
          Map.entry(TIMEOUT, "400ms"),
          Map.entry(MAX_STALENESS, "3s"),
          Map.entry(COMBINE_READS, true),
          Map.entry(COMBINE_WRITES, true),
          Map.entry(MAX_VALUE_SIZE, "64 MiB"));

  static final Set<String> NAMES = DEFAULTS.keySet();

  /** How the servers belong together. */
  enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Reads settings.
   *
   * @throws IllegalArgumentException if one cannot be; the message says what can
   */
  static RedisSettings of(String provider, Map<String, ?> said) {
    ProviderSettings settings = new ProviderSettings(provider, said, DEFAULTS);
    Mode mode = mode(settings);
    List<Address> urls = new ArrayList<>();
    for (String url : settings.texts(URL, ONE_URL)) {
      urls.add(address(settings, url));
    }
    if (urls.isEmpty() || (mode == Mode.SINGLE && urls.size() > 1)) {
      throw settings.mustBe(
          URL,
          ONE_URL + (urls.isEmpty() ? "" : "; several are for '" + MODE + "' cluster or sentinel"));
    }
    String master = settings.text(MASTER, "a name");
    if (mode == Mode.SENTINEL && master.isEmpty()) {
      throw settings.mustBe(MASTER, "the name by which the sentinels know the master");
    }
    if (mode != Mode.SENTINEL && !master.isEmpty()) {
      throw settings.mustBe(MASTER, "left out, but for '" + MODE + "' sentinel");
    }
    String[] user = Optional.ofNullable(urls.get(0).user()).orElse(":").split(":", 2);
    String username = settings.text(USERNAME, "a name");
    String password = settings.text(PASSWORD, "a password");
    username = username.isEmpty() ? user[0] : username;
    password = (password.isEmpty() && user.length > 1) ? user[1] : password;
    if (password.isEmpty() && !username.isEmpty()) { // nobody would be told of the user
      throw settings.mustBe(PASSWORD, "that of '" + USERNAME + "'");
    }
    return new RedisSettings(
        mode,
        urls.stream().map(address -> address.server(mode)).toList(),
        master,
        database(settings, mode, urls.get(0)),
        username,
        password,
        file(settings, said.keySet()),
        settings.text(NAMESPACE, "a name"),
        settings.millis(
            TIMEOUT, Duration.ofMillis(10), Duration.ofMinutes(1), "a time from 10ms to 1m"),
        settings.millis(
            MAX_STALENESS, Duration.ofMillis(100), Duration.ofHours(1), "a time from 100ms to 1h"),
        settings.flag(COMBINE_READS),
        settings.flag(COMBINE_WRITES),
        settings.bytes(MAX_VALUE_SIZE, 1, LARGEST, "a size such as 64 MiB, at most 512 MiB"));
  }

  private static Mode mode(ProviderSettings settings) {
    String says = "single, sentinel or cluster";
    String said = settings.text(MODE, says);
    try {
      return Mode.valueOf(said.trim().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw settings.mustBe(MODE, says + ", but is " + said);
    }
  }

  /**
   * What an address says.
   *
   * @param user with a password, perhaps; null where it says none
   * @param port -1 where it says none
   */
  private record Address(String scheme, @Nullable String user, String host, int port, String path) {
    /** A host as containers may be named, which to {@link URI} is none. */
    private static final Pattern UNDERSCORED =
        Pattern.compile("(?:[^@]*@)?(?<host>[A-Za-z0-9._-]*_[A-Za-z0-9._-]*)(?::[0-9]{1,5})?");

    /** Returns what an address says, or null if it is none. */
    static @Nullable Address read(String url) {
      try {
        URI uri = new URI(url);
        String host = uri.getHost();
        Matcher underscored = UNDERSCORED.matcher(Objects.toString(uri.getRawAuthority(), ""));
        if (host == null && underscored.matches()) {
          host = underscored.group("host");
          int at = url.indexOf(host, url.indexOf('@') + 1);
          String other = host.replaceAll("[^.]", "a");
          uri = new URI(url.substring(0, at) + other + url.substring(at + host.length()));
        }
        return (("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
                && host != null
                && uri.getHost() != null
                && uri.getPort() <= 65_535
                && uri.getQuery() == null
                && uri.getFragment() == null)
            ? new Address(uri.getScheme(), uri.getUserInfo(), host, uri.getPort(), uri.getPath())
            : null;
      } catch (URISyntaxException e) {
        return null;
      }
    }

    String server(Mode mode) {
      int common = (mode == Mode.SENTINEL) ? 26_379 : 6_379;
      return scheme + "://" + host + ":" + ((port < 0) ? common : port);
    }
  }

  private static Address address(ProviderSettings settings, String url) {
    Address address = Address.read(url);
    if (address == null) { // and what it is may be a password
      throw settings.mustBe(URL, ONE_URL);
    }
    return address;
  }

  private static int database(ProviderSettings settings, Mode mode, Address address) {
    String path = address.path().replaceFirst("^/", "");
    if (path.isEmpty()) {
      return 0;
    } else if (!path.matches("[0-9]{1,5}")) {
      throw settings.mustBe(URL, ONE_URL);
    } else if (mode == Mode.CLUSTER && Integer.parseInt(path) != 0) {
      throw settings.mustBe(URL, "without a database, as a cluster has but one");
    }
    return Integer.parseInt(path);
  }

  private static Optional<Path> file(ProviderSettings settings, Set<String> said) {
    String says = "the path of a configuration file of Redisson's";
    Optional<Path> file = settings.path(FILE, says);
    if (file.isEmpty()) {
      return file;
    }
    for (String other : List.of(URL, MODE, MASTER, USERNAME, PASSWORD)) {
      if (said.contains(other)) {
        throw settings.mustBe(other, "left out beside '" + FILE + "', which says all of that");
      }
    }
    if (!Files.isReadable(file.get())) {
      throw settings.mustBe(FILE, says + ", but " + file.get() + " cannot be read");
    }
    return file;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "settings for " + servers() + ", namespace " + namespace;
  }

  /** Returns the servers, for messages: without a password. */
  String servers() {
    return file.map(Path::toString).orElseGet(() -> String.join(", ", urls));
  }
}
