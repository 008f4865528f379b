/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;

/**
 * Operations on many keys do the same where the store takes several at once as where it takes one
 * after the other: what they return and throw, what is stored, written, counted and told.
 */
@Timeout(60)
class BatchesTest {
  private static final int KEYS = 40;
  private static final int OPERATIONS = 400;
  private static final Duration LIFE = new Duration(SECONDS, 10);

  @RegisterExtension final Caches caches = new Caches();
  private final MovedClock clock = new MovedClock();
  private final Thread test = Thread.currentThread();

  /**
   * Runs what the test asks for, and sweeps nothing: that could tell of an end between two looks.
   */
  private void execute(Runnable task) {
    if (Thread.currentThread() == test) {
      task.run();
    }
  }

  static Stream<Arguments> configurations() {
    List<Arguments> all = new ArrayList<>();
    for (ExpiryPolicy policy :
        List.of(
            new EternalExpiryPolicy(),
            new CreatedExpiryPolicy(LIFE),
            new AccessedExpiryPolicy(LIFE),
            new TouchedExpiryPolicy(LIFE))) {
      for (boolean near : new boolean[] {false, true}) {
        for (boolean integrated : new boolean[] {false, true}) {
          all.add(arguments(policy, near, integrated));
        }
      }
    }
    return all.stream();
  }

  /** A cache, and what becomes of it. */
  private final class Subject {
    final Source<String, Integer> source = new Source<>();
    final Events<String, Integer> events = new Events<>();
    final UnoCache<String, Integer> cache;
    final CacheStatisticsMXBean statistics;

    Subject(String name, String provider, ExpiryPolicy policy, boolean near, boolean integrated) {
      UnoConfiguration<String, Integer> configuration =
          new UnoConfiguration<String, Integer>()
              .setProvider(provider)
              .setMaximumSize(1_000)
              .setTicker(clock)
              .setExecutor(BatchesTest.this::execute)
              .setStatisticsEnabled(true)
              .setExpiryPolicyFactory(() -> policy);
      if (near) {
        configuration.setNear(CacheLevel.of("memory"));
      }
      if (integrated) {
        source.readThrough(source.writeThrough(configuration));
        configuration.addCacheEntryListenerConfiguration(Events.sync(events));
      }
      for (int i = 0; i < KEYS; i += 3) {
        source.rows.put("key" + i, -i);
      }
      cache = caches.manager().createCache(name, configuration);
      statistics = Caches.statistics(cache);
    }

    /** Returns what there is to see, in an order of its own. */
    List<String> state() {
      Map<String, Integer> entries = new TreeMap<>();
      cache.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
      List<String> told = events.drain();
      told.sort(null);
      return List.of(
          "entries " + entries,
          "rows " + new TreeMap<>(source.rows),
          "events " + told,
          "hits " + statistics.getCacheHits(),
          "misses " + statistics.getCacheMisses(),
          "puts " + statistics.getCachePuts(),
          "removals " + statistics.getCacheRemovals());
    }
  }

  private static String outcome(Supplier<?> operation) {
    try {
      return String.valueOf(operation.get());
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static Map<String, String> results(Map<String, EntryProcessorResult<String>> results) {
    Map<String, String> all = new TreeMap<>();
    results.forEach(
        (key, result) -> {
          try {
            all.put(key, result.get());
          } catch (EntryProcessorException e) {
            all.put(key, "failed: " + requireNonNull(e.getCause()).getClass().getSimpleName());
          }
        });
    return all;
  }

  private static String process(UnoCache<String, Integer> cache, Set<String> keys, int what) {
    return results(
            cache.invokeAll(
                keys,
                (entry, arguments) -> {
                  int digit = entry.getKey().charAt(entry.getKey().length() - 1) - '0';
                  switch ((what + digit) % 5) {
                    case 0 -> entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    case 1 -> entry.remove();
                    case 2 -> {
                      return "value " + entry.getValue();
                    }
                    case 3 -> throw new IllegalStateException("as it may");
                    default -> {
                      entry.setValue(what);
                      entry.remove();
                    }
                  }
                  return entry.exists() ? "done" : null;
                }))
        .toString();
  }

  private static String loadAll(
      UnoCache<String, Integer> cache, Set<String> keys, boolean replace) {
    CompletionListenerFuture end = new CompletionListenerFuture();
    cache.loadAll(keys, replace, end);
    try {
      end.get();
      return "loaded";
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  private static Map<String, Integer> loaded(Set<String> keys) {
    Map<String, Integer> values = new HashMap<>();
    keys.forEach(
        key -> {
          if (!key.endsWith("7")) {
            values.put(key, key.length());
          }
        });
    return values;
  }

  private static String run(
      UnoCache<String, Integer> cache, int what, Set<String> keys, int value) {
    Map<String, Integer> values = new HashMap<>();
    keys.forEach(key -> values.put(key, value));
    return switch (what) {
      case 0 -> outcome(() -> new TreeMap<>(cache.getAll(keys)));
      case 1 ->
          outcome(
              () -> {
                cache.putAll(values);
                return "put";
              });
      case 2 ->
          outcome(
              () -> {
                cache.putAll(values, java.time.Duration.ofSeconds(1 + value % 5));
                return "put";
              });
      case 3 ->
          outcome(
              () -> {
                cache.removeAll(keys);
                return "removed";
              });
      case 4, 5 -> outcome(() -> process(cache, keys, value));
      case 6 -> outcome(() -> loadAll(cache, keys, value % 2 == 0));
      case 7 -> outcome(() -> new TreeMap<>(cache.getAll(keys, BatchesTest::loaded)));
      default -> outcome(() -> cache.get(keys.iterator().next()));
    };
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void manyAtOnceAreAsOneAfterTheOther(ExpiryPolicy policy, boolean near, boolean integrated) {
    Subject one = new Subject("one", "memory", policy, false, integrated);
    Subject many = new Subject("many", "heap-bytes", policy, near, integrated);
    Random random = new Random(1);
    for (int i = 0; i < OPERATIONS; i++) {
      Set<String> keys = new HashSet<>();
      int count = 1 + random.nextInt(KEYS);
      while (keys.size() < count) {
        keys.add("key" + random.nextInt(KEYS));
      }
      if (random.nextInt(10) == 0) {
        one.source.broken.clear();
        many.source.broken.clear();
        if (random.nextBoolean()) {
          one.source.broken.add("key7");
          many.source.broken.add("key7");
        }
      }
      int what = random.nextInt(9);
      assertThat(run(many.cache, what, keys, i))
          .as("operation %s", i)
          .isEqualTo(run(one.cache, what, keys, i));
      assertThat(many.state()).as("after operation %s, of kind %s", i, what).isEqualTo(one.state());
      clock.advance(random.nextInt(1_000));
    }
  }
}
