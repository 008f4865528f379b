/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Arrays;
import java.util.List;
import javax.cache.Cache;

/** What is measured: a column of the table. */
public enum Implementation {
  /** Caffeine itself, without JCache: the denominator of every row. */
  RAW("raw", "raw Caffeine"),
  UNO("uno", "Uno"),
  CACHE2K("cache2k", "cache2k"),
  CAFFEINE_JCACHE("caffeine-jcache", "Caffeine JCache"),
  EHCACHE("ehcache", "Ehcache");

  /** The other JCache providers. */
  static final List<Implementation> PEERS = List.of(CACHE2K, CAFFEINE_JCACHE, EHCACHE);

  private final String id;
  private final String label;

  Implementation(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /** Returns the name on the command line and in the raw results. */
  String id() {
    return id;
  }

  /** Returns the name in the table. */
  String label() {
    return label;
  }

  static Implementation of(String id) {
    return Arrays.stream(values())
        .filter(implementation -> implementation.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No implementation is called " + id));
  }

  /**
   * Creates an empty cache.
   *
   * <p>Each adapter is a class of its own, so that a JVM loads only the implementation that it
   * measures.
   */
  <K, V> Cache<K, V> createCache(CacheSpec<K, V> spec) {
    return switch (this) {
      case RAW -> throw new IllegalArgumentException("Raw Caffeine is no JCache provider");
      case UNO -> UnoAdapter.createCache(spec);
      case CACHE2K -> Cache2kAdapter.createCache(spec);
      case CAFFEINE_JCACHE -> CaffeineJCacheAdapter.createCache(spec);
      case EHCACHE -> EhcacheAdapter.createCache(spec);
    };
  }
}
