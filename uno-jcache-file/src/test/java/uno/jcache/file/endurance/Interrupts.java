/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Interrupts threads while they use a region whose pages are mostly not in memory. */
public final class Interrupts {
  private static final int THREADS = 8;
  private static final int KEYS = 20_000;

  private Interrupts() {}

  /** Does so for so many milliseconds. */
  public static Finding run(Path dir, long millis) throws InterruptedException {
    AtomicLong operations = new AtomicLong();
    AtomicLong interrupts = new AtomicLong();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Region region = new Region(dir, Map.of("page-cache", "1 MiB"))) {
      for (int i = 0; i < KEYS; i++) {
        region.put("key-" + i, i, 500);
      }
      long end = System.nanoTime() + millis * 1_000_000;
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int seed = t;
        Thread thread =
            new Thread(() -> use(region, seed, end, operations, failures), "interrupted-" + t);
        thread.start();
        threads.add(thread);
      }
      while (System.nanoTime() - end < 0) {
        threads.forEach(Thread::interrupt);
        interrupts.addAndGet(THREADS);
        Thread.sleep(0, 100_000);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      failures.addAll(region.failures());
    }
    return new Finding(
        interrupts + " interrupts of " + THREADS + " threads in " + operations + " operations",
        failures.size() + " failures" + (failures.isEmpty() ? "" : ", first " + failures.peek()),
        "0 failures",
        failures.isEmpty());
  }

  private static void use(
      Region region,
      int seed,
      long end,
      AtomicLong operations,
      ConcurrentLinkedQueue<Throwable> failures) {
    for (long i = seed; System.nanoTime() - end < 0; i += 7919) { // soon more than an int
      try {
        String key = "key-" + i % KEYS;
        if (i % 4 == 0) {
          region.put(key, i, 500);
        } else {
          byte[] value = region.get(key);
          if (value == null || Region.number(key, value) < 0) {
            throw new IllegalStateException("missed or wrong: " + key);
          }
        }
        operations.incrementAndGet();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }
}
