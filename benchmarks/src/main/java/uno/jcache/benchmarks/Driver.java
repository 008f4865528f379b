/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures in rounds: every row once, then every row again.
 *
 * <p>What else happens on a machine makes the same measurement differ from minute to minute. So the
 * implementations of a row run one shortly after another, a round's ratios are of neighbors in
 * time, and the medians over the rounds forget a round in which something came between.
 */
final class Driver {
  /** Raw Caffeine, by which all are divided, is as near in time as can be, and nearest to Uno. */
  private static final List<Implementation> ORDER =
      List.of(
          Implementation.CACHE2K,
          Implementation.UNO,
          Implementation.RAW,
          Implementation.CAFFEINE_JCACHE,
          Implementation.EHCACHE);

  private final Plan plan;
  private final List<Implementation> implementations;
  private final int rounds;
  private final Path log;
  private final PrintStream progress;

  private final Results results = new Results();
  private long start;
  private int total;
  private int done;
  private int failed;

  Driver(
      Plan plan, Set<Implementation> implementations, int rounds, Path log, PrintStream progress) {
    this.plan = plan;
    this.implementations = ORDER.stream().filter(implementations::contains).toList();
    this.rounds = rounds;
    this.log = log;
    this.progress = progress;
  }

  /** Something that a JVM of its own does. */
  private record Fork(int round, Row row, Implementation implementation) {}

  /** Measures everything; what fails is told and missing in the results. */
  Results run() throws InterruptedException {
    List<Fork> forks = forks();
    total = forks.size();
    start = System.nanoTime();
    for (Fork fork : forks) {
      run(fork);
    }
    return results;
  }

  int failed() {
    return failed;
  }

  private List<Fork> forks() {
    List<Fork> forks = new ArrayList<>();
    for (Row.Heap row : heapRows()) {
      for (Implementation implementation : implementations) {
        if (implementation != Implementation.RAW || row.expiry() == Expiry.ETERNAL) {
          forks.add(new Fork(1, row, implementation));
        }
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (List<Row.Throughput> group : plan.throughputGroups()) {
        List<Fork> neighbors = new ArrayList<>();
        for (Implementation implementation : implementations) {
          List<Row.Throughput> rows =
              (implementation == Implementation.RAW) ? List.of(group.get(0).base()) : group;
          for (Row.Throughput row : rows) {
            neighbors.add(new Fork(round, row, implementation));
          }
        }
        // Else a machine that becomes slower while it works would always favor the same ones.
        if (round % 2 == 0) {
          Collections.reverse(neighbors);
        }
        forks.addAll(neighbors);
      }
    }
    return forks;
  }

  /** Returns the rows of heap, among them the one that raw Caffeine is measured by. */
  private List<Row.Heap> heapRows() {
    List<Row.Heap> rows = new ArrayList<>(plan.heapRows());
    Row.Heap eternal = new Row.Heap(Expiry.ETERNAL);
    if (!rows.isEmpty() && !rows.contains(eternal)) {
      rows.add(0, eternal);
    }
    return rows;
  }

  private void run(Fork fork) throws InterruptedException {
    String outcome;
    try {
      Sample sample = measure(fork);
      results.add(sample);
      outcome = Format.significant(sample.value()) + unitOf(fork.row());
    } catch (IOException | RunnerException | RuntimeException e) {
      failed++;
      outcome = "FAILED: " + e + System.lineSeparator() + logText();
    }
    done++;
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Duration left = elapsed.multipliedBy(total - done).dividedBy(done);
    progress.printf(
        Locale.ROOT,
        "[%d/%d, %s elapsed, %s left] round %d, %s, %s: %s%n",
        done,
        total,
        Format.minutes(elapsed),
        Format.minutes(left),
        fork.round(),
        fork.row().id(),
        fork.implementation().id(),
        outcome);
  }

  private Sample measure(Fork fork) throws IOException, InterruptedException, RunnerException {
    if (fork.row() instanceof Row.Heap heap) {
      return HeapFork.run(heap, fork.implementation(), log);
    }
    if (fork.row() instanceof Row.Throughput throughput) {
      return ThroughputFork.run(fork.round(), throughput, fork.implementation(), log);
    }
    throw new IllegalArgumentException("No measurement of its own: " + fork.row().id());
  }

  private static String unitOf(Row row) {
    return (row instanceof Row.Heap) ? " B per entry" : " ops/us";
  }

  private String logText() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "No log: " + e;
    }
  }
}
