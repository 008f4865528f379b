/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests what the table makes of samples; the numbers are made up for that. */
class TableTest {
  private static final Row.Throughput GET =
      new Row.Throughput(Section.REFERENCE, Operation.GET, Expiry.ETERNAL, 1);
  private static final Row.Throughput COUNTED_GET =
      new Row.Throughput(Section.STATISTICS, Operation.GET, Expiry.ETERNAL, 1);
  private static final Row.Heap HEAP = new Row.Heap(Expiry.CREATED);
  private static final Row.Allocation ALLOCATION = new Row.Allocation(Expiry.ETERNAL);

  private final Results results = new Results();

  @Test
  void aRatioIsTheMedianOfThoseOfARound() {
    add(1, GET, Implementation.RAW, 10);
    add(1, GET, Implementation.UNO, 9.5);
    // A slow machine in the second round, and a disturbance in the third.
    add(2, GET, Implementation.RAW, 5);
    add(2, GET, Implementation.UNO, 4.6);
    add(3, GET, Implementation.RAW, 10);
    add(3, GET, Implementation.UNO, 2);
    assertThat(table("^reference/get/eternal/1"))
        .contains("| get, eternal, 1 thread | 10.0 ops/µs | 0.92 |")
        .contains("| 0.20–0.95 | ≥ 0.90 | met |")
        .contains("Bars met: 1 of 1.");
  }

  @Test
  void aMissedBarAndAFasterPeerAreTold() {
    add(1, GET, Implementation.RAW, 10);
    add(1, GET, Implementation.UNO, 8);
    add(1, GET, Implementation.CACHE2K, 20);
    add(1, GET, Implementation.EHCACHE, 4);
    assertThat(table("^reference/get/eternal/1"))
        .contains("| **missed: 0.800 < 0.90**; **behind cache2k** |")
        .contains("Bars met: 0 of 1.")
        .contains("Rows in which a peer is ahead: 1 of 1.");
  }

  @Test
  void statisticsAreComparedWithoutThem() {
    add(1, GET, Implementation.RAW, 10);
    add(1, GET, Implementation.UNO, 8);
    add(1, COUNTED_GET, Implementation.UNO, 7.2);
    add(2, GET, Implementation.RAW, 20);
    add(2, GET, Implementation.UNO, 8);
    add(2, COUNTED_GET, Implementation.UNO, 7.2);
    assertThat(table("^statistics/get/eternal/1"))
        .contains("| costs ≤ 20 % (10 %) | met |")
        .contains("| 15.0 ops/µs | 0.54 |");
  }

  @Test
  void memoryIsBetterWhereItIsLess() {
    add(1, new Row.Heap(Expiry.ETERNAL), Implementation.RAW, 80);
    add(1, HEAP, Implementation.UNO, 113);
    add(1, HEAP, Implementation.CACHE2K, 90);
    add(1, HEAP, Implementation.EHCACHE, 120);
    assertThat(table("^heap/created"))
        .contains("| 80.0 | 113.0 (+33.0) | 90.0 (+10.0) | – | 120.0 (+40.0) |")
        .contains("| **missed: +33.0 B**; **behind cache2k** |");
  }

  @Test
  void upkeepIsNoAllocation() {
    results.add(new Sample(1, GET, Implementation.UNO, 10, 0.3));
    results.add(new Sample(1, GET, Implementation.CACHE2K, 10, 0.1));
    assertThat(table("^allocated/eternal")).contains("| 0 B | met; no peer ahead |");
    results.add(new Sample(1, GET, Implementation.UNO, 10, 24.1));
    assertThat(table("^allocated/eternal"))
        .contains("| 0 B | **missed: 24.1 B**; **behind cache2k** |");
  }

  @Test
  void whatFailedIsNotMet() {
    add(1, GET, Implementation.RAW, 10);
    assertThat(table("^reference/get/eternal/1"))
        .contains("**not measured**")
        .contains("Bars met: 0 of 0.")
        .contains("Rows in which Uno could not be measured: 1.");
  }

  @Test
  void statisticsAndAllocationShareMeasurements() {
    Plan plan = Plan.of(Pattern.compile("^allocated/eternal|^statistics/get/eternal/1"));
    assertThat(plan.shown()).containsExactly(COUNTED_GET, ALLOCATION);
    assertThat(plan.throughputGroups()).containsExactly(List.of(GET, COUNTED_GET));
  }

  private void add(int round, Row row, Implementation implementation, double value) {
    results.add(new Sample(round, row, implementation, value, 0));
  }

  private String table(String rows) {
    return Table.write(
        Plan.of(Pattern.compile(rows)),
        results,
        new Environment("2000-01-01", "jdk", "cpu", new Properties()),
        Arguments.parse("--rows", rows));
  }
}
