/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;

/** Regions of one provider share threads, buffers and the page cache. Prints what many cost. */
@Timeout(300)
@Tag("slow")
class ManyRegionsTest {
  private static final int REGIONS = 1_000;
  private static final long MIB = 1 << 20;

  private final Path dir;

  ManyRegionsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uno-jcache"))
        .sorted()
        .toList();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static UnoCache<String, String> open(UnoCacheManager manager, int region) {
    return manager.createCache(
        "region-" + region,
        new UnoConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setProvider("disk"));
  }

  @Test
  void aThousandSmallRegionsTakeFewThreadsAndLittleHeap() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.disk.type", "file");
    properties.setProperty("uno-jcache.providers.disk.dir", dir.toString());
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCacheManager manager = provider.getCacheManager(URI.create("many"), null, properties);
      open(manager, REGIONS).put("key", "value");
      long before = used();
      long start = System.nanoTime();
      List<UnoCache<String, String>> regions = new ArrayList<>();
      for (int i = 0; i < REGIONS; i++) {
        regions.add(open(manager, i));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<String, String> entries = new HashMap<>();
      for (int i = 0; i < 10; i++) {
        entries.put("key-" + i, "x".repeat(100));
      }
      regions.forEach(region -> region.putAll(entries));
      await().until(() -> used() - before < 100 * MIB); // what is committed is let go
      System.out.printf(
          Locale.ROOT,
          "%,d regions opened in %.1f s, %d MiB of heap, threads %s%n",
          REGIONS,
          seconds,
          (used() - before) / MIB,
          threads());
      assertThat(threads()).hasSizeLessThanOrEqualTo(8);
      assertThat(regions).allSatisfy(region -> assertThat(region.get("key-3")).isNotNull());
    }
    await().until(() -> threads().stream().noneMatch(name -> name.contains("-file-")));
  }
}
