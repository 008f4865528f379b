/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.IOException;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Makes clients of Redisson by the settings of a provider. */
final class ClientConfiguration {
  private static final Duration RECONNECTION = Duration.ofMillis(200);

  private final String provider;
  private final RedisSettings settings;

  ClientConfiguration(String provider, RedisSettings settings) {
    this.provider = provider;
    this.settings = settings;
  }

  /**
   * Returns the configuration of a client.
   *
   * @param subscriptionBroken called when a connection with a subscription breaks
   * @throws IllegalArgumentException if the file is not a valid Redisson configuration
   */
  Config config(Runnable subscriptionBroken) {
    Config config = settings.file().isPresent() ? ofFile() : new Config();
    if (settings.file().isEmpty()) {
      BaseConfig<?> servers = servers(config);
      servers.setRetryAttempts(0);
      servers.setConnectTimeout(2_000);
      servers.setPingConnectionInterval(1_000);
      servers.setReconnectionDelay(new ConstantDelay(RECONNECTION));
      config.setNettyThreads(4);
    }
    config.setNettyHook(new BrokenConnections(subscriptionBroken));
    config.setCodec(ByteArrayCodec.INSTANCE); // other codecs would deserialize any class
    config.setReferenceEnabled(false); // otherwise Redisson checks each value for a reference
    config.setLazyInitialization(true);
    config.setUseThreadClassLoader(false);
    return config;
  }

  private Config ofFile() {
    try {
      return Config.fromYAML(settings.file().orElseThrow().toFile());
    } catch (IOException | RuntimeException | LinkageError e) {
      throw noConfiguration(e);
    }
  }

  /**
   * Creates a client.
   *
   * @throws IllegalArgumentException if Redisson rejects the configuration
   */
  Redisson create(Config config) {
    try {
      return OwnThreads.call(
          "uno-jcache-redis-" + provider, () -> (Redisson) Redisson.create(config));
    } catch (RuntimeException | LinkageError e) {
      throw noConfiguration(e);
    }
  }

  /** Without the cause, whose message may contain lines of a file with a password. */
  private IllegalArgumentException noConfiguration(Throwable why) {
    return new IllegalArgumentException(
        "Provider '"
            + provider
            + "': "
            + (settings.file().isPresent() ? "'" + RedisSettings.FILE.name() + "' " : "")
            + settings.servers()
            + " is not a Redisson configuration that can be used here: "
            + ((why instanceof MarkedYAMLException wrong) ? problem(wrong) : why.toString()));
  }

  private static String problem(MarkedYAMLException wrong) {
    return wrong.getProblem() + " in line " + (wrong.getProblemMark().getLine() + 1);
  }

  private BaseConfig<?> servers(Config config) {
    String username = settings.username();
    String password = settings.password();
    if (!username.isEmpty()) {
      config.setUsername(username);
    }
    if (!password.isEmpty()) {
      config.setPassword(password);
    }
    return switch (settings.mode()) {
      case SINGLE ->
          config
              .useSingleServer()
              .setAddress(settings.urls().get(0))
              .setDatabase(settings.database())
              .setConnectionMinimumIdleSize(2);
      case SENTINEL ->
          config
              .useSentinelServers()
              .addSentinelAddress(settings.urls().toArray(String[]::new))
              .setMasterName(settings.master())
              .setCheckSentinelsList(false) // one that answers is enough
              .setDatabase(settings.database())
              .setMasterConnectionMinimumIdleSize(2)
              .setSlaveConnectionMinimumIdleSize(1)
              .setReadMode(ReadMode.MASTER);
      case CLUSTER ->
          config
              .useClusterServers()
              .setScanInterval(1_000)
              .setCheckSlotsCoverage(false) // if one is down, the others still answer
              .addNodeAddress(settings.urls().toArray(String[]::new))
              .setMasterConnectionMinimumIdleSize(2)
              .setSlaveConnectionMinimumIdleSize(1)
              .setReadMode(ReadMode.MASTER);
    };
  }
}
