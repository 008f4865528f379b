/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which rows are shown, and which measurements they need. */
final class Plan {
  private final List<Row> shown;

  private Plan(List<Row> shown) {
    this.shown = shown;
  }

  /** Plans all rows whose ids the pattern finds something in. */
  static Plan of(Pattern selection) {
    List<Row> shown = allRows().stream().filter(row -> selection.matcher(row.id()).find()).toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("No row matches " + selection);
    }
    return new Plan(shown);
  }

  static List<Row> allRows() {
    List<Row> rows = new ArrayList<>();
    for (Expiry expiry : Expiry.values()) {
      addThroughput(rows, Section.REFERENCE, expiry, 1, 2);
    }
    addThroughput(rows, Section.FULL, Expiry.ETERNAL, 1);
    addThroughput(rows, Section.ONE_KEY_TYPE, Expiry.ETERNAL, 1);
    addThroughput(rows, Section.ONE_KEY_TYPE, Expiry.CREATED, 1);
    addThroughput(rows, Section.STATISTICS, Expiry.ETERNAL, 1, 2);
    addThroughput(rows, Section.VALUE_OBJECT, Expiry.ETERNAL, 1, 2);
    addThroughput(rows, Section.VALUE_RECORD, Expiry.ETERNAL, 1, 2);
    addThroughput(rows, Section.VALUE_STRING, Expiry.ETERNAL, 1);
    for (Expiry expiry : Expiry.values()) {
      rows.add(new Row.Allocation(expiry));
    }
    rows.add(new Row.Heap(Expiry.ETERNAL));
    rows.add(new Row.Heap(Expiry.CREATED));
    return rows;
  }

  private static void addThroughput(
      List<Row> rows, Section section, Expiry expiry, int... threadCounts) {
    for (Operation operation : Operation.values()) {
      for (int threads : threadCounts) {
        rows.add(new Row.Throughput(section, operation, expiry, threads));
      }
    }
  }

  /** Returns the rows of the table. */
  List<Row> shown() {
    return shown;
  }

  /**
   * Returns the throughput to measure, the rows that share one measurement of raw Caffeine
   * together.
   */
  List<List<Row.Throughput>> throughputGroups() {
    Map<Row.Throughput, Set<Row.Throughput>> groups = new LinkedHashMap<>();
    for (Row row : shown) {
      if (row instanceof Row.Throughput throughput) {
        groups.computeIfAbsent(throughput.base(), Plan::groupOf).add(throughput);
      } else if (row instanceof Row.Allocation allocation) {
        groups.computeIfAbsent(allocation.base(), Plan::groupOf);
      }
    }
    return groups.values().stream().<List<Row.Throughput>>map(List::copyOf).toList();
  }

  private static Set<Row.Throughput> groupOf(Row.Throughput base) {
    Set<Row.Throughput> group = new LinkedHashSet<>();
    group.add(base);
    return group;
  }

  /** Returns the heap to measure. */
  List<Row.Heap> heapRows() {
    return shown.stream().filter(Row.Heap.class::isInstance).map(Row.Heap.class::cast).toList();
  }
}
