/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.rule.InvalidationStrategy;

/**
 * What each act of one process costs the store of a region, on regions of two sizes: so that
 * nothing grows with the region but what looks for entries by its name. The tables in {@code
 * docs/costs.md} are what this prints with {@code -Dcosts.write=true}.
 */
@Timeout(300)
public abstract class CostsContractTest {
  protected static final int SMALL = 1_000;
  protected static final int LARGE = 20_000;

  /** What is counted of one act. */
  protected record Cost(long operations, long bytes) {}

  /**
   * One act.
   *
   * @param most operations of a server that it may take, whatever the size; 0 for a scan of the
   *     region
   * @param keys how many it names at most
   */
  protected record Act(String name, int most, int keys, Runnable action) {
    Act(String name, int most, Runnable action) {
      this(name, most, 10, action);
    }

    public boolean isScan() {
      return most == 0;
    }
  }

  /** A process with a region of so many entries, {@code users}, in a store that counts. */
  protected interface Application extends AutoCloseable {
    UnoCacheManager manager();

    /** Returns the region, with statistics and JMX on, by {@link #configuration}. */
    UnoCache<String, Object> cache();

    /** Returns a region with as many entries and without statistics, listeners and rules. */
    UnoCache<String, Object> plain();

    /** Returns the manager of another process, without caches yet. */
    UnoCacheManager another();

    UnoConfiguration<String, Object> configuration();

    /** Returns the registry that the metrics of the manager are reported to. */
    MetricRegistry registry();

    /** Returns what the executor of the region was given, and has not run. */
    BlockingQueue<Runnable> tasks();

    /** Returns how many operations the store has counted. */
    long operations();

    long bytes();

    @Override
    void close();
  }

  /** Opens a process in which nothing is done for the first time any more. */
  protected abstract Application open(int size);

  /** Returns what is counted, such as "commands"; and of what bytes, such as "read". */
  protected abstract List<String> counted();

  /**
   * Checks what an act took.
   *
   * @param small of a region of {@value #SMALL} entries
   * @param large of a region of {@value #LARGE} entries
   */
  protected abstract void check(Act act, Cost small, Cost large);

  /** Returns whether another process may have the region, too. */
  protected boolean isShared() {
    return true;
  }

  /** Fills a region with {@code user:0} and so on. */
  protected static void fill(UnoCache<String, Object> filled, int size) {
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

  private List<Act> acts(Application it) {
    UnoCache<String, Object> cache = it.cache();
    UnoCacheManager manager = it.manager();
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
    acts.add(new Act("`getAll` of 100", 1, 100, () -> cache.getAll(keys(100, 200))));
    acts.add(new Act("`putAll` of 100", 1, 100, () -> cache.putAll(entries(200, 300))));
    acts.add(new Act("`removeAll` of 100 keys", 1, 100, () -> cache.removeAll(keys(300, 400))));
    if (isShared()) {
      acts.add(
          new Act(
              "start with one time-based rule",
              200,
              () -> {
                try (UnoCacheManager other = it.another()) {
                  other
                      .rules()
                      .create("age", InvalidationStrategy.timeBased("user:*", Duration.ofHours(1)));
                  other.createCache("users", it.configuration()).get("user:6");
                }
              }));
    }
    acts.add(
        new Act(
            "create such a rule live",
            200,
            () ->
                manager
                    .rules()
                    .create("age", InvalidationStrategy.timeBased("user:*", Duration.ofHours(1)))));
    acts.add(new Act("one poll of all metrics, JMX, `levels`, `summary`", 50, () -> poll(it)));
    acts.add(
        new Act(
            "health of the provider",
            5,
            () -> manager.providers().health(it.configuration().getProvider().orElseThrow())));
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
    Act disabling = disabling(cache, manager);
    if (isShared()) {
      acts.add(disabling);
    }
    acts.add(
        new Act(
            "`removeAll` where nobody asks what there was",
            8,
            () -> {
              it.plain().removeAll();
              assertThat(it.plain().get("user:1")).isNull();
            }));
    acts.add(
        new Act(
            "an event or pattern with a wildcard (scan)",
            0,
            () -> cache.invalidateMatching("user:99?")));
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
    if (!isShared()) {
      acts.add(disabling); // which empties the region
    }
    return acts;
  }

  private static Act disabling(UnoCache<String, Object> cache, UnoCacheManager manager) {
    return new Act(
        "disable, `put`, `get`, enable",
        8,
        () -> {
          manager.configuration().disable();
          cache.put("user:9", "new");
          cache.get("user:10");
          manager.configuration().enable();
        });
  }

  private static void poll(Application it) {
    for (Gauge<?> gauge : it.registry().getGauges().values()) {
      Object unused = gauge.getValue();
    }
    Object levels = it.manager().monitoring().levels("users");
    assertThat(levels).isNotNull();
    assertThat(it.manager().monitoring().regionSummary("users")).isNotNull();
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

  private static void sweep(Application it) {
    try {
      Runnable task = it.tasks().poll(30, TimeUnit.SECONDS);
      assertThat(task).as("a sweep is due").isNotNull();
      task.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Map<Act, Cost> count(int size) {
    Map<Act, Cost> costs = new LinkedHashMap<>();
    try (Application it = open(size)) {
      for (Act act : acts(it)) {
        long operations = it.operations();
        long bytes = it.bytes();
        act.action().run();
        costs.put(act, new Cost(it.operations() - operations, it.bytes() - bytes));
      }
    }
    return costs;
  }

  @Test
  public void nothingGrowsWithTheRegionButScans() {
    Map<Act, Cost> small = count(SMALL);
    List<Cost> large = List.copyOf(count(LARGE).values());
    List<String> table = head();
    int index = 0;
    for (Map.Entry<Act, Cost> each : small.entrySet()) {
      table.add(row(each.getKey().name(), each.getValue(), large.get(index++)));
    }
    CostsPage.write(table);
    index = 0;
    for (Map.Entry<Act, Cost> each : small.entrySet()) {
      check(each.getKey(), each.getValue(), large.get(index++));
    }
  }

  private List<String> head() {
    String operations = counted().get(0);
    String bytes = counted().get(1);
    List<String> head = new ArrayList<>();
    head.add(
        String.format(
            "| Act of one process | %s, 1,000 entries | %s, 20,000 | bytes %s, 1,000 entries |"
                + " bytes, 20,000 |",
            operations, operations, bytes));
    head.add("| --- | --- | --- | --- | --- |");
    return head;
  }

  private static String row(String name, Cost small, Cost large) {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d |",
        name,
        small.operations(),
        large.operations(),
        small.bytes(),
        large.bytes());
  }
}
