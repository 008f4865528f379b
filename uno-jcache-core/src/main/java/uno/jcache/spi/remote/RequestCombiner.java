/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

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
 * Gathers what many threads ask a server into few commands, where many small ones would cost many
 * times what the server needs for them. At most {@value #UNDER_WAY} commands are under way. What is
 * asked meanwhile waits, and the next command takes all of it. So a lone caller waits for nobody,
 * and with many callers the commands grow by themselves.
 *
 * <p>Each question is sent after it was asked: a read sees what was stored before. Safe for use by
 * many threads.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class RequestCombiner<Q, A> {
  /** Two: so that the server has one to work at while the other travels. */
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
   * @param bytes about how many bytes travel for a question and its answer
   * @param send sends questions as one command, and does not wait; its answers are in their order
   */
  public RequestCombiner(ToIntFunction<Q> bytes, Function<List<Q>, CompletionStage<List<A>>> send) {
    this.bytes = bytes;
    this.send = send;
  }

  /**
   * Asks, together with others. Does not wait; a client that does so while it sends is the
   * exception.
   *
   * @return the answer; or the failure of the command, which all that it carried share
   */
  public CompletionStage<A> ask(Q question) {
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
