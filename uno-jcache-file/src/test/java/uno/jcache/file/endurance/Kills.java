/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Kills a process, again and again, while it writes, commits, compacts, opens and closes one file,
 * and looks at what is left.
 */
public final class Kills {
  /** How many milliseconds of acknowledged changes may be lost, by the default interval of 200. */
  private static final long LOSS = 500;

  private final Path dir;
  private final SplittableRandom random = new SplittableRandom(1);
  private int opened;
  private int torn;
  private int holes;
  private int revived;
  private long longestLoss;
  private long slowestOpen;

  private Kills(Path dir) {
    this.dir = dir;
  }

  /** Runs so many cycles on one file in a directory. */
  public static Finding run(Path dir, int cycles) throws IOException, InterruptedException {
    Kills kills = new Kills(dir);
    KillChild.Mode[] modes = KillChild.Mode.values();
    long next = 1;
    for (int i = 0; i < cycles; i++) {
      KillChild.Mode mode = modes[i % modes.length];
      next = kills.cycle(mode, next);
    }
    long aside = Region.movedAside(dir);
    return new Finding(
        cycles + " times kill -9 while writing, committing, compacting, resting, closing",
        kills.opened
            + " open, "
            + (kills.torn + aside)
            + " torn, "
            + kills.holes
            + " out of order, "
            + kills.revived
            + " synchronous removals undone, loss at most "
            + kills.longestLoss
            + " ms, slowest open "
            + kills.slowestOpen
            + " ms",
        "all open, 0 torn, 0, 0, loss at most " + LOSS + " ms",
        kills.opened == cycles
            && kills.torn + aside + kills.holes + kills.revived == 0
            && kills.longestLoss <= LOSS);
  }

  /** What the child said it had done: a number, and when. */
  private record Acknowledged(long number, long time) {}

  private long cycle(KillChild.Mode mode, long first) throws IOException, InterruptedException {
    Process child = Jvm.start(KillChild.class, dir.toString(), mode.name(), Long.toString(first));
    List<Acknowledged> all = new ArrayList<>();
    long life = 20 + random.nextLong(mode.longestLife());
    try (BufferedReader lines = Jvm.lines(child)) {
      String line;
      while ((line = lines.readLine()) != null) {
        String[] words = line.split(" ", -1);
        if (words.length == 2) { // or the child was killed while it said so
          if (all.isEmpty()) {
            killAfter(child.toHandle(), life); // Process would close the stream, too
          }
          all.add(new Acknowledged(Long.parseLong(words[0]), Long.parseLong(words[1])));
        }
      }
    }
    child.waitFor();
    return verify(mode, first, all);
  }

  private static void killAfter(ProcessHandle child, long millis) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(child::destroyForcibly);
  }

  private long verify(KillChild.Mode mode, long first, List<Acknowledged> all) {
    long start = System.nanoTime();
    try (Region region = Region.open(dir)) {
      opened++;
      slowestOpen = Math.max(slowestOpen, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      Map<String, Long> numbers = region.numbers();
      torn += (int) numbers.values().stream().filter(number -> number < 0).count();
      torn += (int) region.detail("corruptions");
      long last = all.isEmpty() ? first - 1 : all.get(all.size() - 1).number;
      return Math.max(last, mode.isOrdered() ? order(mode, numbers, first, all) : 0) + 1;
    }
  }

  /** Finds what is missing. Changes are numbered, so what is there ends with one of them. */
  private long order(
      KillChild.Mode mode, Map<String, Long> numbers, long first, List<Acknowledged> all) {
    long last =
        numbers.entrySet().stream()
            .filter(entry -> mode.isKey(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(first - 1);
    if (mode == KillChild.Mode.REMOVE) {
      // Each was stored, removed and acknowledged: only the last two may be there.
      long acknowledged = all.isEmpty() ? first - 1 : all.get(all.size() - 1).number;
      revived +=
          (int)
              numbers.entrySet().stream()
                  .filter(entry -> mode.isKey(entry.getKey()) && entry.getValue() <= acknowledged)
                  .count();
      return last;
    }
    for (long number = Math.max(first, last - mode.keys() + 1); number <= last; number++) {
      if (!Long.valueOf(number).equals(numbers.get(mode.key(number)))) {
        holes++;
      }
    }
    if (!all.isEmpty()) {
      long until = all.get(all.size() - 1).time;
      long kept = all.get(0).time;
      for (Acknowledged one : all) {
        if (one.number <= last) {
          kept = one.time;
        }
      }
      longestLoss = Math.max(longestLoss, until - kept);
    }
    return last;
  }
}
