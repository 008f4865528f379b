/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.InvalidationRules;
import uno.jcache.rule.InvalidationStrategy;

/**
 * What rules, monitoring and live changes cost: Uno beside itself without them, in one JVM, turn
 * about, as the median of the ratios of neighbouring turns. Keys are strings, used in the order of
 * a Zipf distribution.
 */
final class ManagementBenchmark {
  private static final int ENTRIES = 1 << 17;
  private static final int SEQUENCE = 1 << 20;
  private static final int TURNS = 31;
  private static final long TURN_NANOS = 300_000_000;
  private static final int MANY = 1_000_000;
  private static final int RULES = 1_000;
  private static final int INVALIDATIONS = 7;

  private final UnoCachingProvider provider = new UnoCachingProvider();
  private final String[] keys = new String[ENTRIES];
  private final int[] sequence = ZipfSequence.draw(SEQUENCE, ENTRIES);
  private volatile Object blackhole = "";

  private ManagementBenchmark() {
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = "user:" + i;
    }
  }

  public static void main(String[] arguments) throws Exception {
    new ManagementBenchmark().run();
    System.exit(0); // whatever thread there still is
  }

  private void run() throws Exception {
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s. `./benchmarks/management`: medians of %d turns of %d ms.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), TURNS, TURN_NANOS / 1_000_000);
    System.out.println("|  | without | with | ratio, least–most | Bar |");
    System.out.println("| --- | --- | --- | --- | --- |");
    rules();
    monitoring();
    invalidation();
    liveChanges();
  }

  private UnoCacheManager manager(String name) {
    return provider.getCacheManager(URI.create(name), null);
  }

  private static <K> UnoCache<K, String> create(UnoCacheManager manager, Class<K> type, long size) {
    return manager.createCache(
        "users",
        new UnoConfiguration<K, String>()
            .setTypes(type, String.class)
            .setStoreByValue(false)
            .setMaximumSize(size));
  }

  /** Two caches with the same entries, loaded turn about: so neither lies better in memory. */
  private final class Pair {
    final UnoCache<String, String> without;
    final UnoCache<String, String> with;

    Pair(String name, Consumer<UnoCacheManager> change) {
      UnoCacheManager changed = manager(name + "-with");
      change.accept(changed);
      without = create(manager(name + "-without"), String.class, 4 * ENTRIES);
      with = create(changed, String.class, 4 * ENTRIES);
      for (int i = 0; i < ENTRIES; i++) {
        ((i & 1) == 0 ? without : with).put(keys[i], keys[i]);
        ((i & 1) == 0 ? with : without).put(keys[i], keys[i]);
      }
    }
  }

  /** A thousand rules that are about other keys, 250 of each kind. */
  private static void createRules(InvalidationRules rules) {
    for (int i = 0; i < RULES / 4; i++) {
      rules.create(
          "time" + i, InvalidationStrategy.timeBased("session-" + i + ":*", Duration.ofHours(1)));
      rules.create(
          "event" + i,
          InvalidationStrategy.eventBased("event." + i).invalidating("user-" + i + ":{id}*"));
      rules.create("pattern" + i, InvalidationStrategy.patternBased("usage-" + i + ":*"));
      rules.create(
          "change" + i,
          InvalidationStrategy.patternBased("page-" + i + ":{id}*")
              .onChangeOf("use-" + i + ":{id}"));
    }
  }

  private void rules() {
    Pair rules = new Pair("rules", manager -> createRules(manager.rules()));
    compare("get, 1,000 rules about other keys", get(rules.without), get(rules.with), "no cost");
    compare(
        "put, 1,000 rules about other keys", put(rules.without), put(rules.with), "≥ 0.77 (1.3 ×)");
    Pair limited =
        new Pair(
            "limited",
            manager -> {
              createRules(manager.rules());
              manager
                  .rules()
                  .create("all", InvalidationStrategy.timeBased("user:*", Duration.ofHours(1)));
            });
    compare("get, a rule limits each key's life", get(limited.without), get(limited.with), "");
    compare("put, a rule limits each key's life", put(limited.without), put(limited.with), "");
  }

  private void monitoring() {
    Pair monitored = new Pair("monitored", manager -> manager.monitoring().enable());
    compare("get, monitoring on", get(monitored.without), get(monitored.with), "≥ 0.80");
    compare("put, monitoring on", put(monitored.without), put(monitored.with), "");
  }

  private LongConsumer get(UnoCache<String, String> cache) {
    return at -> blackhole = cache.get(keys[sequence[(int) at & (SEQUENCE - 1)]]);
  }

  private LongConsumer put(UnoCache<String, String> cache) {
    return at ->
        cache.put(keys[sequence[(int) at & (SEQUENCE - 1)]], keys[(int) at & (ENTRIES - 1)]);
  }

  private void compare(String name, LongConsumer without, LongConsumer with, String bar) {
    System.gc(); // so that what was loaded first does not lie elsewhere in memory
    double[] ratios = new double[TURNS];
    double[] base = new double[TURNS];
    double[] changed = new double[TURNS];
    for (int i = -5; i < TURNS; i++) { // the first ones warm up
      double first = perMicro((i & 1) == 0 ? without : with);
      double second = perMicro((i & 1) == 0 ? with : without);
      if (i >= 0) {
        base[i] = (i & 1) == 0 ? first : second;
        changed[i] = (i & 1) == 0 ? second : first;
        ratios[i] = changed[i] / base[i];
      }
    }
    Arrays.sort(ratios);
    print(
        name,
        String.format(Locale.ROOT, "%.1f ops/µs", median(base)),
        String.format(Locale.ROOT, "%.1f ops/µs", median(changed)),
        String.format(
            Locale.ROOT, "%.2f, %.2f–%.2f", ratios[TURNS / 2], ratios[0], ratios[TURNS - 1]),
        bar);
  }

  private static double perMicro(LongConsumer operation) {
    long start = System.nanoTime();
    long end = start + TURN_NANOS;
    long done = 0;
    long now;
    do {
      for (int i = 0; i < 1_000; i++) {
        operation.accept(done++);
      }
      now = System.nanoTime();
    } while (now < end);
    return 1_000.0 * done / (now - start);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A tenth of a million entries goes by pattern, while another thread gets. */
  private void invalidation() throws InterruptedException {
    UnoCache<String, String> cache = create(manager("invalidation"), String.class, 4 * MANY);
    List<Double> perSecond = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    List<Double> free = new ArrayList<>();
    List<Double> besideOther = new ArrayList<>();
    for (int i = 0; i < INVALIDATIONS + 2; i++) {
      fill(cache);
      double alone = invalidate(cache);
      fill(cache);
      Reader reader = new Reader(cache);
      reader.start();
      double undisturbed = reader.rate(1_000);
      Thread other = new Thread(this::compute);
      other.start();
      double beside = reader.rate(1_000);
      computing.set(false);
      other.join();
      computing.set(true);
      long gets = reader.count.get();
      double nanos = invalidate(cache);
      double meanwhile = 1_000.0 * (reader.count.get() - gets) / nanos;
      reader.done.set(true);
      reader.join();
      if (i >= 2) {
        perSecond.add(1e3 * MANY / alone);
        kept.add(meanwhile / undisturbed);
        besideOther.add(beside / undisturbed);
        free.add(undisturbed);
      }
    }
    print(
        "invalidate 100,000 of 1,000,000 by pattern",
        "",
        String.format(Locale.ROOT, "%.1fM keys/s", median(array(perSecond))),
        range(perSecond),
        "≥ 5M keys/s");
    print(
        "gets of another thread meanwhile",
        String.format(Locale.ROOT, "%.1f ops/µs", median(array(free))),
        "",
        String.format(Locale.ROOT, "%.2f, ", median(array(kept))) + range(kept),
        "≥ 0.70");
    print(
        "for comparison: gets while another thread only computes",
        "",
        "",
        String.format(Locale.ROOT, "%.2f, ", median(array(besideOther))) + range(besideOther),
        "");
  }

  private static void fill(UnoCache<String, String> cache) {
    for (int k = 0; k < MANY; k++) {
      cache.put("user:" + k, "v");
    }
  }

  /** Returns how many nanoseconds it takes. */
  private static double invalidate(UnoCache<String, String> cache) {
    long start = System.nanoTime();
    long gone = cache.invalidateMatching("user:*7");
    long took = System.nanoTime() - start;
    if (gone != MANY / 10) {
      throw new IllegalStateException("invalidated " + gone);
    }
    return took;
  }

  private final AtomicBoolean computing = new AtomicBoolean(true);

  /** Keeps a processor busy, and touches hardly any memory. */
  private void compute() {
    long x = 1;
    while (computing.get()) {
      for (int i = 0; i < 100_000; i++) {
        x = x * 6364136223846793005L + 1442695040888963407L;
      }
      blackhole = x;
    }
  }

  private final class Reader extends Thread {
    final AtomicBoolean done = new AtomicBoolean();
    final AtomicLong count = new AtomicLong();
    private final UnoCache<String, String> cache;

    Reader(UnoCache<String, String> cache) {
      this.cache = cache;
    }

    double rate(long millis) throws InterruptedException {
      Thread.sleep(millis / 4); // until it runs at its speed
      long before = count.get();
      long start = System.nanoTime();
      Thread.sleep(millis); // what is measured is this time
      return 1_000.0 * (count.get() - before) / (System.nanoTime() - start);
    }

    @Override
    public void run() {
      long n = 0;
      while (!done.get()) {
        for (int i = 0; i < 1_000; i++) {
          blackhole = cache.get(keys[sequence[(int) n++ & (SEQUENCE - 1)]]);
        }
        count.lazySet(n);
      }
    }
  }

  private void liveChanges() {
    UnoCacheManager manager = manager("live");
    UnoCache<Integer, String> cache = create(manager, Integer.class, 4 * MANY);
    for (int k = 0; k < MANY; k++) {
      cache.put(k, "v");
    }
    List<Double> timeToLive = new ArrayList<>();
    List<Double> size = new ArrayList<>();
    for (int i = 0; i < INVALIDATIONS; i++) {
      RegionSettings hours = RegionSettings.of().withTimeToLive(Duration.ofHours(i + 1));
      timeToLive.add(millis(() -> manager.regions().update("users", hours)));
      RegionSettings room = RegionSettings.of().withMaximumSize((4 + i) * (long) MANY);
      size.add(millis(() -> manager.regions().update("users", room)));
    }
    print(
        "live change of the time to live, 1,000,000 entries",
        "",
        ms(timeToLive),
        range(timeToLive),
        "background");
    print("live change of the size, 1,000,000 entries", "", ms(size), range(size), "O(1)");
  }

  private static double millis(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static String ms(List<Double> millis) {
    return String.format(Locale.ROOT, "%.3f ms", median(array(millis)));
  }

  private static String range(List<Double> values) {
    double[] sorted = array(values);
    Arrays.sort(sorted);
    return String.format(Locale.ROOT, "%.2f–%.2f", sorted[0], sorted[sorted.length - 1]);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void print(String... cells) {
    System.out.println("| " + String.join(" | ", cells) + " |");
  }
}
