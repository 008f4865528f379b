/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Overwrites or empties regions in short bursts, and looks how long their files stay large. */
public final class Bursts {
  private static final int LENGTH = 500;
  private static final long PAUSE = 200_000;
  private static final int[] LIVE_MIB = {1, 10, 50};
  private static final long SHORTEST = 200;
  private static final long LONGEST = 5_000;
  private static final long SLACK = 1 << 20;
  private static final long STAYS = 2_500;

  /** What is done in a burst. */
  private enum Kind {
    OVERWRITE,
    OVERWRITE_BESIDE_WALKS,
    REMOVE_MOST,
    CLEAR
  }

  private final long patience;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Long> times = new ArrayList<>();
  private final List<String> late = new ArrayList<>();

  private Bursts(long patience) {
    this.patience = patience;
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("bursts");
    System.out.println(run(dir, Integer.parseInt(arguments[0]), 10_000));
  }

  /**
   * Makes so many bursts.
   *
   * @param patience for how many milliseconds of rest a file may be large
   */
  public static Finding run(Path dir, int count, long patience)
      throws IOException, InterruptedException {
    Bursts bursts = new Bursts(patience);
    int made = 0;
    for (int round = 0; made < count; round++) {
      for (int mib : LIVE_MIB) {
        Path own = Files.createDirectory(dir.resolve(round + "-" + mib));
        try (Region region = Region.open(own)) {
          for (Kind kind : Kind.values()) {
            if (made++ < count) {
              bursts.burst(region, mib, kind);
            }
          }
          bursts.failures.addAll(region.failures());
        }
        Files.deleteIfExists(Region.file(own));
      }
    }
    return bursts.finding(count);
  }

  private void burst(Region region, int mib, Kind kind) throws InterruptedException {
    int keys = (mib << 20) / LENGTH;
    for (int i = 0; i < keys; i++) {
      region.put("key-" + i, i, LENGTH);
    }
    long millis = random.nextLong(SHORTEST, LONGEST);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    AtomicBoolean walking = new AtomicBoolean(kind == Kind.OVERWRITE_BESIDE_WALKS);
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
    if (kind == Kind.REMOVE_MOST) {
      for (int i = 0; i < keys; i++) {
        if (i % 10 > 0) {
          region.remove("key-" + i);
        }
      }
    } else if (kind == Kind.CLEAR) {
      region.clear();
    }
    rest(region, mib + " MiB, " + millis + " ms " + kind);
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
    long busy = region.detail("fileSize");
    long live = region.detail("bytes");
    long bar = 5 * live / 2 + ((live < SLACK) ? SLACK : 0);
    long passed;
    long large = 0;
    long lowest = Long.MAX_VALUE;
    StringBuilder sizes = new StringBuilder();
    do {
      Thread.sleep(20); // what is measured is how long it takes
      passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      long size = region.detail("fileSize");
      lowest = Math.min(size, lowest);
      if (size > bar) {
        large = passed;
      }
      if (passed / 1000 >= sizes.chars().filter(c -> c == ' ').count()) {
        sizes.append(' ').append(size >> 10);
      }
    } while (passed < 3 * patience && passed - large < STAYS);
    times.add(large);
    String said =
        what
            + ": live "
            + (live >> 10)
            + " KiB, file "
            + (busy >> 20)
            + " MiB, at most "
            + (bar >> 10)
            + " KiB after "
            + large
            + " ms:"
            + sizes;
    System.err.println(said);
    if (large > patience) {
      late.add(said);
    }
  }

  private Finding finding(int count) {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Finding(
        count + " bursts of overwriting, removing and clearing, 1 to 50 MiB live",
        failures.size()
            + " failures; ms to 250% "
            + Arrays.toString(sorted)
            + " late "
            + late.size(),
        "0 failures, each file at most 250% of live after " + patience + " ms",
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
