/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.servers.ServerProcess;

/**
 * How long a level in front shows what another process has changed: two managers in one JVM, so
 * that there is one clock. One puts; a thread gets from the other, over and over, which hits near
 * until the level has heard of it. The first get that finds the new value began when the level had
 * just lost the old one.
 */
final class Delivery {
  private static final long BETWEEN_MILLIS = 1;

  private final UnoCache<String, byte[]> writer;
  private final UnoCache<String, byte[]> reader;

  /** What the reader is to wait for: the first byte of the value. */
  private volatile byte awaited;

  /** When the get began that found it. */
  private volatile long found;

  private volatile boolean closed;
  private final Thread writing = Thread.currentThread();

  private Delivery(UnoCache<String, byte[]> writer, UnoCache<String, byte[]> reader) {
    this.writer = writer;
    this.reader = reader;
  }

  static void run(SharedServer kind) throws InterruptedException {
    try (ServerProcess server = kind.start();
        UnoCacheManager one = kind.open(server);
        UnoCacheManager other = kind.open(server)) {
      Delivery delivery =
          new Delivery(
              one.createCache("delivery", SharedNode.shared()),
              other.createCache("delivery", SharedNode.shared().setNear(CacheLevel.of("memory"))));
      delivery.measure(kind);
    }
  }

  private void measure(SharedServer kind) throws InterruptedException {
    int times = kind.deliveries();
    List<Double> gets = new ArrayList<>();
    List<Double> sinceBegun = new ArrayList<>();
    List<Double> sinceReturned = new ArrayList<>();
    writer.put("key", value(0));
    Thread thread = new Thread(this::read, "reader");
    thread.start();
    for (int i = -times; i < times; i++) { // the first half warms up
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS); // the servers are idle
      long start = System.nanoTime();
      byte[] unused = requireNonNull(writer.get("key"));
      long got = System.nanoTime() - start;
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      byte next = (byte) (awaited + 1);
      found = 0;
      awaited = next;
      long begun = System.nanoTime();
      writer.put("key", value(next));
      long returned = System.nanoTime();
      while (found == 0) {
        LockSupport.park(this); // those who deliver need the processor
      }
      if (i >= 0) {
        gets.add(got / 1e3);
        sinceBegun.add((found - begun) / 1e3);
        sinceReturned.add(Math.max(0, found - returned) / 1e3);
      }
    }
    closed = true;
    thread.join();
    double roundTrip = Medians.of(gets);
    System.out.printf(
        Locale.ROOT,
        "| %d puts of one node, until the level in front of another has lost the old value |"
            + " after the put returned: p50 %.0f µs, %.2f round trips of a get (%.0f µs), p99 %.2f ms, longest %.2f ms;"
            + " after it began: p50 %.0f µs, %.2f round trips, p99 %.2f ms | %s |%n",
        times,
        Medians.of(sinceReturned),
        Medians.of(sinceReturned) / roundTrip,
        roundTrip,
        Medians.at(sinceReturned, 0.99) / 1e3,
        Collections.max(sinceReturned) / 1e3,
        Medians.of(sinceBegun),
        Medians.of(sinceBegun) / roundTrip,
        Medians.at(sinceBegun, 0.99) / 1e3,
        kind.deliveryBar());
  }

  private static byte[] value(int first) {
    byte[] value = new byte[RedisWorker.LENGTH];
    value[0] = (byte) first;
    return value;
  }

  private void read() {
    while (!closed) {
      long start = System.nanoTime();
      byte[] value = reader.get("key");
      if (found == 0 && value != null && value[0] == awaited) {
        found = start;
        LockSupport.unpark(writing);
      }
      letOthersRun();
    }
  }

  /** Where there are few processors, those who deliver need this one, too. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }
}
