/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A master, a replica, and three sentinels that make this the master half a second after that is
 * gone; of the test's own.
 */
final class RedisSentinels implements RedisServers {
  private static final String NAME = "main";
  private static final int SENTINELS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RedisProcess master = RedisProcess.start();
  private final RedisProcess replica =
      RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
  private final List<RedisProcess> sentinels;

  private RedisSentinels() {
    // Sentinels ask for replicas every ten seconds only.
    await(() -> master.command("INFO replication").contains("state=online"));
    sentinels =
        Stream.generate(
                () ->
                    RedisProcess.startSentinel(
                        "sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " 2",
                        "sentinel down-after-milliseconds " + NAME + " 500",
                        "sentinel failover-timeout " + NAME + " 3000"))
            .limit(SENTINELS)
            .toList();
    for (RedisProcess sentinel : sentinels) {
      await(() -> sentinel.command("SENTINEL ckquorum " + NAME).startsWith("+OK 3 usable"));
      await(() -> sentinel.command("SENTINEL replicas " + NAME).contains("" + replica.port()));
    }
  }

  static RedisSentinels start() {
    return new RedisSentinels();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("The sentinels do not come together");
      }
      RedisProcess.pause();
    }
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "mode",
        "sentinel",
        "master",
        NAME,
        "url",
        sentinels.stream().map(RedisProcess::url).collect(Collectors.joining(",")));
  }

  /** Returns the first master, until it is killed. */
  RedisProcess master() {
    return master;
  }

  /** Returns what takes its place. */
  RedisProcess replica() {
    return replica;
  }

  /** Waits until the replica has all that the master has. */
  void awaitReplication() {
    await(() -> offset(master).equals(offset(replica)));
  }

  private static String offset(RedisProcess server) {
    return server
        .command("INFO replication")
        .lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public List<RedisProcess> masters() {
    return List.of(master, replica);
  }

  @Override
  public void kill() {
    sentinels.forEach(RedisProcess::kill);
    master.kill();
    replica.kill();
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    master.close();
    replica.close();
  }

  @Override
  public void restart() {
    throw new UnsupportedOperationException("sentinels have changed what they were told");
  }
}
