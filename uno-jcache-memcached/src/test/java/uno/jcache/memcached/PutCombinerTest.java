/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.memcached.PutCombiner.Put;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.Together;

@Timeout(60)
class PutCombinerTest {
  private static final long TIMEOUT = TimeUnit.MINUTES.toNanos(1);

  private static Put put(String key) {
    return new Put(key.getBytes(UTF_8), new byte[] {1}, 0, false);
  }

  @Test
  void oneThreadAtATimeWritesForAllAndEachPutIsWrittenOnce() throws Exception {
    AtomicInteger writers = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    AtomicInteger batches = new AtomicInteger();
    PutCombiner combiner =
        new PutCombiner(
            batch -> {
              assertThat(writers.incrementAndGet()).isEqualTo(1);
              batch.forEach(each -> each.isStored = each.key.length > 1);
              written.addAndGet(batch.size());
              batches.incrementAndGet();
              writers.decrementAndGet();
            },
            TIMEOUT);
    Together.run(
        16,
        () -> {
          for (int i = 0; i < 2_000; i++) {
            assertThat(combiner.put(put("key"))).isTrue();
            assertThat(combiner.put(put("k"))).isFalse();
          }
        });
    assertThat(written).hasValue(16 * 2 * 2_000);
    assertThat(batches).hasValueLessThanOrEqualTo(16 * 2 * 2_000);
  }

  @Test
  void aLoneThreadWritesWhatItPutsAndAnInterruptStays() {
    PutCombiner combiner =
        new PutCombiner(batch -> batch.forEach(each -> each.isStored = true), TIMEOUT);
    Thread.currentThread().interrupt();
    assertThat(combiner.put(put("key"))).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoWaitsMeanwhileIsWrittenTogetherAndAnInterruptStays() throws Exception {
    CountDownLatch isWriting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger batches = new AtomicInteger();
    PutCombiner combiner =
        new PutCombiner(
            batch -> {
              if (batches.incrementAndGet() == 1) {
                isWriting.countDown();
                awaitUninterrupted(goOn);
              }
              batch.forEach(each -> each.isStored = true);
            },
            TIMEOUT);
    CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> combiner.put(put("1")));
    isWriting.await();
    AtomicInteger interrupted = new AtomicInteger();
    List<Thread> others =
        List.of("2", "3", "4").stream()
            .map(
                key ->
                    new Thread(
                        () -> {
                          assertThat(combiner.put(put(key))).isTrue();
                          if (Thread.interrupted()) {
                            interrupted.incrementAndGet();
                          }
                        }))
            .toList();
    others.forEach(Thread::start);
    await().until(() -> others.stream().allMatch(PutCombinerTest::isWaiting));
    others.forEach(Thread::interrupt);
    await().until(() -> others.stream().allMatch(PutCombinerTest::isWaiting));
    goOn.countDown();
    assertThat(first.get()).isTrue();
    for (Thread each : others) {
      each.join();
    }
    assertThat(batches).hasValue(2);
    assertThat(interrupted).hasValue(3);
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailureIsThatOfAllInTheBatchAndOfThoseWhoHaveWaitedForLong() throws Exception {
    CountDownLatch isWriting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger batches = new AtomicInteger();
    PutCombiner combiner =
        new PutCombiner(
            batch -> {
              batches.incrementAndGet();
              isWriting.countDown();
              awaitUninterrupted(goOn);
              throw new StoreException("away");
            },
            0);
    CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> combiner.put(put("1")));
    isWriting.await();
    CountDownLatch failed = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              assertThatThrownBy(() -> combiner.put(put("2"))).hasMessage("away");
              failed.countDown();
            });
    other.start();
    await().until(() -> isWaiting(other));
    goOn.countDown();
    assertThatThrownBy(first::get).hasRootCauseMessage("away");
    failed.await();
    assertThat(batches).hasValue(1);
  }
}
