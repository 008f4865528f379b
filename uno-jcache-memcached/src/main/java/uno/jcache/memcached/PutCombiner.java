/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.StoreException;

/**
 * Combines the puts of many threads to one server. One thread at a time writes, for itself and for
 * the threads that wait. Otherwise threads that put the same key would make each other's
 * compare-and-sets fail. Besides, a message about many keys costs no more than one about a single
 * key. A single thread waits for no other.
 *
 * <p>Safe for use by many threads, including interrupted ones.
 */
final class PutCombiner {
  private static final int TOGETHER = 100;

  /**
   * A batch that has this many bytes takes no more puts, because other threads wait for its end.
   */
  private static final int LARGE = 64 << 10;

  private final Consumer<List<Put>> write;
  private final long longWait;
  private final Queue<Put> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isWriting = new AtomicBoolean();

  /** A value to be stored. */
  static final class Put {
    final byte[] key;
    final byte[] value;
    final long deadline;
    final boolean keepsDeadline;

    /**
     * Whether the value was stored; null if this was not tried yet. Set by the thread that writes.
     */
    volatile @Nullable Boolean isStored;

    private volatile @Nullable StoreException failure;
    private final Thread thread = Thread.currentThread();
    private final long since = System.nanoTime();

    Put(byte[] key, byte[] value, long deadline, boolean keepsDeadline) {
      this.key = key;
      this.value = value;
      this.deadline = deadline;
      this.keepsDeadline = keepsDeadline;
    }

    private boolean isDone() {
      return isStored != null || failure != null;
    }
  }

  /**
   * Creates an instance.
   *
   * @param write stores several values; of several values for the same key, the last one stays
   * @param timeout of an operation, in nanoseconds
   */
  PutCombiner(Consumer<List<Put>> write, long timeout) {
    this.write = write;
    this.longWait = timeout / 2;
  }

  /**
   * Stores a value, together with those of other threads.
   *
   * @return false if nothing was stored, since an invalidation was published meanwhile
   * @throws StoreException if the batch failed; all puts of a batch get the same exception
   */
  boolean put(Put put) {
    waiting.add(put);
    boolean isInterrupted = false;
    try {
      while (!put.isDone()) {
        if (isWriting.compareAndSet(false, true)) {
          writeBatchAndWakeNext(put);
        } else {
          LockSupport.park(this);
          isInterrupted |= Thread.interrupted(); // an interrupted thread would not park
        }
      }
    } finally {
      OperationTime.waited(System.nanoTime() - put.since);
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    StoreException failure = put.failure;
    if (failure != null) {
      throw failure;
    }
    return Boolean.TRUE.equals(put.isStored);
  }

  private void writeBatchAndWakeNext(Put own) {
    boolean hasEnded = false;
    try {
      hasEnded = OperationTime.apart(() -> OperationTime.of(this::writeBatch));
    } finally {
      if (!hasEnded) { // by an error: this thread will not be there to be woken
        waiting.remove(own);
      }
      isWriting.set(false);
      wakeNext();
    }
  }

  /**
   * Wakes the thread that has waited longest. It writes the next batch, unless another thread has
   * begun to.
   */
  private void wakeNext() {
    Put next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  /** Writes some of the waiting puts. Together they have the time of one operation. */
  private boolean writeBatch() {
    List<Put> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < TOGETHER && bytes < LARGE) {
      Put next = waiting.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
      bytes += next.value.length;
    }
    try {
      write.accept(batch);
    } catch (StoreException e) {
      batch.forEach(each -> each.failure = e);
      failWaiting(e);
    } catch (RuntimeException | Error e) { // the others must not wait for ever
      batch.forEach(each -> each.failure = new StoreException("a put failed", e));
      throw e;
    } finally {
      batch.forEach(each -> LockSupport.unpark(each.thread));
    }
    return true;
  }

  /** Fails the puts that have waited long. In the next batch they would wait as long again. */
  private void failWaiting(StoreException failure) {
    for (Put next = waiting.peek();
        next != null && System.nanoTime() - next.since >= longWait;
        next = waiting.peek()) {
      waiting.remove();
      next.failure = failure;
      LockSupport.unpark(next.thread);
    }
  }
}
