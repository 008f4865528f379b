/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ehcache.Cache;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import uno.jcache.file.endurance.Finding;
import uno.jcache.file.endurance.Jvm;
import uno.jcache.file.endurance.Region;

/** Kills a process that writes into Ehcache's persistent disk tier, and looks at what is left. */
final class EhcacheKills {
  private static final String CACHE = "endurance";
  private static final String STRINGS = "strings";
  private static final int KEYS = 5_000;
  private static final int LENGTH = 200;
  private static final long LIFE = 1_500;

  private EhcacheKills() {}

  static Finding run(Path dir, int cycles) throws Exception {
    int empty = 0;
    int wrong = 0;
    for (int i = 0; i < cycles; i++) {
      Process child = Jvm.start(EhcacheKills.class, dir.toString());
      try (BufferedReader lines = Jvm.lines(child)) {
        if (lines.readLine() == null) {
          throw new IllegalStateException("it ended by itself");
        }
        TimeUnit.MILLISECONDS.sleep(LIFE);
        child.toHandle().destroyForcibly();
        child.waitFor();
      }
      try (PersistentCacheManager manager = open(dir)) {
        int left = 0;
        for (Cache.Entry<String, byte[]> entry : cache(manager)) {
          left++;
          wrong += (Region.number(entry.getKey(), entry.getValue()) < 0) ? 1 : 0;
        }
        empty += (left == 0) ? 1 : 0;
      }
    }
    return new Finding(
        "for comparison: " + cycles + " times kill -9 of Ehcache's persistent disk tier",
        empty + " times empty, " + wrong + " wrong values",
        "none",
        true);
  }

  static PersistentCacheManager open(Path dir) {
    return CacheManagerBuilder.newCacheManagerBuilder()
        .with(CacheManagerBuilder.persistence(dir.toFile()))
        .withCache(CACHE, configuration(byte[].class))
        .withCache(STRINGS, configuration(String.class))
        .build(true);
  }

  private static <V> CacheConfigurationBuilder<String, V> configuration(Class<V> type) {
    return CacheConfigurationBuilder.newCacheConfigurationBuilder(
        String.class,
        type,
        ResourcePoolsBuilder.newResourcePoolsBuilder().disk(512, MemoryUnit.MB, true));
  }

  static Cache<String, String> strings(PersistentCacheManager manager) {
    return manager.getCache(STRINGS, String.class, String.class);
  }

  static Cache<String, byte[]> cache(PersistentCacheManager manager) {
    return manager.getCache(CACHE, String.class, byte[].class);
  }

  /** Writes until it is killed, and says when it has begun. */
  public static void main(String[] arguments) {
    try (PersistentCacheManager manager = open(Path.of(arguments[0]))) {
      Cache<String, byte[]> cache = cache(manager);
      for (long number = 0; ; number++) {
        String key = "key-" + number % KEYS;
        cache.put(key, Region.value(key, number, LENGTH));
        if (number == KEYS) {
          System.out.println("all are there");
        }
      }
    }
  }
}
