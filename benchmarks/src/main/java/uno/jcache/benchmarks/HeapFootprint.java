/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Prints how many bytes of heap an entry takes in a cache, beyond its key and its value.
 *
 * <p>The keys and values exist before, so that what the heap grows by is the cache's own.
 */
final class HeapFootprint {
  static final int ENTRIES = 1 << 19;

  /**
   * Room for all, and no power of two: where the entries are exactly half of the maximum, chance
   * would decide whether Caffeine has its sketch of frequencies already.
   */
  private static final long MAXIMUM_SIZE = ENTRIES + ENTRIES / 2;

  private static final int ATTEMPTS = 50;
  private static final long STABLE_BYTES = 4096;

  private final BiConsumer<Object, Object> put;
  private final UnaryOperator<Object> get;

  private HeapFootprint(BiConsumer<Object, Object> put, UnaryOperator<Object> get) {
    this.put = put;
    this.get = get;
  }

  private static HeapFootprint of(Implementation implementation, Expiry expiry) {
    if (implementation == Implementation.RAW) {
      var cache = RawBenchmark.newCache(MAXIMUM_SIZE);
      return new HeapFootprint(cache::put, cache::getIfPresent);
    }
    var cache =
        implementation.createCache(Storage.REFERENCE.cacheSpec(expiry, false, MAXIMUM_SIZE));
    return new HeapFootprint(cache::put, cache::get);
  }

  private double bytesPerEntry() throws InterruptedException {
    Object[] keys = new Object[ENTRIES];
    Object[] values = new Object[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = Workload.newKey(i);
      values[i] = Storage.REFERENCE.newValue(i);
    }
    // The first entry comes before, because with it comes what a cache has once.
    put.accept(keys[0], values[0]);
    long before = usedHeap();
    for (int i = 1; i < ENTRIES; i++) {
      put.accept(keys[i], values[i]);
    }
    long after = usedHeap();
    // This also keeps both arrays reachable until here.
    for (int i = 0; i < ENTRIES; i++) {
      if (get.apply(keys[i]) != values[i]) {
        throw new IllegalStateException("The cache lost or copied an entry");
      }
    }
    return (after - before) / (ENTRIES - 1.0);
  }

  /** Returns what is used when it no longer changes: caches tidy up in other threads. */
  private static long usedHeap() throws InterruptedException {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long last = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      memory.gc();
      long used = memory.getHeapMemoryUsage().getUsed();
      if (Math.abs(used - last) < STABLE_BYTES) {
        return used;
      }
      last = used;
      Thread.sleep(100);
    }
    throw new IllegalStateException("The heap does not come to rest");
  }

  public static void main(String[] arguments) throws InterruptedException {
    HeapFootprint footprint =
        of(Implementation.valueOf(arguments[0]), Expiry.valueOf(arguments[1]));
    System.out.println(footprint.bytesPerEntry());
    // Some providers have threads that would keep the JVM alive.
    System.exit(0);
  }
}
