/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.spi.tests.TestStore.bytes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Deadlines;

/** A store can be used by interrupted threads, and closed while others use it. */
@ContractOf({})
@DisplayName("Interrupts and the end of a store")
public abstract class ThreadsContract extends StoreContract {
  /** For subclasses. */
  protected ThreadsContract() {}

  @Test
  void interruptedThreadsAreServedAndStayInterrupted() {
    TestStore store = open();
    store.set("key-1", "value");
    store.set("key-2", "value");
    interrupted(() -> assertThat(store.value("key-1")).isEqualTo("value"));
    interrupted(() -> store.set("key-2", "other"));
    interrupted(
        () ->
            assertThat(
                    store
                        .store()
                        .touch(
                            bytes("key-1"),
                            store.entry("key-1"),
                            clock().in(LIFE),
                            Deadlines.NEVER))
                .isTrue());
    assertThat(store.value("key-1")).isEqualTo("value");
    assertThat(store.entry("key-1").policyDeadline()).isEqualTo(clock().in(LIFE));
    assertThat(store.value("key-2")).isEqualTo("other");
  }

  @Test
  void anInterruptDoesNotAffectOtherThreads() throws Exception {
    TestStore store = open();
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<Thread> workers = new ConcurrentLinkedQueue<>();
    List<Concurrently.Task> tasks = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      String prefix = "key-" + t + "-";
      tasks.add(
          () -> {
            workers.add(Thread.currentThread());
            try {
              for (int i = 0; i < ROUNDS; i++) {
                store.set(prefix + i % 50, "value-" + i);
                assertThat(store.value(prefix + i % 50)).isEqualTo("value-" + i);
              }
            } finally {
              workers.remove(Thread.currentThread());
              Thread.interrupted();
              done.compareAndSet(false, workers.isEmpty());
            }
          });
    }
    tasks.add(
        () -> {
          while (!done.get()) {
            workers.forEach(Thread::interrupt);
            Thread.onSpinWait();
          }
        });
    Concurrently.run(tasks);
    assertThat(store.size()).isEqualTo(THREADS * 50L);
  }

  @Test
  void closeHasNoEffectTheSecondTime() {
    TestStore store = open();
    store.close();
    store.close();
  }

  @Test
  void aClosedStoreNeitherHangsNorCorruptsAnything() throws Exception {
    TestStore store = open();
    List<Concurrently.Task> tasks = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      tasks.add(
          () -> {
            for (int i = 0; i < ROUNDS; i++) {
              String key = "key-" + i;
              attempt(() -> store.set(key, "value"));
              attempt(store::scanned);
            }
          });
    }
    tasks.add(store::close);
    Concurrently.run(tasks);
    attempt(() -> store.value("key"));
    attempt(store::clear);
    attempt(store::size);
  }
}
