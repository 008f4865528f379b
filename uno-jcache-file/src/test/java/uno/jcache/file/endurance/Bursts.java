/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Overwrites or empties regions of several sizes in short bursts, and looks for how long their
 * files are large then.
 */
public final class Bursts {
  private static final int LENGTH = 500;
  private static final long PAUSE = 200_000;
  private static final int[] LIVE_MIB = {1, 10, 50};
  private static final long SHORTEST = 200;
  private static final long LONGEST = 5_000;

  /** What a file takes may be counted in full where there is less than this in it. */
  private static final long SLACK = 1 << 20;

  /** For so many milliseconds it must not become large again. */
  private static final long STAYS = 2_500;

  /** What is done in a burst. */
  private enum FileErrorKind {
    OVERWRITE,
    /** The walks go on while the region rests. */
    OVERWRITE_BESIDE_SLOW_WALKS,
    OVERWRITE_AND_REMOVE_MOST,
    OVERWRITE_AND_CLEAR
  }

  private final long patience;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Long> times = new ArrayList<>();
  private final List<String> late = new ArrayList<>();

  private Bursts(long patience) {
    this.patience = patience;
  }

  /**
   * Makes so many bursts.
   *
   * @param patience for how many milliseconds of rest a file may be large
   */
  public static Finding run(Path dir, int count, long patience)
      throws IOException, InterruptedException {
    Bursts bursts = new Bursts(patience);
    for (int round = 0; bursts.times.size() < count; round++) {
      for (int mib : LIVE_MIB) {
        bursts.burst(Files.createDirectory(dir.resolve(round + "-" + mib)), mib, count);
      }
    }
    return bursts.finding();
  }

  private void burst(Path dir, int mib, int count) throws IOException, InterruptedException {
    try (Region region = Region.open(dir)) {
      for (FileErrorKind kind : FileErrorKind.values()) {
        if (times.size() < count) {
          burst(region, mib, kind);
        }
      }
      failures.addAll(region.failures());
    }
    Files.delete(Region.file(dir));
  }

  private void burst(Region region, int mib, FileErrorKind kind) throws InterruptedException {
    int keys = (mib << 20) / LENGTH;
    for (int i = 0; i < keys; i++) {
      region.put("key-" + i, i, LENGTH);
    }
    long millis = random.nextLong(SHORTEST, LONGEST);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    AtomicBoolean walking = new AtomicBoolean(kind == FileErrorKind.OVERWRITE_BESIDE_SLOW_WALKS);
    List<Thread> writers = new ArrayList<>();
    List<Thread> walkers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int seed = t;
      writers.add(start(() -> overwrite(region, keys, seed, end)));
      walkers.add(start(() -> walk(region, walking)));
    }
    for (Thread thread : writers) {
      thread.join();
    }
    if (kind == FileErrorKind.OVERWRITE_AND_REMOVE_MOST) {
      for (int i = 0; i < keys; i++) {
        if (i % 10 > 0) {
          region.remove("key-" + i);
        }
      }
    } else if (kind == FileErrorKind.OVERWRITE_AND_CLEAR) {
      region.clear();
    }
    rest(region, millis + " ms of " + kind + " on " + mib + " MiB");
    walking.set(false);
    for (Thread thread : walkers) {
      thread.join();
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  private void rest(Region region, String what) throws InterruptedException {
    long start = System.nanoTime();
    long live = region.detail("bytes");
    long bar = 5 * live / 2 + ((live < SLACK) ? SLACK : 0);
    long largest = 0;
    long passed;
    long large = 0;
    do {
      Thread.sleep(20); // what is measured is how long it takes
      passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      long size = region.detail("fileSize");
      largest = Math.max(size, largest);
      if (size > bar) {
        large = passed;
      }
    } while (passed < 2 * patience && passed - large < STAYS);
    times.add(large);
    if (large > patience) {
      late.add(
          what
              + ": "
              + (largest >> 20)
              + " MiB, live "
              + (live >> 20)
              + ", after "
              + large
              + " ms");
    }
  }

  private Finding finding() {
    List<Long> sorted = times.stream().sorted().toList();
    return new Finding(
        times.size() + " bursts of up to 5 s on 1 to 50 MiB, overwriting, removing, clearing",
        failures.size()
            + " failures"
            + (failures.isEmpty() ? "" : ", first " + failures.peek())
            + "; "
            + late.size()
            + " late"
            + (late.isEmpty() ? "" : ", first " + late.get(0))
            + "; at 250% of live after "
            + sorted.get(sorted.size() / 2)
            + " ms (median), "
            + sorted.get(sorted.size() - 1)
            + " ms (longest)",
        "0 failures, each file at most 250% of live after " + patience + " ms of idling",
        failures.isEmpty() && late.isEmpty());
  }

  private void overwrite(Region region, int keys, int seed, long end) {
    for (long i = seed; System.nanoTime() - end < 0; i += 7919) {
      try {
        region.put("key-" + i % keys, i, LENGTH);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }

  private void walk(Region region, AtomicBoolean walking) {
    while (walking.get()) {
      try {
        region.walk(PAUSE, walking::get);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }
}
