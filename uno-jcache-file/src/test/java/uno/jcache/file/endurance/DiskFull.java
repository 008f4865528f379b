/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import uno.jcache.spi.StoreException;

/** Fills a real, small disk under a region, and makes room again. Only root can make one. */
public final class DiskFull {
  private static final int ROUNDS = 5;
  private static final int FILLER = 24 << 20;
  private static final int LENGTH = 4_000;
  private static final long LONGEST = 15_000;

  private DiskFull() {}

  /** Mounts a disk in memory at the directory for the time of the run. */
  public static Finding run(Path dir) throws IOException, InterruptedException {
    if (call("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", dir.toString()) != 0) {
      return new Finding("a full disk", "no tmpfs can be mounted here", "none", true);
    }
    try {
      return fill(dir);
    } finally {
      call("umount", dir.toString());
    }
  }

  private static int call(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static Finding fill(Path dir) throws IOException, InterruptedException {
    int refused = 0;
    int recovered = 0;
    int wrong = 0;
    long slowest = 0;
    long number = 0;
    try (Region region = new Region(dir, Map.of("max-bytes", "8 MiB"))) {
      for (int round = 0; round < ROUNDS; round++) {
        Files.write(dir.resolve("filler"), new byte[FILLER]);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST);
        boolean failed = false;
        while (!failed && System.nanoTime() - end < 0) {
          number++;
          failed = !put(region, number);
        }
        refused += failed ? 1 : 0;
        Files.delete(dir.resolve("filler"));
        long start = System.nanoTime();
        while (!put(region, ++number)) {
          Thread.sleep(10);
        }
        slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        wrong += (int) region.numbers().values().stream().filter(n -> n < 0).count();
        byte[] last = region.get("key-" + number % 1_000);
        recovered +=
            (last != null && Region.number("key-" + number % 1_000, last) == number) ? 1 : 0;
      }
    }
    long aside = Region.movedAside(dir);
    int opened = Owners.attempt(dir.toString()).equals("opened") ? 1 : 0;
    return new Finding(
        "a disk of 48 MiB full, " + ROUNDS + " times",
        refused
            + " times noticed, "
            + recovered
            + " times back without a restart, after "
            + slowest
            + " ms at most; "
            + (wrong + aside)
            + " wrong; then "
            + (opened == 1 ? "opened" : "not opened"),
        "JVM alive, all back, 0 wrong, then opened",
        recovered == ROUNDS && wrong + aside == 0 && opened == 1);
  }

  private static boolean put(Region region, long number) {
    try {
      region.put("key-" + number % 1_000, number, LENGTH);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }
}
