/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what many threads ask a server into few commands. The client gives each command a
 * connection of its own until it is answered, so that many small ones cost many times what the
 * server needs for them. While as many commands as may be are under way, what is asked waits; the
 * next command takes all that has come meanwhile. So a lone caller waits for nobody, and with many
 * the commands grow by themselves.
 *
 * <p>What is asked is sent after that, so that a read sees what was stored before.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class Combiner<Q, A> {
  /** Two, so that the server has one to work at while the other travels. */
  private static final int UNDER_WAY = 2;

  /** How much is one command at most: other clients of the server wait for its end. */
  private static final int TOGETHER = 100;

  /** A command takes no more once it is about so many bytes: others wait until they have come. */
  private static final int LARGE = 64 << 10;

  private final ToIntFunction<Q> bytes;
  private final Function<List<Q>, CompletionStage<List<A>>> send;
  private final Queue<PendingRequest<Q, A>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  private static final class PendingRequest<Q, A> {
    final Q question;
    final CompletableFuture<A> answer = new CompletableFuture<>();

    PendingRequest(Q question) {
      this.question = question;
    }
  }

  /**
   * Gathers what is sent.
   *
   * @param bytes about how many travel for one
   * @param send sends all of these, and does not wait for their answers, which are in their order
   */
  Combiner(ToIntFunction<Q> bytes, Function<List<Q>, CompletionStage<List<A>>> send) {
    this.bytes = bytes;
    this.send = send;
  }

  /** Asks, together with others. */
  CompletionStage<A> ask(Q question) {
    PendingRequest<Q, A> asked = new PendingRequest<>(question);
    waiting.add(asked);
    sendWaiting();
    return asked.answer;
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
    List<PendingRequest<Q, A>> all = new ArrayList<>();
    long size = 0;
    while (all.size() < TOGETHER && size < LARGE) {
      PendingRequest<Q, A> next = waiting.poll();
      if (next == null) {
        break;
      }
      all.add(next);
      size += bytes.applyAsInt(next.question);
    }
    if (all.isEmpty()) {
      underWay.decrementAndGet();
      return;
    }
    try {
      CompletionStage<?> unused =
          send.apply(all.stream().map(asked -> asked.question).toList())
              .whenComplete((answers, failure) -> answered(all, answers, failure));
    } catch (RuntimeException e) {
      answered(all, null, e);
    }
  }

  private void answered(
      List<PendingRequest<Q, A>> all, @Nullable List<A> answers, @Nullable Throwable failure) {
    underWay.decrementAndGet();
    sendWaiting();
    for (int i = 0; i < all.size(); i++) {
      if (answers != null) {
        all.get(i).answer.complete(answers.get(i));
      } else {
        all.get(i).answer.completeExceptionally(failure);
      }
    }
  }
}
