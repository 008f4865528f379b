/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The threads in which periodic tasks run. */
@Tag("slow")
class UpkeepThreadsTest {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean exhausted = new AtomicBoolean();

  /** As the JDK's where the system allows no more threads. */
  private final ThreadFactory factory =
      task -> {
        Thread thread =
            new Thread(task) {
              @Override
              public synchronized void start() {
                if (exhausted.get()) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
              }
            };
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
      };

  @Test
  void aSlowTaskHoldsUpNoOther() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try {
      DaemonTimer.Planned unused = DaemonTimer.schedule(() -> awaitQuietly(stuck), 0);
      DaemonTimer.Planned other = DaemonTimer.schedule(done::countDown, 1);
      assertThat(done.await(10, SECONDS)).isTrue();
      other.cancel();
    } finally {
      stuck.countDown();
    }
  }

  @Test
  void noPeriodicTaskRunsTwiceAtOnce() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch calls = new CountDownLatch(2);
    Object object = new Object();
    Runnable stop =
        DaemonTimer.eachSecond(
            object,
            o -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              calls.countDown();
              running.decrementAndGet();
            });
    assertThat(calls.await(20, SECONDS)).isTrue();
    stop.run();
    assertThat(most).hasValue(1);
    assertThat(new WeakReference<>(object).get()).isNotNull();
  }

  @Test
  void anErrorDoesNotEndWhatIsDoneEachSecond() throws Exception {
    CountDownLatch calls = new CountDownLatch(2);
    Object object = new Object();
    Runnable stop =
        DaemonTimer.eachSecond(
            object,
            o -> {
              calls.countDown();
              throw new OutOfMemoryError("unable to create native thread");
            });
    assertThat(calls.await(20, SECONDS)).isTrue();
    stop.run();
  }

  @Test
  void thereAreFewThreadsAndTheyEnd() throws Exception {
    UpkeepThreads upkeep = new UpkeepThreads(factory);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      upkeep.execute(
          () -> {
            awaitQuietly(go);
            done.countDown();
          });
    }
    go.countDown();
    assertThat(done.await(10, SECONDS)).isTrue();
    assertThat(threads).hasSize(UpkeepThreads.MAX_THREADS);
    await().atMost(20, SECONDS).until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void anIdleThreadIsUsedAgain() {
    UpkeepThreads upkeep = new UpkeepThreads(factory);
    for (int i = 0; i < 3; i++) {
      CountDownLatch done = new CountDownLatch(1);
      upkeep.execute(done::countDown);
      await().atMost(10, SECONDS).until(() -> done.getCount() == 0);
      await()
          .atMost(10, SECONDS)
          .until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
    }
    assertThat(threads).hasSize(1);
  }

  @Test
  void aThreadThatCannotBeStartedIsReportedAndStartedByTheNextTask() throws Exception {
    UpkeepThreads upkeep = new UpkeepThreads(factory);
    AtomicInteger ran = new AtomicInteger();
    exhausted.set(true);
    assertThatThrownBy(() -> upkeep.execute(ran::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
    exhausted.set(false);
    CountDownLatch done = new CountDownLatch(1);
    upkeep.execute(done::countDown);
    assertThat(done.await(10, SECONDS)).isTrue();
    assertThat(ran).hasValue(0); // as it was rejected
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      boolean unused = latch.await(20, SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
