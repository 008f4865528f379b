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
 * Gathers the puts of many threads to one server. One thread at a time writes, and takes along what
 * the others wait for. Otherwise threads that put the same key would keep each other's
 * compare-and-sets from succeeding; and a message about many keys costs no more than one about a
 * single key. A lone thread waits for nobody.
 *
 * <p>Safe for use by many threads, also interrupted ones.
 */
final class PutCombiner {
  private static final int TOGETHER = 100;

  /** Others wait for the end of a batch, so it takes no more once it has so many bytes. */
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

    /** Whether it was stored; null if it was not tried yet. Set by who writes. */
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
   * @param write stores several values, of which some may have the same key: the last one stays
   * @param timeout of an operation, in nanoseconds
   */
  PutCombiner(Consumer<List<Put>> write, long timeout) {
    this.write = write;
    this.longWait = timeout / 2;
  }

  /**
   * Stores a value, with those of other threads.
   *
   * @return false if nothing was stored, since an invalidation was published meanwhile
   * @throws StoreException the failure of the batch, which all in it share
   */
  boolean put(Put put) {
    waiting.add(put);
    boolean isInterrupted = false;
    while (!put.isDone()) {
      if (isWriting.compareAndSet(false, true)) {
        try {
          boolean unused = OperationTime.apart(() -> OperationTime.of(this::writeBatch));
        } finally {
          isWriting.set(false);
          wakeNext();
        }
      } else {
        LockSupport.park(this);
        isInterrupted |= Thread.interrupted(); // or it would not wait
      }
    }
    OperationTime.waited(System.nanoTime() - put.since);
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    StoreException failure = put.failure;
    if (failure != null) {
      throw failure;
    }
    return Boolean.TRUE.equals(put.isStored);
  }

  /** Who waits first writes the next batch, unless somebody has begun it. */
  private void wakeNext() {
    Put next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  /** Writes some of the puts that wait. They have the time of one operation together. */
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

  /** Fails those who have waited for long: with the next batch they would wait as long again. */
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
