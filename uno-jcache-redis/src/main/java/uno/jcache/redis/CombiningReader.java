/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the reads of many threads into few commands. The client gives each command a connection
 * of its own until it is answered, so that many small reads cost many times what the server needs
 * for them. While as many commands as may be are under way, reads wait; the next command takes all
 * that have come meanwhile. So a lone reader waits for nobody, and with many the commands grow by
 * themselves.
 *
 * <p>A read is sent after it was asked for, in one command with all its keys, so that it sees what
 * was stored before, and all of it at one moment where the keys are in one slot.
 */
final class CombiningReader {
  /** Two, so that the server has one to work at while the other travels. */
  private static final int UNDER_WAY = 2;

  /** How many reads are one command at most: other clients of the server wait for its end. */
  private static final int TOGETHER = 100;

  private final Function<List<String>, CompletionStage<Map<String, byte[]>>> send;
  private final Queue<Read> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  private static final class Read {
    final String[] places;
    final CompletableFuture<Map<String, byte[]>> found = new CompletableFuture<>();

    Read(String[] places) {
      this.places = places;
    }
  }

  /**
   * Reads by commands.
   *
   * @param send sends one command for these keys, and does not wait for the answer
   */
  CombiningReader(Function<List<String>, CompletionStage<Map<String, byte[]>>> send) {
    this.send = send;
  }

  /** Returns what will have at least the values of these keys, of those that there are. */
  CompletionStage<Map<String, byte[]>> get(String... places) {
    Read read = new Read(places);
    waiting.add(read);
    sendWaiting();
    return read.found;
  }

  private void sendWaiting() {
    while (!waiting.isEmpty()) {
      int before = underWay.get();
      if (before == UNDER_WAY) {
        return; // whoever is answered next comes back here
      } else if (underWay.compareAndSet(before, before + 1)) {
        sendNext();
      }
    }
  }

  private void sendNext() {
    List<Read> reads = new ArrayList<>();
    Set<String> places = new LinkedHashSet<>();
    while (reads.size() < TOGETHER) {
      Read read = waiting.poll();
      if (read == null) {
        break;
      }
      reads.add(read);
      places.addAll(List.of(read.places));
    }
    if (reads.isEmpty()) {
      underWay.decrementAndGet();
      return;
    }
    try {
      CompletionStage<?> unused =
          send.apply(List.copyOf(places))
              .whenComplete((found, failure) -> answered(reads, found, failure));
    } catch (RuntimeException e) {
      answered(reads, Map.of(), e);
    }
  }

  private void answered(
      List<Read> reads, @Nullable Map<String, byte[]> found, @Nullable Throwable failure) {
    underWay.decrementAndGet();
    sendWaiting();
    for (Read read : reads) {
      if (failure == null && found != null) {
        read.found.complete(found);
      } else {
        read.found.completeExceptionally(failure);
      }
    }
  }
}
