/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Whether Uno is as fast and as small as it is meant to be.
 *
 * @param bar what is asked, or nothing
 * @param measured whether Uno was measured, without which the rest means nothing
 * @param missed by what the bar is missed, or nothing
 * @param behind the peers that are better
 * @param peersCompared whether there was a peer to compare with
 */
record Verdict(
    String bar,
    boolean measured,
    String missed,
    List<Implementation> behind,
    boolean peersCompared) {

  /** At most this much of the throughput may statistics cost. */
  private static final double STATISTICS_COST = 0.20;

  /**
   * Less than this means that a get allocates nothing, as the least object has 16 bytes: Caffeine's
   * upkeep, which many gets share, does allocate, and so does JMH between the iterations.
   */
  private static final double NO_BYTES = 1;

  private static final double HEAP_BEYOND_RAW = 32;

  static Verdict of(Row row, Results results) {
    if (row instanceof Row.Throughput throughput) {
      return (throughput.section() == Section.STATISTICS)
          ? ofStatistics(throughput, results)
          : ofThroughput(throughput, results);
    }
    if (row instanceof Row.Allocation allocation) {
      return ofAllocation(allocation, results);
    }
    if (row instanceof Row.Heap heap) {
      return ofHeap(heap, results);
    }
    throw new IllegalArgumentException(row.id());
  }

  private static Verdict ofThroughput(Row.Throughput row, Results results) {
    OptionalDouble uno = Results.median(results.ratios(row, Implementation.UNO));
    OptionalDouble bar = throughputBar(row);
    String missed = "";
    if (bar.isPresent() && uno.isPresent() && uno.getAsDouble() < bar.getAsDouble()) {
      missed = Format.decimals(uno.getAsDouble(), 3) + " < " + Format.ratio(bar.getAsDouble());
    }
    String text = bar.isPresent() ? "≥ " + Format.ratio(bar.getAsDouble()) : "";
    return comparedByThroughput(text, missed, row, results);
  }

  /** Returns the least ratio to raw Caffeine. */
  private static OptionalDouble throughputBar(Row.Throughput row) {
    if (row.section() == Section.VALUE_RECORD) {
      return switch (row.operation()) {
        case GET -> OptionalDouble.of(0.85);
        case PUT -> OptionalDouble.of(0.70);
        case MIX -> OptionalDouble.empty();
      };
    } else if (row.section() != Section.REFERENCE) {
      return OptionalDouble.empty();
    }
    return switch (row.expiry()) {
      case ETERNAL ->
          switch (row.operation()) {
            case GET -> OptionalDouble.of(0.90);
            case PUT -> OptionalDouble.of(0.75);
            case MIX -> OptionalDouble.of(0.85);
          };
      case CREATED ->
          switch (row.operation()) {
            case GET -> OptionalDouble.of(0.80);
            case PUT -> OptionalDouble.of(0.50);
            case MIX -> OptionalDouble.empty();
          };
      case TOUCHED ->
          switch (row.operation()) {
            case GET -> OptionalDouble.of(0.50);
            case PUT, MIX -> OptionalDouble.empty();
          };
    };
  }

  private static Verdict ofStatistics(Row.Throughput row, Results results) {
    OptionalDouble kept = Results.median(results.ratiosToBase(row, Implementation.UNO));
    String bar = "costs ≤ " + Format.percent(STATISTICS_COST);
    String missed = "";
    if (kept.isPresent()) {
      double cost = 1 - kept.getAsDouble();
      bar += " (" + Format.percent(cost) + ")";
      missed = (cost > STATISTICS_COST) ? "costs " + Format.percent(cost) : "";
    }
    return comparedByThroughput(bar, missed, row, results);
  }

  private static Verdict comparedByThroughput(
      String bar, String missed, Row.Throughput row, Results results) {
    return compared(
        bar, missed, implementation -> Results.median(results.ratios(row, implementation)), true);
  }

  private static Verdict ofAllocation(Row.Allocation row, Results results) {
    OptionalDouble uno = results.allocation(row, Implementation.UNO);
    String missed = (uno.orElse(0) >= NO_BYTES) ? Format.significant(uno.getAsDouble()) + " B" : "";
    return compared(
        "0 B",
        missed,
        // Those who allocate nothing are equals.
        implementation -> {
          OptionalDouble bytes = results.allocation(row, implementation);
          return (bytes.orElse(NO_BYTES) < NO_BYTES) ? OptionalDouble.of(0) : bytes;
        },
        false);
  }

  private static Verdict ofHeap(Row.Heap row, Results results) {
    OptionalDouble uno = results.heap(row, Implementation.UNO);
    OptionalDouble raw = results.heap(row, Implementation.RAW);
    String missed = "";
    if (uno.isPresent() && raw.isPresent()) {
      double beyond = uno.getAsDouble() - raw.getAsDouble();
      missed = (beyond > HEAP_BEYOND_RAW) ? "+" + Format.decimals(beyond, 1) + " B" : "";
    }
    return compared(
        "≤ raw + " + Format.decimals(HEAP_BEYOND_RAW, 0) + " B",
        missed,
        implementation -> results.heap(row, implementation),
        false);
  }

  private interface Measure {
    OptionalDouble of(Implementation implementation);
  }

  private static Verdict compared(
      String bar, String missed, Measure measure, boolean moreIsBetter) {
    OptionalDouble uno = measure.of(Implementation.UNO);
    List<Implementation> peers =
        Implementation.PEERS.stream().filter(peer -> measure.of(peer).isPresent()).toList();
    if (uno.isEmpty()) {
      return new Verdict(bar, false, "", List.of(), false);
    }
    List<Implementation> behind =
        peers.stream()
            .filter(
                peer -> {
                  int order = Double.compare(measure.of(peer).getAsDouble(), uno.getAsDouble());
                  return moreIsBetter ? order > 0 : order < 0;
                })
            .toList();
    return new Verdict(bar, true, missed, behind, !peers.isEmpty());
  }

  boolean isMissed() {
    return !missed.isEmpty();
  }

  boolean isBehind() {
    return !behind.isEmpty();
  }

  String peersBehind() {
    return behind.stream().map(Implementation::label).collect(Collectors.joining(", "));
  }
}
