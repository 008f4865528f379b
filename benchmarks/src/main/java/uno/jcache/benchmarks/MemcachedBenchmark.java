/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.redis.RedisProcess;

/**
 * Memcached through Uno, beside its bare client and beside Redis through Uno. Real servers, and one
 * JVM in which the contenders take turns.
 */
final class MemcachedBenchmark {
  private static final String USAGE =
      """
      Usage: benchmarks/memcached [options]
        --turns N      turns of each row (default 40)
        --rows REGEX   only the rows whose names contain a match, of GET, PUT, GET_64, PUT_64, GET_ALL, PUT_ALL,
                       DELIVERY, FAILURE and MILLION
      """;

  private static final long TURN_NANOS = 100_000_000;
  private static final int WARM_UP_TURNS = 15;
  private static final int ENTRIES = 10_000;
  private static final int MANY = 100;
  private static final int LENGTH = 256;

  /** What is measured. */
  enum Row {
    GET("get", 1, 0.85),
    PUT("put, beside a blind set", 1, 0.4),
    GET_64("get, 64 threads", 64, Double.NaN),
    PUT_64("put, 64 threads", 64, Double.NaN),
    GET_ALL("getAll of 100, beside getBulk", 1, 0.8),
    PUT_ALL("putAll of 100, beside 100 blind sets", 1, Double.NaN);

    private final String label;
    private final int threads;
    private final double bar;

    Row(String label, int threads, double bar) {
      this.label = label;
      this.threads = threads;
      this.bar = bar;
    }

    /** Returns how much of the speed of the bare client ours is meant to have. */
    OptionalDouble bar() {
      return Double.isNaN(bar) ? OptionalDouble.empty() : OptionalDouble.of(bar);
    }
  }

  /** One of those that are compared. */
  interface Contender {
    byte @Nullable [] get(String key);

    void put(String key, byte[] value);

    int getAll(Set<String> keys);

    void putAll(Map<String, byte[]> entries);
  }

  private final int turns;
  private final byte[] value = new byte[LENGTH];
  private final List<String> keys = new ArrayList<>();
  private final Map<String, byte[]> many = new LinkedHashMap<>();
  private final int[] sequence = ZipfSequence.draw(1 << 16, ENTRIES);
  private final ExecutorService threads = Executors.newFixedThreadPool(64);
  private int position;

  private MemcachedBenchmark(int turns) {
    this.turns = turns;
    Arrays.fill(value, (byte) 'v');
    for (int i = 0; i < ENTRIES; i++) {
      keys.add("user:" + i);
    }
    for (int i = 0; i < MANY; i++) {
      many.put("page:" + i, value);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int turns = 40;
    String rows = "";
    for (int i = 0; i < arguments.length; i += 2) {
      String value = (i + 1 < arguments.length) ? arguments[i + 1] : "";
      switch (arguments[i]) {
        case "--turns" -> turns = Integer.parseInt(value);
        case "--rows" -> rows = value;
        default -> {
          System.err.print(USAGE);
          System.exit(arguments[i].equals("--help") ? 0 : 2);
        }
      }
    }
    Environment environment = Environment.current();
    Pattern wanted = Pattern.compile(rows);
    System.out.printf(
        "%s, %s, %s. `%s`.%n%n",
        environment.date(),
        environment.jdk(),
        environment.cpu(),
        String.join(" ", "./benchmarks/memcached", String.join(" ", arguments)).trim());
    new MemcachedBenchmark(turns).compare(wanted);
    boolean hasOthers =
        wanted.matcher("DELIVERY").find()
            || wanted.matcher("FAILURE").find()
            || wanted.matcher("MILLION").find();
    if (hasOthers) {
      System.out.println("| What was done | Found | Bar |");
      System.out.println("| --- | --- | --- |");
    }
    if (wanted.matcher("DELIVERY").find()) {
      Delivery.run(SharedServer.MEMCACHED);
    }
    if (wanted.matcher("FAILURE").find()) {
      ServerFailures.run(SharedServer.MEMCACHED);
    }
    if (wanted.matcher("MILLION").find()) {
      MemcachedMillion.run();
    }
    System.exit(0); // whatever thread there still is
  }

  private void compare(Pattern wanted) throws Exception {
    List<Row> rows =
        Arrays.stream(Row.values()).filter(row -> wanted.matcher(row.name()).find()).toList();
    if (rows.isEmpty()) {
      return;
    }
    try (MemcachedProcess memcached = MemcachedProcess.start();
        RedisProcess redis = RedisProcess.start();
        BareMemcached bare = new BareMemcached(memcached.address());
        UnoCacheManager manager =
            SharedNode.open(Map.of("type", "memcached", "servers", memcached.address()));
        UnoCacheManager onRedis = SharedNode.open(redis.url(), Map.of())) {
      List<Contender> contenders = List.of(uno(manager), bare, uno(onRedis));
      System.out.println(
          "|  | Uno | bare client | Uno on Redis | of the bare client | of Uno on Redis | Bar |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
      for (Contender each : contenders) {
        keys.forEach(key -> each.put(key, value));
        each.putAll(many);
      }
      for (Row row : rows) {
        System.out.println(line(row, measure(row, contenders)));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d turns of %d ms. A ratio is the median of those of the same turns, with their"
            + " quartiles.%n%n",
        turns,
        TURN_NANOS / 1_000_000);
  }

  private static Contender uno(UnoCacheManager manager) {
    UnoCache<String, byte[]> cache = manager.createCache("compared", SharedNode.shared());
    return new Contender() {
      @Override
      public byte @Nullable [] get(String key) {
        return cache.get(key);
      }

      @Override
      public void put(String key, byte[] value) {
        cache.put(key, value);
      }

      @Override
      public int getAll(Set<String> keys) {
        return cache.getAll(keys).size();
      }

      @Override
      public void putAll(Map<String, byte[]> entries) {
        cache.putAll(entries);
      }
    };
  }

  /** Returns the figures of each contender, turn by turn. */
  private List<List<Double>> measure(Row row, List<Contender> contenders) throws Exception {
    List<List<Double>> figures = new ArrayList<>();
    contenders.forEach(each -> figures.add(new ArrayList<>()));
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
    for (int turn = -WARM_UP_TURNS; turn < turns; turn++) {
      for (int i : order) {
        double figure =
            (row.threads == 1)
                ? time(row, contenders.get(i))
                : rate(row, contenders.get(i), row.threads);
        if (turn >= 0) {
          figures.get(i).add(figure);
        }
      }
      Collections.reverse(order);
    }
    return figures;
  }

  private void run(Row row, Contender contender, int at) {
    String key = keys.get(sequence[at & (sequence.length - 1)]);
    switch (row) {
      case GET, GET_64 -> require(contender.get(key) != null);
      case PUT, PUT_64 -> contender.put(key, value);
      case GET_ALL -> require(contender.getAll(many.keySet()) == MANY);
      case PUT_ALL -> contender.putAll(many);
    }
  }

  private static void require(boolean isFound) {
    if (!isFound) {
      throw new IllegalStateException("entries are missing");
    }
  }

  /** Returns how many microseconds one takes. */
  private double time(Row row, Contender contender) {
    List<Double> times = new ArrayList<>();
    long end = System.nanoTime() + TURN_NANOS;
    long start;
    while ((start = System.nanoTime()) - end < 0) {
      run(row, contender, position++);
      times.add((System.nanoTime() - start) / 1e3);
    }
    return Medians.of(times);
  }

  /** Returns how many thousands there are in a second. */
  private double rate(Row row, Contender contender, int count) throws Exception {
    List<Future<Integer>> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int first = position + i * 997;
      running.add(
          threads.submit(
              () -> {
                int done = 0;
                while (System.nanoTime() - start < TURN_NANOS) {
                  run(row, contender, first + done++);
                }
                return done;
              }));
    }
    position++;
    int sum = 0;
    for (Future<Integer> each : running) {
      sum += each.get();
    }
    return sum * 1e6 / (System.nanoTime() - start);
  }

  private static String line(Row row, List<List<Double>> figures) {
    boolean isTimed = row.threads == 1;
    StringBuilder line = new StringBuilder("| " + row.label);
    for (List<Double> each : figures) {
      line.append(" | ")
          .append(Format.significant(Medians.of(each)))
          .append(isTimed ? " µs" : "k/s");
    }
    List<Double> ofBare = ratios(isTimed, figures.get(0), figures.get(1));
    line.append(" | ").append(text(ofBare));
    line.append(" | ").append(text(ratios(isTimed, figures.get(0), figures.get(2))));
    line.append(" | ");
    if (row.bar().isPresent()) {
      double bar = row.bar().getAsDouble();
      line.append("≥ ")
          .append(Format.ratio(bar))
          .append((Medians.of(ofBare) >= bar) ? ": met" : ": **missed**");
    }
    return line + " |";
  }

  private static List<Double> ratios(boolean isTimed, List<Double> ours, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(isTimed ? theirs.get(i) / ours.get(i) : ours.get(i) / theirs.get(i));
    }
    return ratios;
  }

  private static String text(List<Double> ratios) {
    return Format.ratio(Medians.of(ratios))
        + ", "
        + Format.ratio(Medians.at(ratios, 0.25))
        + "–"
        + Format.ratio(Medians.at(ratios, 0.75));
  }
}
