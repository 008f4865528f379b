/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestCombinerTest {
  private static final int THREADS = 16;
  private static final int ASKED = 5_000;

  /** What was sent and not answered yet. */
  private final List<CompletableFuture<List<String>>> sent = new ArrayList<>();

  private final List<List<String>> commands = new ArrayList<>();
  private final RequestCombiner<String, String> combiner =
      new RequestCombiner<>(String::length, this::send);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private CompletionStage<List<String>> send(List<String> questions) {
    commands.add(questions);
    sent.add(new CompletableFuture<>());
    return sent.get(sent.size() - 1);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static List<String> answers(List<String> questions) {
    return questions.stream().map(question -> question + "!").toList();
  }

  private void answer(int command) {
    boolean unused = sent.get(command).complete(answers(commands.get(command)));
  }

  private CompletableFuture<String> ask(String question) {
    return combiner.ask(question).toCompletableFuture();
  }

  @Test
  void whoIsAloneWaitsForNobody() throws Exception {
    CompletableFuture<String> answered = ask("a");
    assertThat(commands).containsExactly(List.of("a"));
    assertThat(answered).isNotDone();
    answer(0);
    assertThat(answered.get()).isEqualTo("a!");
  }

  @Test
  void whatComesWhileTwoAreUnderWayIsOneCommand() throws Exception {
    CompletableFuture<String> first = ask("a");
    CompletableFuture<String> second = ask("b");
    CompletableFuture<String> third = ask("c");
    CompletableFuture<String> fourth = ask("d");
    assertThat(commands).hasSize(2);
    answer(1);
    assertThat(second).isDone();
    assertThat(first).isNotDone();
    assertThat(commands).hasSize(3);
    assertThat(commands.get(2)).containsExactly("c", "d");
    answer(2);
    assertThat(third.get()).isEqualTo("c!");
    assertThat(fourth.get()).isEqualTo("d!");
  }

  @Test
  void whatIsLargeTravelsAlone() {
    String large = "x".repeat(1 << 20);
    for (String each : List.of("a", "b", "c", large, "d", large)) {
      CompletionStage<?> unused = combiner.ask(each);
    }
    for (int i = 0; i < sent.size(); i++) {
      answer(i);
    }
    assertThat(commands)
        .containsExactly(List.of("a"), List.of("b"), List.of("c", large), List.of("d", large));
  }

  @Test
  void aCommandHasAnEnd() {
    for (int i = 0; i < 252; i++) {
      CompletionStage<?> unused = combiner.ask("key" + i);
    }
    for (int i = 0; i < sent.size(); i++) {
      answer(i);
    }
    assertThat(commands).hasSize(5); // 1, 1, 100, 100, 50
  }

  @Test
  void aFailureIsThatOfAllInTheCommandAndOfNoOthers() throws Exception {
    CompletableFuture<String> first = ask("a");
    CompletableFuture<String> second = ask("b");
    CompletableFuture<String> third = ask("c");
    boolean unused = sent.get(0).completeExceptionally(new IllegalStateException("as it may"));
    assertThat(first)
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class);
    answer(1);
    answer(2);
    assertThat(second.get()).isEqualTo("b!");
    assertThat(third.get()).isEqualTo("c!");
  }

  @Test
  void whatCannotBeSentFails() {
    RequestCombiner<String, String> failing =
        new RequestCombiner<>(
            String::length,
            questions -> {
              throw new IllegalStateException("closed");
            });
    for (int i = 0; i < 5; i++) {
      assertThat(failing.ask("a").toCompletableFuture()).isCompletedExceptionally();
    }
  }

  @Test
  void manyThreadsEachGetTheirOwn() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService server = Executors.newFixedThreadPool(2);
    RequestCombiner<String, String> busy =
        new RequestCombiner<>(
            String::length,
            questions -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              return CompletableFuture.supplyAsync(
                  () -> {
                    underWay.decrementAndGet();
                    return answers(questions);
                  },
                  server);
            });
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int me = thread;
      all.add(
          threads.submit(
              () -> {
                start.await();
                for (int i = 0; i < ASKED; i++) {
                  String key = me + "-" + i;
                  assertThat(busy.ask(key).toCompletableFuture().get()).isEqualTo(key + "!");
                }
                return true;
              }));
    }
    start.countDown();
    for (Future<Boolean> each : all) {
      assertThat(each.get()).isTrue();
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    server.shutdownNow();
  }
}
