/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
class CombiningReaderTest {
  private static final int THREADS = 16;
  private static final int READS = 5_000;

  /** What was sent and not answered yet. */
  private final List<CompletableFuture<Map<String, byte[]>>> sent = new ArrayList<>();

  private final List<List<String>> commands = new ArrayList<>();
  private final CombiningReader reader = new CombiningReader(this::send);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private CompletionStage<Map<String, byte[]>> send(List<String> places) {
    commands.add(places);
    sent.add(new CompletableFuture<>());
    return sent.get(sent.size() - 1);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Map<String, byte[]> values(List<String> places) {
    Map<String, byte[]> values = new HashMap<>();
    places.forEach(place -> values.put(place, place.getBytes(US_ASCII)));
    return values;
  }

  private void answer(int command) {
    boolean unused = sent.get(command).complete(values(commands.get(command)));
  }

  @Test
  void aLoneReadIsSentAtOnce() throws Exception {
    var found = reader.get("i", "a").toCompletableFuture();
    assertThat(commands).containsExactly(List.of("i", "a"));
    assertThat(found).isNotDone();
    answer(0);
    assertThat(found.get().get("a")).isEqualTo("a".getBytes(US_ASCII));
  }

  @Test
  void whatComesWhileTwoAreUnderWayIsOneCommand() throws Exception {
    var first = reader.get("i", "a");
    var second = reader.get("i", "b");
    var third = reader.get("i", "c").toCompletableFuture();
    var fourth = reader.get("j", "d").toCompletableFuture();
    assertThat(commands).hasSize(2);
    answer(1);
    assertThat(second.toCompletableFuture()).isDone();
    assertThat(first.toCompletableFuture()).isNotDone();
    assertThat(commands).hasSize(3);
    assertThat(commands.get(2)).containsExactly("i", "c", "j", "d");
    answer(2);
    assertThat(third.get()).containsKey("c");
    assertThat(fourth.get()).containsKey("d");
  }

  @Test
  void aCommandHasAnEnd() {
    for (int i = 0; i < 252; i++) {
      CompletionStage<?> unused = reader.get("key" + i);
    }
    for (int i = 0; i < sent.size(); i++) {
      answer(i);
    }
    assertThat(commands).hasSize(5); // 1, 1, 100, 100, 50
  }

  @Test
  void aFailureIsThatOfAllInTheCommandAndOfNoOthers() throws Exception {
    var first = reader.get("a").toCompletableFuture();
    var second = reader.get("b").toCompletableFuture();
    var third = reader.get("c").toCompletableFuture();
    boolean unused = sent.get(0).completeExceptionally(new IllegalStateException("as it may"));
    assertThat(first)
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class);
    answer(1);
    answer(2);
    assertThat(second.get()).containsKey("b");
    assertThat(third.get()).containsKey("c");
  }

  @Test
  void whatCannotBeSentFails() {
    CombiningReader failing =
        new CombiningReader(
            places -> {
              throw new IllegalStateException("closed");
            });
    for (int i = 0; i < 5; i++) {
      assertThat(failing.get("a").toCompletableFuture()).isCompletedExceptionally();
    }
  }

  @Test
  void manyThreadsEachGetTheirOwn() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService server = Executors.newFixedThreadPool(2);
    CombiningReader busy =
        new CombiningReader(
            places -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              return CompletableFuture.supplyAsync(
                  () -> {
                    underWay.decrementAndGet();
                    return values(places);
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
                for (int i = 0; i < READS; i++) {
                  String key = me + "-" + i;
                  Map<String, byte[]> found = busy.get("i", key).toCompletableFuture().get();
                  assertThat(found.get(key)).isEqualTo(key.getBytes(US_ASCII));
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
