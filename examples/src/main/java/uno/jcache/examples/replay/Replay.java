/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks each of some caches for each key of a log. One pass serves every cache, so that a log can
 * come from a pipe.
 */
final class Replay {
  private final KeySource keys;
  private final List<ReplayedCache> caches;
  private volatile boolean stopped;

  Replay(KeySource keys, List<ReplayedCache> caches) {
    this.keys = keys;
    this.caches = List.copyOf(caches);
  }

  /**
   * Runs to the end of the log.
   *
   * @param threads how many threads take the keys in turn
   * @param interval how often to run {@code progress}
   */
  void run(int threads, Duration interval, Runnable progress)
      throws IOException, InterruptedException {
    Executor executor =
        task -> {
          var thread = new Thread(task, "replay");
          // A thread that waits for standard input must not keep the program alive.
          thread.setDaemon(true);
          thread.start();
        };
    List<CompletableFuture<?>> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(CompletableFuture.runAsync(this::work, executor));
    }
    var all = CompletableFuture.allOf(workers.toArray(CompletableFuture<?>[]::new));
    try {
      while (!finished(all, interval)) {
        progress.run();
      }
    } finally {
      stopped = true;
    }
  }

  private void work() {
    try {
      for (String key; !stopped && (key = next()) != null; ) {
        for (ReplayedCache cache : caches) {
          cache.get(key);
        }
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    } finally {
      // The threads end together, be it at the end of the log or since one of them failed.
      stopped = true;
    }
  }

  private @Nullable String next() throws IOException {
    synchronized (keys) {
      return keys.next();
    }
  }

  private static boolean finished(CompletableFuture<?> all, Duration interval)
      throws IOException, InterruptedException {
    try {
      all.get(interval.toNanos(), NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
