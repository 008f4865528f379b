/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.redisson.api.RedissonClient;
import org.redisson.jcache.configuration.RedissonConfiguration;
import uno.jcache.UnoCacheManager;
import uno.jcache.redis.RedisProcess;

/** How long it takes to clear a million entries, and how long a server stalls for all meanwhile. */
final class RedisClears {
  private static final int ENTRIES = 1_000_000;
  private static final int AT_ONCE = 100_000;
  private static final int TIMES = 3;
  private static final int WARM_UPS = 500;
  private static final long IDLE_MILLIS = 2_000;

  private static final String FILL =
      """
      local value, life = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
      for i = ARGV[1], ARGV[2] do
        redis.call('SET', KEYS[1]:sub(1, -2) .. string.format('%d', i), value, 'PX', life)
      end
      """;

  private RedisClears() {}

  /** What one clear took, in milliseconds, and what was seen of the server until all was gone. */
  private record Found(double took, double untilGone, double stall, double idle, Command longest) {}

  /** A command, and how many milliseconds it took, as the server measured it. */
  private record Command(String name, double took) {}

  static void run() {
    List<Found> ours = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      ours.add(clearOurs());
    }
    print("clear of 1,000,000 entries", ours, "≤ 5 ms, no stall > 10 ms");
    print("the same by Redisson's JCache", List.of(clearTheirs()), "");
  }

  private static void print(String what, List<Found> all, String bar) {
    System.out.printf(
        Locale.ROOT,
        "| %s, %d times | returns after %s ms; all gone after %s s; longest answer to a PING meanwhile %s ms, while idle"
            + " %s ms; longest command %s | %s |%n",
        what,
        all.size(),
        range(all.stream().map(Found::took).toList()),
        range(all.stream().map(found -> found.untilGone / 1e3).toList()),
        range(all.stream().map(Found::stall).toList()),
        range(all.stream().map(Found::idle).toList()),
        longest(all),
        bar);
  }

  private static String longest(List<Found> all) {
    return range(all.stream().map(found -> found.longest.took).toList())
        + " ms ("
        + all.stream().map(found -> found.longest.name).distinct().collect(Collectors.joining(", "))
        + ")";
  }

  private static String range(List<Double> values) {
    return (values.size() == 1)
        ? Format.significant(values.get(0))
        : Format.significant(Medians.of(values))
            + " ("
            + Format.significant(Collections.min(values))
            + "–"
            + Format.significant(Collections.max(values))
            + ")";
  }

  private static Found clearOurs() {
    try (RedisProcess redis = RedisProcess.start();
        RedisSocket socket = new RedisSocket(redis.port());
        UnoCacheManager manager = SharedNode.open(redis.url(), Map.of())) {
      warmUp(manager.createCache("warm", SharedNode.shared()));
      Cache<String, byte[]> cache = manager.createCache("clear", SharedNode.shared());
      cache.put("key-0", new byte[RedisWorker.LENGTH]);
      List<?> found = (List<?>) socket.command("KEYS", "*key-0");
      for (int i = 0; i < ENTRIES; i += AT_ONCE) { // as if each had been put
        Object unused =
            socket.command(
                "EVAL",
                FILL,
                "1",
                found.get(0).toString(),
                Integer.toString(i),
                Integer.toString(i + AT_ONCE - 1));
      }
      return clear(redis, socket, cache, "key-" + (ENTRIES - 1), 2);
    }
  }

  /** So that it is not the compiler who is measured. */
  private static void warmUp(Cache<String, byte[]> cache) {
    for (int i = 0; i < WARM_UPS; i++) {
      cache.put("key", new byte[RedisWorker.LENGTH]);
      cache.clear();
    }
  }

  private static Found clearTheirs() {
    try (RedisProcess redis = RedisProcess.start();
        RedisSocket socket = new RedisSocket(redis.port());
        CacheManager manager =
            Caching.getCachingProvider("org.redisson.jcache.JCachingProvider").getCacheManager()) {
      RedissonClient client = RedisContender.connect(redis.url());
      Cache<String, byte[]> cache =
          manager.createCache(
              "clear",
              RedissonConfiguration.fromInstance(
                  client, new MutableConfiguration<String, byte[]>()));
      warmUp(cache);
      Map<String, byte[]> some = new HashMap<>();
      for (int i = 0; i < ENTRIES; i++) {
        some.put("key-" + i, new byte[RedisWorker.LENGTH]);
        if (some.size() == 1_000) {
          cache.putAll(some);
          some.clear();
        }
      }
      Found found = clear(redis, socket, cache, "key-0", 0);
      client.shutdown();
      return found;
    }
  }

  /**
   * Clears.
   *
   * @param some a key of those that there are
   * @param left how many keys of Redis's are left when all is gone: what says what was invalidated
   */
  private static Found clear(
      RedisProcess redis, RedisSocket socket, Cache<String, byte[]> cache, String some, long left) {
    requirePresent(cache, some, true);
    Object unused = socket.command("CONFIG", "SET", "slowlog-log-slower-than", "500");
    Object unusedToo = socket.command("SLOWLOG", "RESET");
    try (RedisProber prober = RedisProber.start(redis.port())) {
      pause(IDLE_MILLIS);
      double idle = Collections.max(prober.taken());
      long start = System.nanoTime();
      cache.clear();
      long took = System.nanoTime() - start;
      requirePresent(cache, some, false);
      while ((Long) socket.command("DBSIZE") > left) {
        pause(20); // nobody tells when it is done
      }
      return new Found(
          took / 1e6,
          (System.nanoTime() - start) / 1e6,
          Collections.max(prober.taken()),
          idle,
          longestCommand(socket));
    }
  }

  private static Command longestCommand(RedisSocket socket) {
    Command longest = new Command("none", 0);
    for (Object each : (List<?>) socket.command("SLOWLOG", "GET", "-1")) {
      List<?> entry = (List<?>) each; // its number, when it was, the microseconds, the words
      double took = (Long) entry.get(2) / 1e3;
      if (took > longest.took) {
        longest = new Command(((List<?>) entry.get(3)).get(0).toString(), took);
      }
    }
    return longest;
  }

  private static void requirePresent(Cache<String, byte[]> cache, String key, boolean present) {
    if (cache.containsKey(key) != present) {
      throw new IllegalStateException(key + " should be there: " + present);
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
