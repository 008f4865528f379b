/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Map;
import javax.cache.Cache;
import javax.cache.expiry.CreatedExpiryPolicy;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCacheManager;

/** Makes the operations whose calls {@link CallCount} counts. */
final class CountedOperations {
  private static final int WARM_UP = 2_000;

  private CountedOperations() {}

  /** The operation of this name begins. Nothing happens here but that the debugger stops. */
  static void begin(String name) {}

  /** The operation has ended. */
  static void end() {}

  /** Runs them, with the address of a Redis server. */
  public static void main(String[] url) {
    try (UnoCacheManager manager = SharedNode.open(url[0], Map.of())) {
      var expiry = CreatedExpiryPolicy.factoryOf(SharedNode.LIFE);
      Cache<String, byte[]> memory =
          manager.createCache("memory", SharedNode.inHeap(byte[].class, expiry));
      Cache<String, byte[]> redis = manager.createCache("redis", SharedNode.shared());
      Cache<String, byte[]> near =
          manager.createCache(
              "near",
              SharedNode.shared().setNear(CacheLevel.of("memory").withMaximumSize(100_000)));
      byte[] value = new byte[100];
      count("put, memory", () -> memory.put("key", value));
      count("get, memory", () -> memory.get("key"));
      count("put, Redis", () -> redis.put("key", value));
      count("get, Redis", () -> redis.get("key"));
      try (UnoCacheManager other = SharedNode.open(url[0], Map.of())) {
        Cache<String, byte[]> far = other.createCache("near", SharedNode.shared());
        for (int i = 0; i <= WARM_UP; i++) {
          far.put("far-" + i, value);
        }
      }
      int[] next = {0};
      count("put, near cache over Redis", () -> near.put("key", value));
      count("get, near hit", () -> near.get("key"));
      count("get, near miss", () -> near.get("far-" + next[0]++));
    }
  }

  private static void count(String name, Runnable operation) {
    for (int i = 0; i < WARM_UP; i++) {
      operation.run();
    }
    begin(name);
    operation.run();
    end();
  }
}
