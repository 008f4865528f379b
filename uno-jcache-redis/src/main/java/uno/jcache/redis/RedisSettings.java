/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.ProviderSettings;

/**
 * The settings of a Redis provider.
 *
 * @param mode how the servers belong together
 * @param urls of the servers: one, those of a cluster, or sentinels; unused if there is a file
 * @param master the name by which sentinels know the master; empty otherwise
 * @param database the number of the database
 * @param username empty if there is none
 * @param password empty if there is none
 * @param file a configuration file of Redisson, which replaces all of the above
 * @param namespace prefix of all keys
 * @param timeout of an operation, in milliseconds
 * @param maxStaleness for how long a near cache may return values that others have changed, if
 *     messages are lost, in milliseconds
 * @param combinesReads whether reads of several threads share a command
 * @param combinesWrites whether changes of several threads share a command
 * @param maxValueSize limit for the bytes of a value
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
  static final ProviderSetting<Path> FILE =
      ProviderSetting.path(
          "redisson-file",
          "the path of a configuration file of Redisson",
          "A Redisson configuration in YAML. It replaces `url`, `mode`, `master`, `username` and"
              + " `password`.");

  static final ProviderSetting<Long> MAX_VALUE_SIZE =
      ProviderSetting.bytes(
              "max-value-size",
              1,
              512L << 20, // the limit of Redis
              "a size such as 64 MiB, at most 512 MiB",
              "Limit for the size of a value.")
          .withDefault("64 MiB");

  private static final ProviderSetting<List<String>> URL =
      ProviderSetting.texts(
              "url",
              "an address such as redis://host:6379 or rediss://host:6379/2",
              "`redis://user:password@host:6379/2`, or `rediss://` for TLS. The default port is"
                  + " 6379, or 26379 for sentinels. Several addresses, as a list or separated by"
                  + " commas, are the nodes of a cluster, or the sentinels.")
          .withDefault("redis://127.0.0.1");

  private static final ProviderSetting<Mode> MODE =
      ProviderSetting.oneOf("mode", Mode.class, "How the servers belong together.")
          .withDefault("single");

  private static final ProviderSetting<String> MASTER =
      ProviderSetting.text("master", "a name", "The name of the master that the sentinels watch.")
          .withAbsent("required for sentinels");

  private static final ProviderSetting<String> USERNAME =
      ProviderSetting.text("username", "a name", "The user to log in as.")
          .withAbsent("that of the address");

  private static final ProviderSetting<String> PASSWORD =
      ProviderSetting.text(
              "password", "a password", "Hidden in `CacheProvider.settings()`, in logs and in JMX.")
          .withAbsent("that of the address")
          .asSecret();

  private static final ProviderSetting<String> NAMESPACE =
      ProviderSetting.text("namespace", "a name", "Prefix of all keys.").withDefault("uno");

  private static final ProviderSetting<Long> TIMEOUT =
      ProviderSetting.millis(
              "timeout",
              Duration.ofMillis(10),
              Duration.ofMinutes(1),
              "How long an operation waits for the server.")
          .withDefault("400ms");

  private static final ProviderSetting<Long> MAX_STALENESS =
      ProviderSetting.millis(
              "max-staleness",
              Duration.ofMillis(100),
              Duration.ofHours(1),
              "If messages are lost: how long a near cache may return values that other processes"
                  + " have changed.")
          .withDefault("3s");

  private static final ProviderSetting<Boolean> COMBINE_READS =
      ProviderSetting.flag(
              "combine-reads",
              "Whether reads of several threads share a command. A single reader never waits. Many"
                  + " threads read more per second, since the client needs a connection for each"
                  + " command under way.")
          .withDefault(true);

  private static final ProviderSetting<Boolean> COMBINE_WRITES =
      ProviderSetting.flag(
              "combine-writes",
              "The same for changes. Each succeeds or fails by itself. Not in a cluster, where a"
                  + " command cannot change several slots.")
          .withDefault(true);

  /** The settings that a configuration file of Redisson replaces. */
  private static final List<ProviderSetting<?>> OF_FILE =
      List.of(URL, MODE, MASTER, USERNAME, PASSWORD);

  static final List<ProviderSetting<?>> ALL =
      List.of(
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
          COMBINE_WRITES,
          MAX_VALUE_SIZE);

  /** How the servers belong together. */
  enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Parses settings.
   *
   * @throws IllegalArgumentException if one is invalid; the message says what is valid
   */
  static RedisSettings of(String provider, Map<String, ?> configured) {
    ProviderSettings settings = new ProviderSettings(provider, configured);
    Mode mode = settings.value(MODE);
    List<RedisAddress> addresses = addresses(settings, mode);
    RedisAddress first = addresses.get(0);
    String username = settings.find(USERNAME).orElseGet(first::username);
    String password = settings.find(PASSWORD).orElseGet(first::password);
    if (password.isEmpty() && !username.isEmpty()) { // it would not be sent
      throw settings.mustBe(PASSWORD, "that of '" + USERNAME.name() + "'");
    }
    return new RedisSettings(
        mode,
        addresses.stream().map(address -> address.server(mode)).toList(),
        master(settings, mode),
        database(settings, mode, first),
        username,
        password,
        file(settings),
        settings.value(NAMESPACE),
        settings.value(TIMEOUT),
        settings.value(MAX_STALENESS),
        settings.value(COMBINE_READS),
        settings.value(COMBINE_WRITES),
        settings.value(MAX_VALUE_SIZE));
  }

  private static List<RedisAddress> addresses(ProviderSettings settings, Mode mode) {
    List<RedisAddress> addresses = new ArrayList<>();
    for (String url : settings.value(URL)) {
      RedisAddress address = RedisAddress.parse(url);
      if (address == null) { // its text is not shown, as it may have a password
        throw settings.mustBe(URL, URL.valid());
      }
      addresses.add(address);
    }
    if (addresses.isEmpty()) {
      throw settings.mustBe(URL, URL.valid());
    } else if (mode == Mode.SINGLE && addresses.size() > 1) {
      throw settings.mustBe(
          URL, URL.valid() + "; several are for '" + MODE.name() + "' cluster or sentinel");
    }
    return addresses;
  }

  private static String master(ProviderSettings settings, Mode mode) {
    String master = settings.find(MASTER).orElse("");
    if (mode == Mode.SENTINEL && master.isEmpty()) {
      throw settings.mustBe(MASTER, "the name by which the sentinels know the master");
    } else if (mode != Mode.SENTINEL && !master.isEmpty()) {
      throw settings.mustBe(MASTER, "left out, but for '" + MODE.name() + "' sentinel");
    }
    return master;
  }

  private static int database(ProviderSettings settings, Mode mode, RedisAddress address) {
    String path = address.path().replaceFirst("^/", "");
    if (path.isEmpty()) {
      return 0;
    } else if (!path.matches("[0-9]{1,5}")) {
      throw settings.mustBe(URL, URL.valid());
    } else if (mode == Mode.CLUSTER && Integer.parseInt(path) != 0) {
      throw settings.mustBe(URL, "without a database, as a cluster has but one");
    }
    return Integer.parseInt(path);
  }

  private static Optional<Path> file(ProviderSettings settings) {
    Optional<Path> file = settings.find(FILE);
    if (file.isEmpty()) {
      return file;
    }
    for (ProviderSetting<?> replaced : OF_FILE) {
      if (settings.isSet(replaced)) {
        throw settings.mustBe(replaced, "left out beside '" + FILE.name() + "', which replaces it");
      }
    }
    if (!Files.isReadable(file.get())) {
      throw settings.mustBe(FILE, FILE.valid() + ", but " + file.get() + " cannot be read");
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
