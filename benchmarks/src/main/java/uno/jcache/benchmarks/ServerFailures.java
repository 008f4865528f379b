/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.servers.ServerProcess;
import uno.jcache.spi.StoreException;

/** How long calls take while a server is gone, and when all is well again after it came back. */
final class ServerFailures {
  private static final int TIMES = 5;
  private static final long SHORT_MILLIS = 1_000;
  private static final long LONG_MILLIS = 5_000;

  private ServerFailures() {}

  /** What is done to the server. */
  private enum Fault {
    KILLED,
    STOPPED;

    /** Returns how long a call may take, in milliseconds. */
    double bar(SharedServer kind) {
      return (this == KILLED) ? 100 : kind.timeoutMillis() * 1.3;
    }

    void begin(ServerProcess server) {
      if (this == KILLED) {
        server.kill();
      } else {
        server.pauseServer();
      }
    }

    void end(ServerProcess server) {
      if (this == KILLED) {
        server.restart();
      } else {
        server.continueServer();
      }
    }
  }

  /** What one outage showed, in milliseconds. */
  private record Found(double longest, double data, double near) {}

  static void run(SharedServer kind) throws InterruptedException {
    for (Fault fault : Fault.values()) {
      for (boolean falls : new boolean[] {false, true}) {
        measure(kind, fault, falls, SHORT_MILLIS, TIMES);
      }
    }
    measure(kind, Fault.KILLED, true, LONG_MILLIS, 2);
  }

  private static void measure(SharedServer kind, Fault fault, boolean falls, long millis, int times)
      throws InterruptedException {
    List<Found> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(outage(kind, fault, falls, millis));
    }
    System.out.printf(
        Locale.ROOT,
        "| server %s for %d s, %d times, calls %s | longest call %s ms; after it came back, data after %s ms,"
            + " near level after %s ms | ≤ %.0f ms; %s |%n",
        fault.name().toLowerCase(Locale.ROOT),
        millis / 1_000,
        times,
        falls ? "fall back" : "fail",
        text(all, Found::longest),
        text(all, Found::data),
        text(all, Found::near),
        fault.bar(kind),
        kind.recoveryBar());
  }

  private static String text(List<Found> all, Function<Found, Double> part) {
    List<Double> values = all.stream().map(part).toList();
    return String.format(
        Locale.ROOT, "%.0f (at most %.0f)", Medians.of(values), Collections.max(values));
  }

  private static Found outage(SharedServer kind, Fault fault, boolean falls, long millis)
      throws InterruptedException {
    try (ServerProcess server = kind.start();
        UnoCacheManager manager = kind.open(server)) {
      manager.configuration().update(settings -> settings.withFallbackOnError(falls));
      UnoCache<String, byte[]> cache = manager.createCache("plain", SharedNode.shared());
      UnoCache<String, byte[]> near =
          manager.createCache(
              "near",
              SharedNode.shared().setNear(CacheLevel.of("memory")).setStatisticsEnabled(true));
      double unused = millisUntil(0, () -> isNear(near));
      try (Caller getter = new Caller(() -> cache.get("other") == null);
          Caller putter = new Caller(() -> isPut(cache))) {
        TimeUnit.MILLISECONDS.sleep(SHORT_MILLIS); // compiles
        long begun = System.nanoTime();
        fault.begin(server);
        TimeUnit.MILLISECONDS.sleep(millis);
        double longest = Math.max(getter.longestSince(begun), putter.longestSince(begun));
        fault.end(server);
        long back = System.nanoTime();
        CompletableFuture<Double> data =
            CompletableFuture.supplyAsync(
                () -> millisUntil(back, () -> putAndGot(cache)), ServerFailures::inThread);
        double nearAgain = millisUntil(back, () -> isNear(near));
        return new Found(longest, data.join(), nearAgain);
      }
    }
  }

  private static void inThread(Runnable task) {
    new Thread(task).start();
  }

  /** Waits, and returns how many milliseconds after the start it came to be. */
  private static double millisUntil(long start, BooleanSupplier condition) {
    while (!holds(condition)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (StoreException e) {
      return false;
    }
  }

  private static boolean isPut(UnoCache<String, byte[]> cache) {
    cache.put("other", new byte[] {1});
    return true;
  }

  private static boolean putAndGot(UnoCache<String, byte[]> cache) {
    byte[] value = {1};
    cache.put("data", value);
    return Arrays.equals(cache.get("data"), value);
  }

  /** Returns whether an entry is kept near: an entry that was put or read is read there. */
  private static boolean isNear(UnoCache<String, byte[]> cache) {
    cache.put("near", new byte[] {1});
    byte[] unused = cache.get("near");
    long before = hits(cache);
    byte[] unusedToo = cache.get("near");
    return hits(cache) > before;
  }

  private static long hits(UnoCache<String, byte[]> cache) {
    return requireNonNull(cache.getCacheManager())
        .monitoring()
        .levels(cache.getName())
        .get(0)
        .hits();
  }

  /** A thread of the application's, which calls over and over. */
  private static final class Caller implements AutoCloseable {
    private final BooleanSupplier call;
    private final Thread thread = new Thread(this::callAll, "caller");
    private final List<long[]> calls = new ArrayList<>(); // when each began and ended
    private volatile boolean closed;

    Caller(BooleanSupplier call) {
      this.call = call;
      thread.start();
    }

    private void callAll() {
      while (!closed) {
        long[] times = {System.nanoTime(), Long.MAX_VALUE};
        synchronized (calls) {
          calls.add(times);
        }
        boolean unused = holds(call);
        synchronized (calls) {
          times[1] = System.nanoTime();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    /** Returns how many milliseconds the longest call took that ended since, or has not ended. */
    double longestSince(long time) {
      long now = System.nanoTime();
      long longest = 0;
      synchronized (calls) {
        for (long[] each : calls) {
          long end = Math.min(each[1], now);
          if (end - time >= 0) {
            longest = Math.max(longest, end - each[0]);
          }
        }
      }
      return longest / 1e6;
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
