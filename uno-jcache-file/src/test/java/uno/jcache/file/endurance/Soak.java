/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Overwrites a region while others walk over it slowly; then leaves it alone. */
public final class Soak {
  private static final int KEYS = 20_000;
  private static final int LENGTH = 500;
  private static final long PAUSE = 200_000;

  private Soak() {}

  /** Does so for so many milliseconds. */
  public static Finding run(Path dir, long millis, int patience) throws InterruptedException {
    AtomicLong puts = new AtomicLong();
    AtomicLong walks = new AtomicLong();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    long live;
    long busy;
    long idle;
    int seconds = 0;
    try (Region region = Region.open(dir)) {
      for (int i = 0; i < KEYS; i++) {
        region.put("key-" + i, i, LENGTH);
      }
      long end = System.nanoTime() + millis * 1_000_000;
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int seed = t;
        threads.add(new Thread(() -> write(region, seed, end, puts, failures), "writes-" + t));
        threads.add(new Thread(() -> walk(region, end, walks, failures), "walks-" + t));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      busy = region.detail("fileSize");
      live = region.detail("bytes");
      do {
        Thread.sleep(1_000); // what is measured is how long it takes
        idle = region.detail("fileSize");
        seconds++;
      } while (idle > 5 * live / 2 && seconds < patience);
      failures.addAll(region.failures());
    }
    return new Finding(
        puts + " overwrites in " + millis / 1000 + " s beside " + walks + " slow walks",
        failures.size()
            + " failures"
            + (failures.isEmpty() ? "" : ", first " + failures.peek())
            + "; file "
            + (busy >> 20)
            + " MiB, after "
            + seconds
            + " s of idling "
            + (idle >> 20)
            + " MiB, live "
            + (live >> 20)
            + " MiB: "
            + 100 * idle / live
            + "%",
        "0 failures, file at most 250% of live after " + patience + " s",
        failures.isEmpty() && idle <= 5 * live / 2);
  }

  private static void write(
      Region region,
      int seed,
      long end,
      AtomicLong puts,
      ConcurrentLinkedQueue<Throwable> failures) {
    for (long i = seed; System.nanoTime() - end < 0; i += 7919) {
      try {
        region.put("key-" + i % KEYS, i, LENGTH);
        puts.incrementAndGet();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }

  private static void walk(
      Region region, long end, AtomicLong walks, ConcurrentLinkedQueue<Throwable> failures) {
    while (System.nanoTime() - end < 0) {
      try {
        region.walk(PAUSE, () -> System.nanoTime() - end < 0);
        walks.incrementAndGet();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }
}
