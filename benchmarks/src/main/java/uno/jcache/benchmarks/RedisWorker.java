/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures one contender, in the JVM of a {@link RedisFork}, whenever it is asked to. */
final class RedisWorker<V> {
  static final int ENTRIES = 10_000;
  static final int LENGTH = 256;

  private static final int MOST_THREADS = 64;
  private static final int MANY = 100;
  private static final int GROUPS = 20;
  private static final int SEQUENCE = 1 << 16;
  private static final long WARM_UP_MILLIS = 1_000;

  /** How many go by between two looks at the clock, where one takes no time to speak of. */
  private static final int AT_ONCE = 100;

  private final RedisSubject<V> subject;
  private final List<RedisRow.Task<V>> single = new ArrayList<>();
  private final List<RedisRow.Task<V>> groups = new ArrayList<>();
  private final int[] sequence = ZipfSequence.draw(SEQUENCE, ENTRIES);
  private final ExecutorService threads = Executors.newFixedThreadPool(MOST_THREADS);
  private int position;

  private RedisWorker(RedisSubject<V> subject, V value) {
    this.subject = subject;
    for (int i = 0; i < ENTRIES; i++) {
      single.add(new RedisRow.Task<>("user:" + i, Map.of(), value));
    }
    for (int i = 0; i < GROUPS; i++) {
      Map<String, V> entries = new LinkedHashMap<>();
      for (int j = 0; j < MANY; j++) {
        entries.put("page:" + i + ":" + j, value);
      }
      groups.add(new RedisRow.Task<>("", entries, value));
    }
  }

  /** Returns a value as long as all are. */
  static byte[] value() {
    byte[] value = new byte[LENGTH];
    Arrays.fill(value, (byte) 'v');
    return value;
  }

  /** Says when it is ready; then reads what to measure, and for how long, and says what it was. */
  public static void main(String[] arguments) throws Exception {
    RedisContender contender = RedisContender.valueOf(arguments[0]);
    RedisWorker<?> worker =
        contender.isInHeap()
            ? new RedisWorker<>(contender.openInHeap(arguments[1]), "v".repeat(LENGTH))
            : new RedisWorker<>(contender.open(arguments[1]), value());
    worker.prepare(contender);
    System.out.println("ready");
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ", 2);
        System.out.println(
            worker.measure(RedisRow.valueOf(words[0]), Long.parseLong(words[1]) * 1_000_000));
      }
    } catch (IOException e) {
      // nobody asks any more
    }
    System.exit(0); // whatever thread there still is
  }

  /** Loads all entries, and warms up until what is measured is compiled. */
  private void prepare(RedisContender contender) throws Exception {
    List<Future<?>> loading = new ArrayList<>();
    for (RedisRow.Task<V> task : single) {
      loading.add(
          threads.submit(
              () -> {
                subject.put(task.key, task.value);
                subject.renew(task.key, task.value);
                return subject.get(task.key); // and near, where there is such a level
              }));
    }
    for (Future<?> each : loading) {
      Object unused = each.get();
    }
    for (RedisRow row : RedisRow.values()) {
      if (row.takes(contender)) {
        if (!row.isSingle()) {
          for (RedisRow.Task<V> task : groups) {
            subject.putAll(task.entries);
          }
        }
        double unused = measure(row, WARM_UP_MILLIS * 1_000_000);
      }
    }
  }

  /** Returns how many microseconds one takes, or how many thousands there are in a second. */
  private double measure(RedisRow row, long nanos) throws Exception {
    return row.isTimed() ? time(row, nanos) : rate(row, nanos);
  }

  private double time(RedisRow row, long nanos) {
    List<RedisRow.Task<V>> tasks = row.isSingle() ? single : groups;
    long[] times = new long[1 << 12];
    int count = 0;
    long end = System.nanoTime() + nanos;
    long start;
    while ((start = System.nanoTime()) - end < 0) {
      RedisRow.Task<V> task = tasks.get(sequence[position++ & (SEQUENCE - 1)] % tasks.size());
      row.run(subject, task);
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = System.nanoTime() - start;
      row.restore(subject, task);
    }
    Arrays.sort(times, 0, count);
    return times[count / 2] / 1e3;
  }

  private double rate(RedisRow row, long nanos) throws Exception {
    CyclicBarrier together = new CyclicBarrier(row.threads());
    List<Future<Double>> rates = new ArrayList<>();
    for (int i = 0; i < row.threads(); i++) {
      int first = position + i * (SEQUENCE / row.threads());
      rates.add(
          threads.submit(
              () -> {
                together.await();
                return loop(row, nanos, first);
              }));
    }
    position += AT_ONCE;
    double sum = 0;
    for (Future<Double> rate : rates) {
      sum += rate.get();
    }
    return sum;
  }

  private double loop(RedisRow row, long nanos, int first) {
    int at = first;
    int count = 0;
    int step = (row.threads() == 1) ? AT_ONCE : 1;
    long start = System.nanoTime();
    long now = start;
    while (now - start < nanos) {
      for (int i = 0; i < step; i++) {
        row.run(subject, single.get(sequence[at++ & (SEQUENCE - 1)]));
      }
      count += step;
      now = System.nanoTime();
    }
    return count * 1e6 / (now - start);
  }
}
