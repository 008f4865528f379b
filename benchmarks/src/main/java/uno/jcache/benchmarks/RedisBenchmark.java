/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import uno.jcache.redis.RedisProcess;

/**
 * Redis through Uno beside Redisson, which is under it, and beside what Redisson offers itself: one
 * real server, each contender in a JVM of its own, all of a round alive at once and turn about.
 */
final class RedisBenchmark {
  private static final String USAGE =
      """
      Usage: benchmarks/redis [options]
        --rounds N     starts new JVMs N times (default 3)
        --turns N      turns of each row in each of them (default 25)
        --rows REGEX   only the rows whose names contain a match, of GET, PUT, RENEW, GET_64,
                       GET_64_SEPARATE, PUT_64, PUT_64_SEPARATE, RENEW_64, GET_ALL, PUT_ALL, REMOVE_ALL, INVOKE_ALL,
                       HIT, CLEAR, DELIVERY and FAILURE
      """;

  private static final long TURN_MILLIS = 100;

  private final int rounds;
  private final int turns;
  private final Pattern rows;
  private final String command;

  /** The figures of all turns, round after round. */
  private final Map<RedisRow, Map<RedisContender, List<Double>>> figures =
      new EnumMap<>(RedisRow.class);

  private RedisBenchmark(int rounds, int turns, Pattern rows, String command) {
    this.rounds = rounds;
    this.turns = turns;
    this.rows = rows;
    this.command = command;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = 3;
    int turns = 25;
    String rows = "";
    for (int i = 0; i < arguments.length; i += 2) {
      String value = (i + 1 < arguments.length) ? arguments[i + 1] : "";
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--turns" -> turns = Integer.parseInt(value);
        case "--rows" -> rows = value;
        default -> {
          System.err.print(USAGE);
          System.exit(arguments[i].equals("--help") ? 0 : 2);
        }
      }
    }
    String command = String.join(" ", "./benchmarks/redis", String.join(" ", arguments)).trim();
    new RedisBenchmark(rounds, turns, Pattern.compile(rows), command).run();
    System.exit(0); // whatever thread there still is
  }

  private boolean isWanted(String row) {
    return rows.matcher(row).find();
  }

  private void run() throws Exception {
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s, Redis %s, Redisson %s. `%s`.%n%n",
        environment.date(),
        environment.jdk(),
        environment.cpu(),
        serverVersion(),
        environment.versions().getProperty("redisson"),
        command);
    compare();
    if (isWanted("CLEAR") || isWanted("DELIVERY") || isWanted("FAILURE")) {
      System.out.println("| What was done | Found | Bar |");
      System.out.println("| --- | --- | --- |");
    }
    if (isWanted("CLEAR")) {
      RedisClears.run();
    }
    if (isWanted("DELIVERY")) {
      Delivery.run(SharedServer.REDIS);
    }
    if (isWanted("FAILURE")) {
      ServerFailures.run(SharedServer.REDIS);
    }
  }

  private static String serverVersion() {
    try (RedisProcess redis = RedisProcess.start();
        RedisSocket socket = new RedisSocket(redis.port())) {
      return socket.info("server", "redis_version");
    }
  }

  // ---- contenders turn about

  private void compare() throws IOException {
    List<RedisRow> wanted = new ArrayList<>();
    for (RedisRow row : RedisRow.values()) {
      if (isWanted(row.name())) {
        wanted.add(row);
        figures.put(row, new EnumMap<>(RedisContender.class));
      }
    }
    // Apart from each other: who keeps entries in the heap hears of each change that others make.
    compare(wanted.stream().filter(row -> row != RedisRow.HIT).toList());
    compare(wanted.stream().filter(row -> row == RedisRow.HIT).toList());
    if (!wanted.isEmpty()) {
      System.out.printf(
          "Medians of %d turns of %d ms, in each of %d rounds of new JVMs with %s. A ratio is the median of those of"
              + " the same turns, with the least and the most of the medians of rounds.%n%n",
          turns, TURN_MILLIS, rounds, RedisFork.description());
    }
  }

  private void compare(List<RedisRow> wanted) throws IOException {
    Set<RedisContender> contenders = EnumSet.noneOf(RedisContender.class);
    for (RedisRow row : wanted) {
      contenders.add(row.ours());
      contenders.addAll(row.peers());
    }
    for (int round = 0; round < rounds && !wanted.isEmpty(); round++) {
      try (RedisProcess redis = RedisProcess.start()) {
        round(redis.url(), contenders, wanted);
      }
      System.err.printf("Round %d of %d is done%n", round + 1, rounds);
    }
    table(wanted);
  }

  private void round(String url, Set<RedisContender> contenders, List<RedisRow> wanted)
      throws IOException {
    List<RedisFork> forks = new ArrayList<>();
    try {
      for (RedisContender contender : contenders) {
        forks.add(RedisFork.start(contender, url));
      }
      for (RedisRow row : wanted) {
        List<RedisFork> taking =
            new ArrayList<>(forks.stream().filter(fork -> row.takes(fork.contender())).toList());
        for (int turn = -1; turn < turns; turn++) {
          for (RedisFork fork : taking) {
            double figure = fork.measure(row, TURN_MILLIS);
            if (turn >= 0) {
              figures
                  .get(row)
                  .computeIfAbsent(fork.contender(), each -> new ArrayList<>())
                  .add(figure);
            }
          }
          Collections.reverse(taking);
        }
      }
    } finally {
      forks.forEach(RedisFork::close);
    }
  }

  private void table(List<RedisRow> shown) {
    if (shown.isEmpty()) {
      return;
    }
    List<RedisContender> peers = shown.get(0).peers();
    StringBuilder head = new StringBuilder("|  | " + shown.get(0).ours().label());
    for (RedisContender peer : peers) {
      head.append(" | ").append(peer.label());
    }
    for (RedisContender peer : peers) {
      head.append(" | of ").append(peer.label()).append(", least–most");
    }
    System.out.println(head + " | Bar |");
    System.out.println("| --- ".repeat(2 * peers.size() + 3) + "|");
    for (RedisRow row : shown) {
      System.out.println(line(row, peers));
    }
    System.out.println();
  }

  private String line(RedisRow row, List<RedisContender> peers) {
    StringBuilder line = new StringBuilder("| " + row.label() + " | " + figure(row, row.ours()));
    StringBuilder bars = new StringBuilder();
    for (RedisContender peer : peers) {
      line.append(" | ").append(row.peers().contains(peer) ? figure(row, peer) : "");
    }
    for (RedisContender peer : peers) {
      line.append(" | ").append(row.peers().contains(peer) ? ratio(row, peer, bars) : "");
    }
    return line + " | " + bars + " |";
  }

  private String figure(RedisRow row, RedisContender contender) {
    double median = Medians.of(figures.get(row).get(contender));
    return Format.significant(median) + (row.isTimed() ? " µs" : "k/s");
  }

  /** Writes how fast ours is beside a peer, and whether that is what it is meant to be. */
  private String ratio(RedisRow row, RedisContender peer, StringBuilder bars) {
    List<Double> ours = figures.get(row).get(row.ours());
    List<Double> theirs = figures.get(row).get(peer);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(row.isTimed() ? theirs.get(i) / ours.get(i) : ours.get(i) / theirs.get(i));
    }
    List<Double> ofRounds = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ofRounds.add(Medians.of(ratios.subList(round * turns, (round + 1) * turns)));
    }
    double median = Medians.of(ratios);
    OptionalDouble bar = row.bar(peer);
    if (bar.isPresent()) {
      bars.append(bars.isEmpty() ? "" : ", ")
          .append(
              String.format(
                  Locale.ROOT,
                  "≥ %s of %s: %s",
                  Format.ratio(bar.getAsDouble()),
                  peer.label(),
                  (median >= bar.getAsDouble()) ? "met" : "**missed**"));
    }
    return Format.ratio(median)
        + ", "
        + Format.ratio(Collections.min(ofRounds))
        + "–"
        + Format.ratio(Collections.max(ofRounds));
  }
}
