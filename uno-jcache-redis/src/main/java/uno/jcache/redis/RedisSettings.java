/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
  static final String MAX_VALUE_SIZE = "max-value-size";

  static final Set<String> NAMES =
      Set.of(
          URL,
          MODE,
          MASTER,
          USERNAME,
          PASSWORD,
          FILE,
          NAMESPACE,
          TIMEOUT,
          MAX_STALENESS,
          COMBINE_READS,
          MAX_VALUE_SIZE);

  private static final String DEFAULT_URL = "redis://127.0.0.1:6379";
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
          Map.entry(MAX_VALUE_SIZE, "64 MiB"));

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
  static RedisSettings of(String provider, Map<String, ?> settings) {
    Config config =
        ConfigFactory.parseMap(settings, "provider '" + provider + "'")
            .withFallback(ConfigValueFactory.fromMap(DEFAULTS));
    Mode mode = mode(provider, config);
    List<Address> urls = new ArrayList<>();
    for (String url : read(provider, URL, key -> strings(config, key), ONE_URL)) {
      urls.add(address(provider, url));
    }
    if (urls.isEmpty() || (mode == Mode.SINGLE && urls.size() > 1)) {
      throw new IllegalArgumentException(
          message(provider, URL, ONE_URL)
              + (urls.isEmpty() ? "" : "; several are for '" + MODE + "' cluster or sentinel"));
    }
    String master = read(provider, MASTER, config::getString, "a name");
    if (mode == Mode.SENTINEL && master.isEmpty()) {
      throw new IllegalArgumentException(
          message(provider, MASTER, "the name by which the sentinels know the master"));
    }
    if (mode != Mode.SENTINEL && !master.isEmpty()) {
      throw new IllegalArgumentException(
          message(provider, MASTER, "left out, but for '" + MODE + "' sentinel"));
    }
    String[] user = Optional.ofNullable(urls.get(0).user()).orElse(":").split(":", 2);
    String username = read(provider, USERNAME, config::getString, "a name");
    String password = read(provider, PASSWORD, config::getString, "a password");
    username = username.isEmpty() ? user[0] : username;
    password = (password.isEmpty() && user.length > 1) ? user[1] : password;
    if (password.isEmpty() && !username.isEmpty()) { // nobody would be told of the user
      throw new IllegalArgumentException(message(provider, PASSWORD, "that of '" + USERNAME + "'"));
    }
    return new RedisSettings(
        mode,
        urls.stream().map(address -> address.server(mode)).toList(),
        master,
        database(provider, mode, urls.get(0)),
        username,
        password,
        file(provider, config, settings.keySet()),
        read(provider, NAMESPACE, config::getString, "a name"),
        number(
            provider,
            config,
            TIMEOUT,
            key -> config.getDuration(key).toMillis(),
            10,
            60_000,
            "a time from 10ms to 1m"),
        number(
            provider,
            config,
            MAX_STALENESS,
            key -> config.getDuration(key).toMillis(),
            100,
            3_600_000,
            "a time from 100ms to 1h"),
        read(provider, COMBINE_READS, config::getBoolean, "true or false"),
        number(
            provider,
            config,
            MAX_VALUE_SIZE,
            config::getBytes,
            1,
            LARGEST,
            "a size such as 64 MiB, at most 512 MiB"));
  }

  private static List<String> strings(Config config, String key) {
    return (config.getValue(key).unwrapped() instanceof List)
        ? config.getStringList(key)
        : List.of(config.getString(key).trim().split("\\s*,\\s*"));
  }

  private static Mode mode(String provider, Config config) {
    String said = read(provider, MODE, config::getString, "single, sentinel or cluster");
    for (Mode mode : Mode.values()) {
      if (mode.name().equalsIgnoreCase(said.trim())) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        message(provider, MODE, "single, sentinel or cluster") + ", but is " + said);
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

  private static Address address(String provider, String url) {
    Address address = Address.read(url);
    if (address == null) { // and what it is may be a password
      throw new IllegalArgumentException(message(provider, URL, ONE_URL));
    }
    return address;
  }

  private static int database(String provider, Mode mode, Address address) {
    String path = address.path().replaceFirst("^/", "");
    if (path.isEmpty()) {
      return 0;
    } else if (!path.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(message(provider, URL, ONE_URL));
    } else if (mode == Mode.CLUSTER && Integer.parseInt(path) != 0) {
      throw new IllegalArgumentException(
          message(provider, URL, "without a database, as a cluster has but one"));
    }
    return Integer.parseInt(path);
  }

  private static Optional<Path> file(String provider, Config config, Set<String> said) {
    String says = "the path of a configuration file of Redisson's";
    String file = read(provider, FILE, config::getString, says).trim();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    for (String other : List.of(URL, MODE, MASTER, USERNAME, PASSWORD)) {
      if (said.contains(other)) {
        throw new IllegalArgumentException(
            message(provider, other, "left out beside '" + FILE + "', which says all of that"));
      }
    }
    try {
      Path path = Path.of(file).toAbsolutePath();
      if (Files.isReadable(path)) {
        return Optional.of(path);
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(message(provider, FILE, says), e);
    }
    throw new IllegalArgumentException(
        message(provider, FILE, says) + ", but " + file + " cannot be read");
  }

  private static long number(
      String provider,
      Config config,
      String key,
      Function<String, Long> reader,
      long least,
      long most,
      String says) {
    long value = read(provider, key, reader, says);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          message(provider, key, says) + ", but is " + config.getValue(key).unwrapped());
    }
    return value;
  }

  private static <T> T read(String provider, String key, Function<String, T> reader, String says) {
    try {
      return reader.apply(key);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(message(provider, key, says) + ": " + e.getMessage(), e);
    }
  }

  private static String message(String provider, String key, String says) {
    return "Provider '" + provider + "': setting '" + key + "' must be " + says;
  }

  /** Returns the servers, for messages: without a password. */
  String servers() {
    return file.map(Path::toString).orElseGet(() -> String.join(", ", urls));
  }
}
