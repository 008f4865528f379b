/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that look after the regions of a provider. */
@Timeout(60)
class WorkersTest {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final Workers workers = new Workers("tested");
  private final AtomicInteger runs = new AtomicInteger();

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("uno-jcache-file-tested-"))
        .count();
  }

  @Test
  void theyAreThereAsLongAsThereIsATask() {
    Future<?> one = workers.add(runs::incrementAndGet, PAUSE);
    Future<?> other = workers.add(runs::incrementAndGet, PAUSE);
    assertThat(threads()).isEqualTo(Workers.COUNT);
    workers.remove(one);
    int before = runs.get();
    await().until(() -> runs.get() > before + 2);
    workers.remove(other);
    await().until(() -> threads() == 0);
    workers.runSoon(runs::incrementAndGet); // nothing, as nobody is there
    Future<?> later = workers.add(runs::incrementAndGet, PAUSE);
    assertThat(threads()).isEqualTo(Workers.COUNT);
    workers.remove(later);
    await().until(() -> threads() == 0);
  }

  @Test
  void oneThatTakesLongHoldsUpNoOther() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<?> slow =
        workers.add(
            () -> {
              begun.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            PAUSE);
    begun.await();
    Future<?> other = workers.add(runs::incrementAndGet, PAUSE);
    await().until(() -> runs.get() > 2);
    end.countDown();
    workers.remove(slow);
    workers.remove(other);
  }

  @Test
  void thoseThatEndedAreReplaced() {
    Future<?> task = workers.add(runs::incrementAndGet, PAUSE);
    for (int i = 0; i < Workers.COUNT; i++) {
      workers.runSoon(
          () -> {
            throw new OutOfMemoryError("of a test");
          });
    }
    workers.restart();
    int before = runs.get();
    await().until(() -> runs.get() > before + 2);
    await().until(() -> threads() == Workers.COUNT);
    workers.remove(task);
  }
}
