/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CountersTest {
  private final Counters counters = new Counters(2);

  private void increment(int counter, int times) {
    for (int i = 0; i < times; i++) {
      counters.increment(counter);
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void countsEachCounterForItself() {
    increment(0, 1_000);
    increment(1, 10);

    assertEquals(1_000, counters.sum(0));
    assertEquals(10, counters.sum(1));
  }

  @Test
  void moreThreadsThanSlotsLoseNothing() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  begin.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                increment(0, 2_000);
              });
      thread.start();
      threads.add(thread);
    }
    begin.countDown();
    join(threads);

    assertEquals(300_000, counters.sum(0));
  }

  @Test
  void aThreadGoesOnFromWhereADeadOneEnded() throws Exception {
    for (int generation = 0; generation < 10; generation++) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 70; i++) { // enough for each slot
        Thread thread = new Thread(() -> increment(1, 100));
        thread.start();
        threads.add(thread);
      }
      join(threads);
      assertEquals((generation + 1) * 7_000L, counters.sum(1));
    }
  }

  @Test
  void resettingLeavesOnlyWhatIsCountedAfterwards() {
    increment(0, 500);
    counters.reset();
    assertEquals(0, counters.sum(0));
    increment(0, 7);
    assertEquals(7, counters.sum(0));
  }

  @Test
  void aSumNeverFallsWhileThreadsCount() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    Thread spawner =
        new Thread(
            () -> {
              for (int i = 0; i < 300; i++) { // short-lived ones, who inherit slots
                Thread thread = new Thread(() -> increment(0, 200));
                thread.start();
                threads.add(thread);
              }
              done.set(true);
            });
    spawner.start();
    long last = 0;
    while (!done.get()) {
      long sum = counters.sum(0);
      assertTrue(sum >= last, () -> "the sum fell");
      last = sum;
    }
    spawner.join();
    join(threads);
    assertEquals(60_000, counters.sum(0));
  }

  @Test
  void samplesAFewAtIrregularIntervals() {
    List<Integer> samples = new ArrayList<>();
    increment(0, 1_000); // the thread has its tally now
    for (int i = 0; i < 100_000; i++) {
      if (counters.increment(0)) {
        samples.add(i);
      }
    }

    assertTrue(samples.size() > 200 && samples.size() < 5_000, samples.size() + " samples");
    assertTrue(
        samples.stream().map(i -> i % 64).distinct().count() > 32, "the same step of each loop");
  }
}
