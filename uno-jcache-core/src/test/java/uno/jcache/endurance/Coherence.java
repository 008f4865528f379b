/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uno.jcache.endurance.History.Pause;

/**
 * Four processes with a near cache each, in front of the same servers, do at random what caches do,
 * all to the same keys, while connections are cut, servers and processes are stopped, killed and
 * started again, networks hold what was sent and deliver it later, swallow or delay it or refuse
 * connections, and servers refuse writes or evict entries. What they saw and did is compared
 * afterwards, round by round:
 *
 * <ul>
 *   <li>no value is read that was replaced longer ago than the longest staleness and {@value
 *       #MARGIN_MILLIS} ms, nor one that nobody put there; a write that was not answered is no
 *       exception: it takes effect before its caller gives up, or never;
 *   <li>without a near cache no value is read that was replaced before the read began;
 *   <li>when all is quiet, all read what the server has, and no acknowledged change was undone by
 *       one that began, and ended or failed, before it;
 *   <li>increments by processors are neither lost nor made twice, but for those that failed;
 *   <li>what is put after a clear has returned is there;
 *   <li>a value that was loaded before it was invalidated is not kept.
 * </ul>
 *
 * <p>In some rounds the caches fall back where the server fails. Nothing may throw then; what is
 * compared is what is left when all is quiet.
 */
public final class Coherence implements AutoCloseable {
  static final int NODES = TestedServers.PROCESSES;

  private static final long MARGIN_MILLIS = 500;

  /** For how long a process may show what it had, after it stood still. */
  private static final long WAKING = 500_000_000;

  private static final long PATIENCE = 60;

  /** Within this time what failed while caches fell back is settled, in nanoseconds. */
  private static final long SETTLING = 10_000_000_000L;

  private final long seed;
  private final long roundMillis;
  private final TestedServers servers;
  private final List<Weather> weathers = new ArrayList<>();
  private final long bound;

  private final Path records;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<Long> ages = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private long operations;
  private long failed;
  private int rounds;

  /** When processes stood still in this round. */
  private final List<Pause> pauses;

  private long longestAgreeing;
  private long longestSettling;

  private Coherence(TestedServers servers, long seed, long roundMillis) throws IOException {
    this.servers = servers;
    this.bound = servers.maxStaleness().toNanos() + MARGIN_MILLIS * 1_000_000;
    weathers.add(Weather.of("fine", List.of()));
    weathers.addAll(servers.weathers());
    weathers.addAll(Weather.ofNetworks(servers.networks(), servers.change()));
    this.pauses = new ArrayList<>();
    weathers.add(
        Weather.of("process stopped", List.of(new Fault("Process stopped", this::stopProcess))));
    weathers.add(
        Weather.of("process killed", List.of(new Fault("Process killed", this::killProcess))));
    this.seed = seed;
    this.roundMillis = roundMillis;
    this.records = Files.createTempFile("records", "");
    Files.write(records, new byte[Values.records() * Long.BYTES]);
    for (int i = 0; i < NODES; i++) {
      nodes.add(start(i));
    }
  }

  private NodeProcess start(int number) throws IOException {
    return new NodeProcess(number, servers.settings(number), records);
  }

  /**
   * What was found.
   *
   * @param table of figures
   * @param violations what must not be
   */
  public record Found(String table, List<String> violations) {}

  /** Runs rounds until the time is over; each kind of round at least once. Closes the servers. */
  public static Found run(TestedServers servers, long seed, Duration length, Duration round)
      throws Exception {
    try (servers;
        Coherence coherence = new Coherence(servers, seed, round.toMillis())) {
      coherence.settle();
      long end = System.nanoTime() + length.toNanos();
      while (coherence.violations.isEmpty()
          && (System.nanoTime() < end || coherence.rounds < coherence.weathers.size())) {
        coherence.round();
      }
      return new Found(coherence.table(), coherence.violations);
    }
  }

  private void round() throws Exception {
    int round = rounds++;
    SplittableRandom random = new SplittableRandom(seed + round);
    int kinds = weathers.size();
    Weather weather = weathers.get(round % kinds);
    boolean fallback = (round + round / kinds) % 3 == 2; // each weather with it and without
    boolean loses = weather.losses() != Weather.Losses.NONE;
    pauses.clear();
    Map<NodeProcess, CompletableFuture<List<String>>> answers = new HashMap<>();
    for (NodeProcess node : nodes) {
      answers.put(
          node,
          node.ask(
              "run " + round + " " + random.nextInt(1 << 30) + " " + roundMillis + " " + fallback));
    }
    spoil(weather, random, System.nanoTime() + roundMillis * 1_000_000);
    List<Event> events = new ArrayList<>();
    Set<Integer> killed = new HashSet<>();
    for (Map.Entry<NodeProcess, CompletableFuture<List<String>>> each : answers.entrySet()) {
      NodeProcess node = each.getKey();
      for (String line : each.getValue().get(PATIENCE, TimeUnit.SECONDS)) {
        if (line.startsWith("FAILED")) {
          violate(round, "node " + node.number() + ": " + line);
        } else {
          events.add(Event.decode(node.number(), line));
        }
      }
      if (node.isKilled()) {
        killed.add(node.number());
        nodes.set(node.number(), start(node.number()));
      }
    }
    settle();
    operations += events.size();
    failed += events.stream().filter(event -> !event.done()).count();
    History history = new History(events, killed, List.copyOf(pauses), bound);
    if (fallback) {
      Map<Integer, List<String>> unused =
          look(round); // by which each node puts in order what failed
      events.stream()
          .filter(event -> !event.done())
          .findFirst()
          .ifPresent(event -> violate(round, "fails, though it falls back: " + event));
    } else {
      history.checkReads();
      history.checkLoads();
    }
    Seen seen = seenAtRest(round, weather.losses());
    if (fallback) {
      seen = awaitSettled(round, weather.losses(), history, seen);
    }
    history.checkNotUndone(seen.registers, fallback);
    if (!fallback) {
      history.checkIncrements(seen.counters, !loses);
      if (!loses) {
        history.checkKept(seen.once);
      }
    }
    history.checkKept(seen.records, seen.versions);
    ages.addAll(history.ages());
    history.violations().forEach(violation -> violate(round, violation));
    System.err.println(
        "round "
            + round
            + " "
            + weather.name()
            + (fallback ? ", falling back" : "")
            + ": "
            + events.size()
            + " operations, "
            + history.ages().size()
            + " stale reads, "
            + history.violations().size()
            + " violations");
  }

  /** Looks until what failed is settled, which happens in the background. */
  private Seen awaitSettled(int round, Weather.Losses losses, History history, Seen first)
      throws Exception {
    Seen seen = first;
    long end = System.nanoTime() + SETTLING;
    while (history.isUndone(seen.registers) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50); // another process tells nobody when it has settled
      seen = seenAtRest(round, losses);
    }
    return seen;
  }

  private void violate(int round, String what) {
    violations.add("seed " + seed + ", round " + round + ": " + what);
  }

  // ---- faults

  private void spoil(Weather weather, SplittableRandom random, long end)
      throws IOException, InterruptedException {
    while (true) {
      long pause = 100 + random.nextLong(400);
      if (System.nanoTime() + pause * 1_000_000 > end) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(pause); // the faults' own rhythm
      if (!weather.faults().isEmpty()) {
        Fault fault = weather.next(random);
        faults.merge(fault.name(), 1, Integer::sum);
        fault.action().run(random);
      }
    }
  }

  private void stopProcess(SplittableRandom random) throws InterruptedException {
    NodeProcess node = nodes.get(random.nextInt(NODES));
    long from = System.nanoTime();
    node.stop();
    Fault.last(50 + random.nextLong(2_000));
    node.resume();
    pauses.add(new Pause(node.number(), from, System.nanoTime() + WAKING));
  }

  private void killProcess(SplittableRandom random) {
    if (nodes.stream().noneMatch(NodeProcess::isKilled)) {
      nodes.get(random.nextInt(NODES)).kill();
    }
  }

  // ---- when all is quiet

  private void settle() throws Exception {
    long start = System.nanoTime();
    for (NodeProcess node : List.copyOf(nodes)) {
      answer(node, "settle");
    }
    longestSettling = Math.max(longestSettling, System.nanoTime() - start);
  }

  private static List<String> answer(NodeProcess node, String command)
      throws ExecutionException, InterruptedException, TimeoutException {
    return node.ask(command).get(PATIENCE, TimeUnit.SECONDS);
  }

  private Map<Integer, List<String>> look(int round) throws Exception {
    Map<Integer, List<String>> answers = new HashMap<>();
    for (NodeProcess node : nodes) {
      answers.put(node.number(), answer(node, "look " + round));
    }
    return answers;
  }

  /** What the server has, and the system of record. */
  private static final class Seen {
    final Map<String, Long> registers = new HashMap<>();
    final Map<String, Long> counters = new HashMap<>();
    final Map<String, Long> records = new HashMap<>();
    final Map<String, Long> versions = new HashMap<>();
    final Set<String> once = new HashSet<>();
    final List<String> differences = new ArrayList<>();
  }

  /**
   * All must see the same, and near what is far: once the last messages have come, which is within
   * the staleness that is promised.
   */
  private Seen seenAtRest(int round, Weather.Losses losses) throws Exception {
    long start = System.nanoTime();
    Seen seen = seen(look(round), losses);
    while (!seen.differences.isEmpty() && System.nanoTime() - start < bound) {
      TimeUnit.MILLISECONDS.sleep(20); // nobody tells when a message has come
      seen = seen(look(round), losses);
    }
    seen.differences.forEach(difference -> violate(round, difference));
    longestAgreeing = Math.max(longestAgreeing, System.nanoTime() - start);
    return seen;
  }

  private static Seen seen(Map<Integer, List<String>> answers, Weather.Losses losses) {
    Seen seen = new Seen();
    Map<String, String> first = new HashMap<>();
    answers.forEach(
        (node, lines) -> {
          for (String line : lines) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
              case "once" -> seen.once.add(words[1]);
              case "version" -> seen.versions.put(words[1], Long.valueOf(words[2]));
              default -> {
                String before = first.putIfAbsent(words[1], words[3]);
                boolean isLost = losses == Weather.Losses.UNNOTICED && words[3].equals("null");
                if ((!words[2].equals(words[3]) && !isLost)
                    || (before != null && !before.equals(words[3]))) {
                  seen.differences.add(
                      "when all is quiet, node "
                          + node
                          + " reads "
                          + words[2]
                          + " for "
                          + words[1]
                          + ", and the server has "
                          + words[3]
                          + (before == null ? "" : ", or " + before));
                }
                if (!words[3].equals("null") && words[0].equals("register")) {
                  seen.registers.put(words[1], Long.valueOf(words[3]));
                } else if (!words[3].equals("null") && words[0].equals("counter")) {
                  seen.counters.put(words[1], Long.valueOf(words[3]));
                } else if (!words[3].equals("null") && words[0].equals("record")) {
                  seen.records.put(words[1], Long.valueOf(words[3]));
                }
              }
            }
          }
        });
    return seen;
  }

  // ---- figures

  private String table() {
    Collections.sort(ages);
    StringBuilder text = new StringBuilder();
    row(text, "Seed, rounds of " + roundMillis + " ms", seed + ", " + rounds);
    row(text, "Operations, of which failed", operations + ", " + failed);
    faults.forEach((fault, count) -> row(text, fault, count + " times"));
    row(
        text,
        "Reads of what was replaced, and for how long it had been",
        ages.size()
            + (ages.isEmpty()
                ? ""
                : "; p50 " + millis(0.5) + ", p99 " + millis(0.99) + ", longest " + millis(1)));
    row(text, "Until all levels were read again, at most", longestSettling / 1_000_000 + " ms");
    row(text, "Until all read what the server has, at most", longestAgreeing / 1_000_000 + " ms");
    row(text, "**Violations**", Integer.toString(violations.size()));
    return text.toString();
  }

  private String millis(double part) {
    long age = ages.get((int) Math.min(ages.size() - 1, part * ages.size()));
    return String.format(java.util.Locale.ROOT, "%.1f ms", age / 1e6);
  }

  private static void row(StringBuilder text, String what, String found) {
    text.append("| ").append(what).append(" | ").append(found).append(" |\n");
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(NodeProcess::close);
    Files.deleteIfExists(records);
  }
}
