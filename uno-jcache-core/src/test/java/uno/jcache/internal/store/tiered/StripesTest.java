/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A level at work, and code of the application's, hold up nobody but who must wait for them. */
@Timeout(60)
class StripesTest {
  private final Stripes stripes = new Stripes();
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  private Runnable doing(String what) {
    return () -> done.add(what);
  }

  private static Thread start(Runnable action) {
    Thread thread = new Thread(action);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    await().until(() -> !thread.isAlive());
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWriterWaitsForWhoFillsAndDropsThat() {
    CountDownLatch goesOn = new CountDownLatch(1);
    long number = stripes.beforeRead("key");
    Thread filler =
        start(
            () ->
                stripes.afterRead(
                    "key",
                    number,
                    () -> {
                      done.add("fills");
                      pass(goesOn);
                      done.add("filled");
                    },
                    () -> {}));
    await().until(() -> done.contains("fills"));
    assertThat(stripes.beforeRead("key")).as("a reader does not wait").isEqualTo(number);
    Thread writer = start(() -> stripes.enter("key", doing("forgets")));
    await().until(() -> writer.getState() == Thread.State.WAITING);
    assertThat(stripes.beforeRead("key")).isEqualTo(Stripes.NO_FILL);
    goesOn.countDown();
    join(writer);
    join(filler);
    assertThat(done).containsExactly("fills", "filled", "forgets");
  }

  @Test
  void whoWritesAllWaitsForWhoFills() {
    CountDownLatch goesOn = new CountDownLatch(1);
    long number = stripes.enter("key", () -> {});
    Thread filler =
        start(
            () ->
                stripes.leave(
                    "key",
                    number,
                    () -> {
                      done.add("fills");
                      pass(goesOn);
                    },
                    () -> {}));
    await().until(() -> done.contains("fills"));
    Thread writer =
        start(
            () -> {
              boolean unused = stripes.asWriterOfAll(() -> done.add("writes"));
            });
    await().until(() -> writer.getState() == Thread.State.WAITING);
    assertThat(done).doesNotContain("writes");
    goesOn.countDown();
    join(writer);
    join(filler);
    assertThat(done).containsExactly("fills", "writes");
  }

  @Test
  void whoWritesAllWaitsForWhoDropsBeforeTheFarLevelIsChanged() {
    CountDownLatch goesOn = new CountDownLatch(1);
    Thread dropper =
        start(
            () -> {
              long unused =
                  stripes.enter(
                      "key",
                      () -> {
                        done.add("drops");
                        pass(goesOn);
                        done.add("dropped");
                      });
            });
    await().until(() -> done.contains("drops"));
    Thread writer =
        start(
            () -> {
              boolean unused =
                  stripes.asWriterOfAll(() -> done.add("scans"), scanned -> done.add("writes"));
            });
    await().until(() -> writer.getState() == Thread.State.WAITING);
    assertThat(done).containsExactly("drops", "scans");
    goesOn.countDown();
    join(writer);
    join(dropper);
    assertThat(done).containsExactly("drops", "scans", "dropped", "writes");
  }

  @Test
  void whoDropsAndLeadsToAWriteOfAllDoesNotWaitForItself() {
    long number =
        stripes.enter(
            "key",
            () -> {
              boolean unused = stripes.asWriterOfAll(() -> done.add("writes"));
            });
    assertThat(done).containsExactly("writes");
    stripes.leave("key", number, doing("fills"), () -> {});
    assertThat(done).as("others wrote since").containsExactly("writes");
  }

  @Test
  void whatAFillItselfChangesIsNotHiddenByIt() {
    long number = stripes.beforeRead("key");
    stripes.afterRead(
        "key",
        number,
        () -> {
          long mine = stripes.enter("key", doing("the inner writer forgets"));
          stripes.leave("key", mine, doing("the inner writer fills"), () -> {});
          done.add("filled");
        },
        doing("forgets"));
    assertThat(done)
        .containsExactly("the inner writer forgets", "the inner writer fills", "filled", "forgets");
  }

  @Test
  void whoFailsToForgetIsGone() {
    try {
      long unused =
          stripes.enter(
              "key",
              () -> {
                throw new IllegalStateException("of the near level");
              });
      throw new AssertionError("it failed");
    } catch (IllegalStateException e) {
      assertThat(stripes.beforeRead("key")).isNotEqualTo(Stripes.NO_FILL);
    }
  }
}
