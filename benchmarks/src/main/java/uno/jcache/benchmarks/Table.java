/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the results as one table in Markdown. */
final class Table {
  private static final String NOT_MEASURED = "–";

  private final Plan plan;
  private final Results results;
  private final Environment environment;
  private final Arguments arguments;
  private final List<Implementation> columns;

  private final StringBuilder text = new StringBuilder();
  private final List<String> missed = new ArrayList<>();
  private final List<String> behind = new ArrayList<>();
  private int bars;
  private int unmeasured;

  private Table(Plan plan, Results results, Environment environment, Arguments arguments) {
    this.plan = plan;
    this.results = results;
    this.environment = environment;
    this.arguments = arguments;
    this.columns = List.copyOf(arguments.implementations());
  }

  static String write(Plan plan, Results results, Environment environment, Arguments arguments) {
    Table table = new Table(plan, results, environment, arguments);
    table.writeHead();
    table.writeRows();
    table.writeSummary();
    return table.text.toString();
  }

  private void writeHead() {
    line(
        "%s, %s, %s. `%s`: %d %s, JMH %s.",
        environment.date(),
        environment.jdk(),
        environment.cpu(),
        arguments.command(),
        arguments.rounds(),
        (arguments.rounds() == 1) ? "round" : "rounds",
        environment.jmhVersion());
    line("");
    line(
        "Throughput is the ratio to raw Caffeine in the same round, the median over the rounds;"
            + " more is better. Memory is in bytes; less is better.");
    line("");
    List<String> head = new ArrayList<>(List.of(""));
    for (Implementation implementation : columns) {
      head.add(implementation.label() + " " + environment.version(implementation));
    }
    head.addAll(List.of("Uno, least–most", "Bar", "Verdict"));
    cells(head);
    cells(Collections.nCopies(head.size(), "---"));
  }

  private void writeRows() {
    String group = "";
    for (Row row : plan.shown()) {
      if (!row.group().equals(group)) {
        group = row.group();
        List<String> cells = new ArrayList<>(List.of("**" + group + "**"));
        cells.addAll(Collections.nCopies(columns.size() + 3, ""));
        cells(cells);
      }
      writeRow(row);
    }
  }

  private void writeRow(Row row) {
    List<String> cells = new ArrayList<>(List.of(row.label()));
    for (Implementation implementation : columns) {
      cells.add(cell(row, implementation));
    }
    Verdict verdict = Verdict.of(row, results);
    cells.add(range(row));
    cells.add(verdict.bar());
    cells.add(verdict(row, verdict));
    cells(cells);
  }

  private String cell(Row row, Implementation implementation) {
    boolean raw = implementation == Implementation.RAW;
    if (row instanceof Row.Throughput throughput) {
      return raw
          ? text(results.throughput(throughput, implementation), Format::significant, " ops/µs")
          : text(Results.median(results.ratios(throughput, implementation)), Format::ratio, "");
    }
    if (row instanceof Row.Allocation allocation) {
      return text(
          results.allocation(allocation, implementation), value -> Format.decimals(value, 1), "");
    }
    if (row instanceof Row.Heap heap) {
      OptionalDouble bytes = results.heap(heap, implementation);
      OptionalDouble rawBytes = results.heap(heap, Implementation.RAW);
      String beyond =
          (raw || bytes.isEmpty() || rawBytes.isEmpty())
              ? ""
              : String.format(
                  Locale.ROOT, " (%+.1f)", bytes.getAsDouble() - rawBytes.getAsDouble());
      return text(bytes, value -> Format.decimals(value, 1), beyond);
    }
    throw new IllegalArgumentException(row.id());
  }

  private String range(Row row) {
    if (row instanceof Row.Throughput throughput) {
      List<Double> ratios = results.ratios(throughput, Implementation.UNO);
      if (!ratios.isEmpty()) {
        return Format.ratio(Collections.min(ratios)) + "–" + Format.ratio(Collections.max(ratios));
      }
    }
    return "";
  }

  private String verdict(Row row, Verdict verdict) {
    if (!arguments.implementations().contains(Implementation.UNO)) {
      return "";
    }
    if (!verdict.measured()) {
      unmeasured++;
      return "**not measured**";
    }
    List<String> parts = new ArrayList<>();
    String name = row.group() + ": " + row.label();
    if (!verdict.bar().isEmpty()) {
      bars++;
      if (verdict.isMissed()) {
        missed.add(name + " (" + verdict.missed() + ")");
        parts.add("**missed: " + verdict.missed() + "**");
      } else {
        parts.add("met");
      }
    }
    if (verdict.isBehind()) {
      behind.add(name + " (" + verdict.peersBehind() + ")");
      parts.add("**behind " + verdict.peersBehind() + "**");
    } else if (verdict.peersCompared()) {
      parts.add("no peer ahead");
    }
    return String.join("; ", parts);
  }

  private void writeSummary() {
    Set<Implementation> measured = arguments.implementations();
    if (measured.contains(Implementation.UNO)) {
      line("");
      line("Bars met: %d of %d.%s", bars - missed.size(), bars, list(" Missed: ", missed));
      if (unmeasured > 0) {
        line("");
        line("Rows in which Uno could not be measured: %d.", unmeasured);
      }
      if (measured.stream().anyMatch(Implementation.PEERS::contains)) {
        line("");
        line(
            "Rows in which a peer is ahead: %d of %d.%s",
            behind.size(), plan.shown().size(), list(" ", behind));
      }
    }
    line("");
    line("Each throughput: a JVM of its own, %s.", ThroughputFork.description());
    if (!plan.heapRows().isEmpty()) {
      line("");
      line("Each heap: a JVM of its own, %s.", HeapFork.description());
    }
  }

  private static String list(String prefix, List<String> items) {
    return items.isEmpty() ? "" : items.stream().collect(Collectors.joining("; ", prefix, "."));
  }

  private interface NumberFormat {
    String write(double value);
  }

  private static String text(OptionalDouble value, NumberFormat format, String suffix) {
    return value.isEmpty() ? NOT_MEASURED : format.write(value.getAsDouble()) + suffix;
  }

  private void cells(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
