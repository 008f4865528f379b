/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says which rows of a run differ from those of an earlier one by more than their noise. The noise
 * of a row are its least and its greatest value, of all rounds. A row has moved if these ranges do
 * not overlap. With two rounds each, one of three rows moves by chance; with five, one of 126.
 *
 * <p>Throughput is compared as the ratio to raw Caffeine in the same round, so that the runs may be
 * of machines that differ in speed.
 */
final class Compare {
  private static final String RAW = Implementation.RAW.id();

  private final Map<Place, Values> before;
  private final Map<Place, Values> after;

  private Compare(JsonNode before, JsonNode after) {
    this.before = values(before);
    this.after = values(after);
  }

  /** A row of one implementation, in the order of their names. */
  private record Place(String row, String implementation) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byRow = row.compareTo(other.row);
      return (byRow == 0) ? implementation.compareTo(other.implementation) : byRow;
    }

    boolean isLessBetter() {
      return row.startsWith("heap");
    }
  }

  /** What all rounds measured. */
  private record Values(List<Double> all) {
    double least() {
      return all.stream().mapToDouble(each -> each).min().orElseThrow();
    }

    double most() {
      return all.stream().mapToDouble(each -> each).max().orElseThrow();
    }

    double median() {
      return Medians.of(all);
    }

    String text() {
      return String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", median(), least(), most());
    }
  }

  public static void main(String... files) throws IOException {
    if (files.length != 2) {
      System.err.println("Usage: benchmarks/compare before.json after.json");
      System.exit(2);
    }
    ObjectMapper mapper = new ObjectMapper();
    Compare compare =
        of(
            mapper.readTree(Path.of(files[0]).toFile()),
            mapper.readTree(Path.of(files[1]).toFile()));
    System.out.print(compare.table());
    System.exit(compare.isWorse() ? 1 : 0);
  }

  static Compare of(JsonNode before, JsonNode after) {
    return new Compare(before, after);
  }

  private static Map<Place, Values> values(JsonNode run) {
    Map<String, Double> raw = new HashMap<>();
    for (JsonNode sample : run.get("samples")) {
      if (sample.get("implementation").textValue().equals(RAW)) {
        raw.put(sample.get("round") + " " + sample.get("row").textValue(), value(sample));
      }
    }
    Map<Place, Values> values = new TreeMap<>();
    for (JsonNode sample : run.get("samples")) {
      Place place =
          new Place(sample.get("row").textValue(), sample.get("implementation").textValue());
      Double base = raw.get(sample.get("round") + " " + baseOf(place.row));
      if (!place.implementation.equals(RAW) && (place.isLessBetter() || base != null)) {
        double value = value(sample);
        values
            .computeIfAbsent(place, key -> new Values(new ArrayList<>()))
            .all
            .add(place.isLessBetter() ? value : value / base);
      }
    }
    return values;
  }

  /** Returns the row whose measurement of raw Caffeine counts, as {@link Row.Throughput#base}. */
  private static String baseOf(String row) {
    String withStatistics = Section.STATISTICS.id() + "/";
    return row.startsWith(withStatistics)
        ? Section.REFERENCE.id() + "/" + row.substring(withStatistics.length())
        : row;
  }

  private static double value(JsonNode sample) {
    JsonNode heap = sample.get("bytesPerEntry");
    return (heap == null ? sample.get("operationsPerMicrosecond") : heap).doubleValue();
  }

  /** Returns whether a row of Uno has become worse. */
  boolean isWorse() {
    return before.keySet().stream()
        .filter(place -> place.implementation.equals(Implementation.UNO.id()))
        .anyMatch(place -> verdict(place).equals("worse"));
  }

  /** Returns what has moved, as a table. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add("| Row | Implementation | Before: median (least–most) | After | |");
    lines.add("| --- | --- | --- | --- | --- |");
    int compared = 0;
    for (Place place : before.keySet()) {
      if (after.containsKey(place)) {
        compared++;
        if (!verdict(place).isEmpty()) {
          lines.add(
              String.join(
                  " | ",
                  "| " + place.row,
                  place.implementation,
                  before.get(place).text(),
                  after.get(place).text(),
                  verdict(place) + " |"));
        }
      }
    }
    int moved = lines.size() - 2;
    String summary = moved + " of " + compared + " rows moved beyond their noise.";
    return ((moved == 0) ? summary : String.join("\n", lines) + "\n\n" + summary) + "\n";
  }

  private String verdict(Place place) {
    Values then = before.get(place);
    Values now = after.get(place);
    if (now == null || (now.least() <= then.most() && now.most() >= then.least())) {
      return "";
    }
    return (now.median() > then.median() != place.isLessBetter()) ? "better" : "worse";
  }
}
