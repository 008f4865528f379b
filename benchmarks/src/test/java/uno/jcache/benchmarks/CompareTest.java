/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Tests what two runs are said to differ in; the numbers are made up for that. */
class CompareTest {
  private static final String GET = "reference/get/eternal/1";

  private final ObjectNode before = new ObjectMapper().createObjectNode();
  private final ObjectNode after = new ObjectMapper().createObjectNode();

  CompareTest() {
    before.putArray("samples");
    after.putArray("samples");
  }

  private static void add(ObjectNode run, String row, String implementation, double... values) {
    String name = row.startsWith("heap") ? "bytesPerEntry" : "operationsPerMicrosecond";
    for (int i = 0; i < values.length; i++) {
      ((ArrayNode) run.get("samples"))
          .addObject()
          .put("round", i + 1)
          .put("row", row)
          .put("implementation", implementation)
          .put(name, values[i]);
    }
  }

  private Compare compare() {
    return Compare.of(before, after);
  }

  @Test
  void rangesThatOverlapHaveNotMoved() {
    add(before, GET, "raw", 10, 10, 10);
    add(before, GET, "uno", 9, 8, 7);
    add(after, GET, "raw", 20, 20, 20); // a faster machine
    add(after, GET, "uno", 14.2, 13, 12);
    assertThat(compare().table()).isEqualTo("0 of 1 rows moved beyond their noise.\n");
    assertThat(compare().isWorse()).isFalse();
  }

  @Test
  void aRowThatIsWorseInEachRoundIsTold() {
    add(before, GET, "raw", 10, 10, 10);
    add(before, GET, "uno", 9, 8, 8.5);
    add(before, "statistics/get/eternal/1", "uno", 7, 7, 7);
    add(after, GET, "raw", 10, 10, 10);
    add(after, GET, "uno", 7.9, 7, 7);
    add(after, "statistics/get/eternal/1", "uno", 8, 8, 8);
    assertThat(compare().table())
        .contains("| " + GET + " | uno | 0.850 (0.800–0.900) | 0.700 (0.700–0.790) | worse |")
        .contains("| statistics/get/eternal/1 | uno | 0.700 (0.700–0.700) |")
        .contains("| better |")
        .contains("2 of 2 rows moved");
    assertThat(compare().isWorse()).isTrue();
  }

  @Test
  void lessMemoryIsBetter() {
    add(before, "heap/created", "uno", 80, 81);
    add(after, "heap/created", "uno", 70, 71);
    assertThat(compare().table()).contains("| better |");
    assertThat(compare().isWorse()).isFalse();
  }

  @Test
  void aPeerThatIsWorseIsNoFailure() {
    add(before, GET, "raw", 10);
    add(before, GET, "cache2k", 9);
    add(before, "only/before", "uno", 9);
    add(after, GET, "raw", 10);
    add(after, GET, "cache2k", 8);
    assertThat(compare().table()).contains("| worse |").contains("1 of 1 rows moved");
    assertThat(compare().isWorse()).isFalse();
  }
}
