/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.ProviderSettings;

/**
 * The settings of a Memcached provider.
 *
 * @param servers the servers of the ring, as {@code host:port}
 * @param username empty if there is none
 * @param password empty if there is none
 * @param namespace prefix of all keys
 * @param timeout time limit of an operation, in milliseconds
 * @param pollInterval time between two polls for changes of other processes, in milliseconds
 * @param maxValueSize size limit of an item, which is a value with its key and header, in bytes
 */
record MemcachedSettings(
    List<String> servers,
    String username,
    String password,
    String namespace,
    long timeout,
    long pollInterval,
    long maxValueSize) {
  static final ProviderSetting<Long> MAX_VALUE_SIZE =
      ProviderSetting.bytes(
              "max-value-size",
              1 << 10,
              1 << 30,
              "a size such as 1 MiB, at least 1 KiB, at most 1 GiB",
              "Limit for the size of a value with its key. The servers' limit (`memcached -I`) must"
                  + " be at least 1 KiB larger.")
          .withDefault("1023 KiB");

  private static final ProviderSetting<List<String>> SERVERS =
      ProviderSetting.texts(
              "servers",
              "one or more addresses, as in [\"cache1:11211\", \"cache2:11211\"]",
              "Several servers form a ring: each key belongs to one of them. All processes must name"
                  + " the same servers in the same way.")
          .withDefault("127.0.0.1:11211");

  private static final ProviderSetting<String> USERNAME =
      ProviderSetting.text("username", "a name", "The user to log in as (SASL).");

  private static final ProviderSetting<String> PASSWORD =
      ProviderSetting.text(
              "password", "a password", "Hidden in `CacheProvider.settings()`, in logs and in JMX.")
          .asSecret();

  private static final ProviderSetting<String> NAMESPACE =
      ProviderSetting.parsed(
              "namespace",
              "a name of at most 30 letters, digits, '.', '_' and '-'",
              "Prefix of all keys.",
              MemcachedSettings::namespace)
          .withDefault("uno");

  private static final ProviderSetting<Long> TIMEOUT =
      ProviderSetting.millis(
              "timeout",
              Duration.ofMillis(10),
              Duration.ofMinutes(1),
              "How long an operation waits for the servers.")
          .withDefault("300ms");

  private static final ProviderSetting<Long> POLL_INTERVAL =
      ProviderSetting.millis(
              "poll-interval",
              Duration.ofMillis(5),
              Duration.ofSeconds(10), // messages are kept twice as long
              "How often a near cache looks for changes by other processes.")
          .withDefault("50ms");

  static final List<ProviderSetting<?>> ALL =
      List.of(SERVERS, USERNAME, PASSWORD, NAMESPACE, TIMEOUT, POLL_INTERVAL, MAX_VALUE_SIZE);

  private static final int DEFAULT_PORT = 11_211;

  /**
   * Parses settings.
   *
   * @throws IllegalArgumentException if one is invalid; the message says what is valid
   */
  static MemcachedSettings of(String provider, Map<String, ?> configured) {
    ProviderSettings settings = new ProviderSettings(provider, configured);
    String username = settings.find(USERNAME).orElse("");
    String password = settings.find(PASSWORD).orElse("");
    if (username.isEmpty() != password.isEmpty()) {
      throw settings.mustBe(
          username.isEmpty() ? USERNAME : PASSWORD,
          "set, because SASL needs both username and password");
    }
    return new MemcachedSettings(
        servers(settings),
        username,
        password,
        settings.value(NAMESPACE),
        settings.value(TIMEOUT),
        settings.value(POLL_INTERVAL),
        settings.value(MAX_VALUE_SIZE));
  }

  private static String namespace(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,30}")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static List<String> servers(ProviderSettings settings) {
    List<String> servers = new ArrayList<>();
    Set<String> distinct = new HashSet<>();
    for (String each : settings.value(SERVERS)) {
      String server = server(each.trim());
      if (server == null) {
        throw settings.mustBe(SERVERS, SERVERS.valid() + ", but one is " + each);
      } else if (!distinct.add(server)) {
        throw settings.mustBe(SERVERS, "a list in which " + server + " is once");
      }
      servers.add(server);
    }
    if (servers.isEmpty()) {
      throw settings.mustBe(SERVERS, SERVERS.valid());
    }
    return List.copyOf(servers);
  }

  /** Returns an address with its port, or null if it is invalid. */
  private static @Nullable String server(String address) {
    int colon = address.lastIndexOf(':');
    boolean hasPort = colon > address.lastIndexOf(']'); // of an IPv6 address in brackets
    String host = hasPort ? address.substring(0, colon) : address;
    String port = hasPort ? address.substring(colon + 1) : String.valueOf(DEFAULT_PORT);
    boolean valid =
        host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]")
            && port.matches("[0-9]{1,5}")
            && Integer.parseInt(port) >= 1
            && Integer.parseInt(port) <= 65_535;
    return valid ? host + ":" + port : null;
  }

  /** Returns the addresses for the client, in the order of the servers. */
  List<InetSocketAddress> addresses() {
    return servers.stream()
        .map(
            server -> {
              int colon = server.lastIndexOf(':');
              String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
              return new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1)));
            })
        .toList();
  }

  /** Returns a description without the password. */
  @Override
  public String toString() {
    return "settings for " + String.join(", ", servers) + ", namespace " + namespace;
  }
}
