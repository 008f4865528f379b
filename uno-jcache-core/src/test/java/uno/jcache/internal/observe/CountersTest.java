/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Together;

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

    assertThat(counters.sum(0)).isEqualTo(1_000);
    assertThat(counters.sum(1)).isEqualTo(10);
  }

  @Test
  void moreThreadsThanSlotsLoseNothing() throws Exception {
    Together.run(150, () -> increment(0, 2_000));

    assertThat(counters.sum(0)).isEqualTo(300_000);
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
      assertThat(counters.sum(1)).isEqualTo((generation + 1) * 7_000L);
    }
  }

  @Test
  void resettingLeavesOnlyWhatIsCountedAfterwards() {
    increment(0, 500);
    counters.reset();
    assertThat(counters.sum(0)).isEqualTo(0);
    increment(0, 7);
    assertThat(counters.sum(0)).isEqualTo(7);
  }

  @Test
  void whatIsAddedInAPauseIsInTheTotalsOnly() {
    increment(0, 100);
    counters.pause();
    increment(0, 10);
    assertThat(counters.sum(0)).isEqualTo(100);
    counters.resume();
    increment(0, 5);
    assertThat(counters.sum(0)).isEqualTo(105);
    counters.pause();
    increment(0, 1);
    counters.reset();
    counters.resume();
    increment(0, 2);
    assertThat(counters.sum(0)).isEqualTo(2);
    assertThat(counters.totals()).containsExactly(118, 0);
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
      assertThat(sum).isGreaterThanOrEqualTo(last);
      last = sum;
    }
    spawner.join();
    join(threads);
    assertThat(counters.sum(0)).isEqualTo(60_000);
  }

  @Test
  void samplesAFewAtIrregularIntervals() {
    List<Integer> samples = new ArrayList<>();
    increment(0, 1_000); // the thread has its tally now
    for (int i = 0; i < 100_000; i++) {
      if (counters.isDue(0)) {
        samples.add(i);
        counters.sampleAfter(0);
      }
      increment(0, 1);
    }

    assertThat(samples).hasSizeBetween(200, 5_000);
    assertThat(samples.stream().map(i -> i % 64).distinct())
        .as("steps of a loop")
        .hasSizeGreaterThan(32);
  }
}
