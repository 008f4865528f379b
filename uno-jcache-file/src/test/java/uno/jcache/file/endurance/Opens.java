/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens a large region, after it was closed and after its process was killed. */
public final class Opens {
  private static final int LENGTH = 100;

  private Opens() {}

  /** Does so with so many entries. */
  public static Finding run(Path dir, int entries) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (Region region = Region.open(dir)) {
      for (int i = 0; i < entries; i++) {
        region.put("key-" + i, i, LENGTH);
      }
    }
    long filled = millis(start);
    long clean = open(dir, entries);
    kill(dir);
    long crashed = open(dir, entries);
    return new Finding(
        entries + " entries, stored in " + filled + " ms",
        "open after close in " + clean + " ms, after kill -9 in " + crashed + " ms",
        "at most 500 and 2000 ms",
        clean >= 0 && clean <= 500 && crashed >= 0 && crashed <= 2_000);
  }

  /** Returns how long it takes until the region answers, or -1 if something is missing. */
  private static long open(Path dir, int entries) {
    long start = System.nanoTime();
    try (Region region = Region.open(dir)) {
      boolean there = region.get("key-" + entries / 2) != null;
      long took = millis(start);
      return there && region.detail("entries") >= entries ? took : -1;
    }
  }

  private static void kill(Path dir) throws IOException, InterruptedException {
    Process process = Jvm.start(Opens.class, dir.toString());
    try (BufferedReader lines = Jvm.lines(process)) {
      if (lines.readLine() == null) {
        throw new IllegalStateException("it ended by itself");
      }
      process.destroyForcibly().waitFor();
    }
  }

  /** Overwrites entries until it is killed, and says so when it has written for two seconds. */
  @SuppressWarnings("SystemOut") // how it talks
  public static void main(String... arguments) {
    try (Region region = new Region(Path.of(arguments[0]), Map.of())) {
      long start = System.nanoTime();
      boolean said = false;
      for (int i = 0; ; i++) {
        region.put("key-" + i * 7919L % 1_000, i, LENGTH);
        if (!said && millis(start) > 2_000) {
          said = true;
          System.out.println("written");
        }
      }
    }
  }

  private static long millis(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
