/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.Caching;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.rule.InvalidationStrategy;

/**
 * What each act of one process costs the server, on regions of two sizes: so that nothing grows
 * with the region but what looks for entries by its name. The table in {@code docs/costs.md} is
 * what this prints with {@code -Dcosts.write=true}.
 */
@Timeout(300)
class CostsTest {
  private static final int SMALL = 1_000;
  private static final int LARGE = 20_000;

  /** What scripts do not call themselves, so that these are commands of ours. */
  private static final Pattern CALLS =
      Pattern.compile("cmdstat_(?:evalsha|eval|mget|scan):calls=(\\d+)");

  /** Commands that a background thread may send meanwhile. */
  private static final int STRAY = 4;

  /** What is counted of one act, and how many commands it may take. */
  private record Cost(long commands, long bytes, int most) {}

  /**
   * One act.
   *
   * @param most commands that it may take, whatever the size; 0 for a scan of the region
   */
  private record Act(String name, int most, Runnable action) {}

  /** A process with a region of so many entries, in front of a server of its own. */
  private static final class Setup implements AutoCloseable {
    final RedisProcess redis = RedisProcess.start();
    final FaultyProxy network = new FaultyProxy(redis.port());
    final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    final UnoCacheManager manager = manager(network.url());
    final UnoCache<String, Object> cache;

    /** Without statistics, listeners and rules. */
    final UnoCacheManager plainManager = manager(network.url());

    final UnoCache<String, Object> plain;
    final MetricRegistry registry = new MetricRegistry();

    Setup(int size) {
      fill("users", size);
      fill("plain", size);
      cache = manager.createCache("users", configuration(true).executor(tasks::add));
      plain =
          plainManager.createCache(
              "plain", configuration(false).executor(new LinkedBlockingQueue<Runnable>()::add));
      manager.monitoring().enable();
      manager.monitoring().reportTo(registry);
    }

    private void fill(String region, int size) {
      try (UnoCacheManager filling = manager(redis.url())) {
        UnoCache<String, Object> filled = filling.createCache(region, configuration(false));
        Map<String, Object> batch = new HashMap<>();
        for (int i = 0; i < size; i++) {
          batch.put("user:" + i, "x".repeat(200));
          if (batch.size() == 500) {
            filled.putAll(batch);
            batch.clear();
          }
        }
        filled.putAll(batch);
      }
    }

    static UnoCacheManager manager(String url) {
      Properties properties = new Properties();
      properties.setProperty("uno-jcache.providers.shared.type", "redis");
      properties.setProperty("uno-jcache.providers.shared.url", url);
      properties.setProperty("uno-jcache.providers.shared.timeout", "10s"); // on a busy machine
      return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
          .getCacheManager(URI.create("costs-" + UUID.randomUUID()), null, properties)
          .unwrap(UnoCacheManager.class);
    }

    static UnoConfiguration<String, Object> configuration(boolean near) {
      UnoConfiguration<String, Object> configuration =
          new UnoConfiguration<String, Object>()
              .setTypes(String.class, Object.class)
              .provider("shared")
              .setStatisticsEnabled(near)
              .setManagementEnabled(near);
      return near ? configuration.near(CacheLevel.of("memory").maximumSize(100)) : configuration;
    }

    long commands() {
      long commands = 0;
      Matcher calls = CALLS.matcher(redis.command("INFO commandstats"));
      while (calls.find()) {
        commands += Long.parseLong(calls.group(1));
      }
      return commands;
    }

    Cost cost(Act act) {
      long commands = commands();
      long bytes = network.bytesToClient();
      act.action().run();
      return new Cost(commands() - commands, network.bytesToClient() - bytes, act.most());
    }

    @Override
    public void close() {
      manager.close();
      plainManager.close();
      network.close();
      redis.close();
    }
  }

  private static Set<String> keys(int from, int to) {
    Set<String> keys = new HashSet<>();
    for (int i = from; i < to; i++) {
      keys.add("user:" + i);
    }
    return keys;
  }

  private static Map<String, Object> entries(int from, int to) {
    Map<String, Object> entries = new HashMap<>();
    keys(from, to).forEach(key -> entries.put(key, "y".repeat(200)));
    return entries;
  }

  private static List<Act> acts(Setup it) {
    UnoCache<String, Object> cache = it.cache;
    UnoCacheManager manager = it.manager;
    List<Act> acts = new ArrayList<>();
    acts.add(new Act("`get`, not in the near cache", 1, () -> cache.get("user:1")));
    acts.add(new Act("`get`, in the near cache", 1, () -> cache.get("user:1")));
    acts.add(new Act("`containsKey`", 1, () -> cache.containsKey("user:2")));
    acts.add(new Act("`put`", 1, () -> cache.put("user:3", "new")));
    acts.add(new Act("`getAndPut`", 2, () -> cache.getAndPut("user:3", "newer")));
    acts.add(new Act("`replace` of a value", 2, () -> cache.replace("user:3", "newer", "newest")));
    acts.add(
        new Act(
            "`invoke` that sets",
            2,
            () ->
                cache.invoke(
                    "user:4",
                    (entry, arguments) -> {
                      entry.setValue("processed");
                      return null;
                    })));
    acts.add(new Act("`remove`", 1, () -> cache.remove("user:5")));
    acts.add(new Act("`get` with a loader, absent", 4, () -> cache.get("user:5", key -> "loaded")));
    acts.add(new Act("`getAll` of 100", 1, () -> cache.getAll(keys(100, 200))));
    acts.add(new Act("`putAll` of 100", 1, () -> cache.putAll(entries(200, 300))));
    acts.add(new Act("`removeAll` of 100 keys", 1, () -> cache.removeAll(keys(300, 400))));
    acts.add(
        new Act(
            "start with one time-based rule",
            200,
            () -> {
              try (UnoCacheManager other = Setup.manager(it.network.url())) {
                other
                    .rules()
                    .create("age", InvalidationStrategy.timeBased("user:*", Duration.ofHours(1)));
                other.createCache("users", Setup.configuration(true)).get("user:6");
              }
            }));
    acts.add(
        new Act(
            "create such a rule live",
            200,
            () ->
                manager
                    .rules()
                    .create("age", InvalidationStrategy.timeBased("user:*", Duration.ofHours(1)))));
    acts.add(new Act("one poll of all metrics, JMX, `levels`, `summary`", 50, () -> poll(it)));
    acts.add(new Act("health of the provider", 5, () -> manager.providers().health("shared")));
    acts.add(new Act("a sweep", 10, () -> sweep(it)));
    acts.add(new Act("`invalidate` of one key", 16, () -> cache.invalidate("user:7")));
    manager
        .rules()
        .create(
            "changed", InvalidationStrategy.eventBased("user.updated").invalidating("user:{id}"));
    acts.add(
        new Act(
            "an event whose pattern names one key",
            16,
            () -> manager.events().publish("user.updated", Map.of("id", 8))));
    acts.add(
        new Act(
            "disable, `put`, `get`, enable",
            8,
            () -> {
              manager.configuration().disable();
              cache.put("user:9", "new");
              cache.get("user:10");
              manager.configuration().enable();
            }));
    acts.add(
        new Act(
            "`removeAll` where nobody asks what there was",
            8,
            () -> {
              it.plain.removeAll();
              assertThat(it.plain.get("user:1")).isNull();
            }));
    acts.add(
        new Act(
            "an event or pattern with a wildcard (scan)", 0, () -> cache.invalidate("user:99?")));
    acts.add(new Act("`size` (scan, headers only)", 0, cache::size));
    acts.add(
        new Act(
            "`keys` (scan)",
            0,
            () -> {
              try (var keys = cache.keys()) {
                assertThat(keys.count()).isPositive();
              }
            }));
    acts.add(new Act("iteration (scan)", 0, () -> cache.forEach(entry -> {})));
    acts.add(new Act("`removeAll` with statistics (scan)", 0, cache::removeAll));
    acts.add(new Act("`clear`", 4, cache::clear));
    return acts;
  }

  private static void poll(Setup it) {
    for (Gauge<?> gauge : it.registry.getGauges().values()) {
      Object unused = gauge.getValue();
    }
    Object levels = it.manager.monitoring().levels("users");
    assertThat(levels).isNotNull();
    assertThat(it.manager.monitoring().regionSummary("users")).isNotNull();
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      for (ObjectName name : server.queryNames(new ObjectName("*:Cache=users,*"), null)) {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
          Object unused = server.getAttribute(name, attribute.getName());
        }
      }
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static void sweep(Setup it) {
    try {
      Runnable task = it.tasks.poll(30, TimeUnit.SECONDS);
      assertThat(task).as("a sweep is due").isNotNull();
      task.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Cost> count(int size) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    try (Setup it = new Setup(size)) {
      Object unused = it.cache.get("user:0"); // connects
      await().until(() -> isNearOn(it.cache));
      it.cache.put("known", "value"); // the server knows the scripts
      it.cache.put("known", "other");
      it.cache.getAndPut("known", "another");
      it.cache.remove("known");
      it.cache.get("known", key -> "loaded");
      it.cache.remove("known");
      it.cache.removeAll(Set.of("known", "unknown"));
      for (Act act : acts(it)) {
        costs.put(act.name(), it.cost(act));
      }
    }
    return costs;
  }

  private static boolean isNearOn(UnoCache<String, Object> cache) {
    cache.get("user:0");
    long hits = nearHits(cache);
    cache.get("user:0");
    return nearHits(cache) > hits;
  }

  private static long nearHits(UnoCache<?, ?> cache) {
    UnoCacheManager manager = cache.getCacheManager();
    return manager.monitoring().levels("users").get(0).hits();
  }

  @Test
  void nothingGrowsWithTheRegionButScans() {
    Map<String, Cost> small = count(SMALL);
    Map<String, Cost> large = count(LARGE);
    CostsPage.write(table(small, large));
    large.forEach(
        (act, cost) -> {
          if (cost.most() > 0) {
            assertThat(cost.commands()).as(act).isLessThanOrEqualTo(cost.most() + STRAY);
            assertThat(cost.bytes())
                .as("bytes of " + act)
                .isLessThanOrEqualTo(requireNonNull(small.get(act)).bytes() * 3 / 2 + 20_000);
          }
        });
  }

  private static List<String> table(Map<String, Cost> small, Map<String, Cost> large) {
    List<String> table = new ArrayList<>();
    table.add(
        "| Act of one process | commands, 1,000 entries | commands, 20,000 | bytes sent by the"
            + " server, 1,000 entries | bytes, 20,000 |");
    table.add("| --- | --- | --- | --- | --- |");
    small.forEach(
        (name, cost) -> {
          Cost other = requireNonNull(large.get(name));
          table.add(
              String.format(
                  Locale.ROOT,
                  "| %s | %,d | %,d | %,d | %,d |",
                  name,
                  cost.commands(),
                  other.commands(),
                  cost.bytes(),
                  other.bytes()));
        });
    return table;
  }
}
