/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param rounds how often every row is measured
 * @param rows which rows
 * @param implementations which implementations, always with raw Caffeine
 * @param json where the raw results go
 * @param out where the table goes besides stdout
 * @param help whether only the usage is wanted
 * @param command the command to show with the results, without the places of files
 */
record Arguments(
    int rounds,
    Pattern rows,
    Set<Implementation> implementations,
    Optional<Path> json,
    Optional<Path> out,
    boolean help,
    String command) {

  static final String USAGE =
      """
      Usage: benchmarks/run [options]
        --quick        2 rounds of a few rows, unless --rounds or --rows say otherwise
        --rounds N     measure every row N times (default 3)
        --rows REGEX   only the rows whose ids contain a match, such as '^reference/get' or '^heap'
        --impls A,B    only these of raw, uno, cache2k, caffeine-jcache, ehcache; raw always runs
        --json FILE    write the raw results
        --out FILE     write the table here too
        --help         show this and the ids of the rows
      """;

  private static final int DEFAULT_ROUNDS = 3;
  private static final int QUICK_ROUNDS = 2;
  private static final String QUICK_ROWS = "^reference/(get|put)/eternal/1|^allocated/eternal";

  static Arguments parse(String... arguments) {
    boolean quick = false;
    boolean help = false;
    Optional<Integer> rounds = Optional.empty();
    Optional<String> rows = Optional.empty();
    Optional<Path> json = Optional.empty();
    Optional<Path> out = Optional.empty();
    Set<Implementation> implementations = EnumSet.allOf(Implementation.class);
    List<String> command = new ArrayList<>(List.of("./benchmarks/run"));

    Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--quick" -> {
          quick = true;
          command.add(option);
        }
        case "--help", "-h" -> help = true;
        case "--rounds" -> {
          String value = valueOf(option, rest);
          rounds = Optional.of(Integer.parseUnsignedInt(value));
          command.addAll(List.of(option, value));
        }
        case "--rows" -> {
          String value = valueOf(option, rest);
          rows = Optional.of(value);
          command.addAll(List.of(option, "'" + value + "'"));
        }
        case "--impls" -> {
          String value = valueOf(option, rest);
          implementations = implementations(value);
          command.addAll(List.of(option, value));
        }
        case "--json" -> json = Optional.of(Path.of(valueOf(option, rest)));
        case "--out" -> out = Optional.of(Path.of(valueOf(option, rest)));
        default -> throw new IllegalArgumentException("Unknown option " + option);
      }
    }
    return new Arguments(
        Math.max(1, rounds.orElse(quick ? QUICK_ROUNDS : DEFAULT_ROUNDS)),
        Pattern.compile(rows.orElse(quick ? QUICK_ROWS : "")),
        implementations,
        json,
        out,
        help,
        String.join(" ", command));
  }

  private static String valueOf(String option, Deque<String> rest) {
    String value = rest.poll();
    if (value == null) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  private static Set<Implementation> implementations(String ids) {
    Set<Implementation> implementations = EnumSet.of(Implementation.RAW);
    for (String id : ids.toLowerCase(Locale.ROOT).split(",", -1)) {
      implementations.add(Implementation.of(id.strip()));
    }
    return implementations;
  }
}
