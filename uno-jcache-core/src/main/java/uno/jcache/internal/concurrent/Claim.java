/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A task of one thread, whose end other threads wait for.
 *
 * <p>User code runs within claims: a loader may read other keys, and a processor may write them. So
 * claims can wait for each other in a circle, across keys and caches. Every wait is therefore
 * recorded, and the thread whose wait would cause a deadlock goes on without waiting. Its operation
 * is still atomic, because the stores' compare-and-set decides; claims only avoid retries.
 */
public class Claim {
  /** The claim for which each thread waits. Shared by all caches, as deadlocks span them. */
  private static final ConcurrentMap<Thread, Claim> WAITING = new ConcurrentHashMap<>();

  /**
   * Makes the search for a circle and the addition to {@link #WAITING} atomic: so exactly one
   * thread of a circle, the last, does not wait. Only threads that are about to wait take it.
   */
  private static final ReentrantLock WAIT_LOCK = new ReentrantLock();

  private final Thread owner = Thread.currentThread();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Creates a claim of the calling thread. */
  public Claim() {}

  /** Returns whether the calling thread owns this. */
  public final boolean isMine() {
    return owner == Thread.currentThread();
  }

  /** Ends the task; waiting threads go on. */
  public final void end() {
    end.countDown();
  }

  /**
   * Waits for the end. An interrupt does not end the wait; the interrupt status is kept.
   *
   * @return false, without waiting, if this would cause a deadlock
   */
  public final boolean await() {
    Thread me = Thread.currentThread();
    WAIT_LOCK.lock();
    try {
      if (leadsTo(me)) {
        return false;
      }
      WAITING.put(me, this);
    } finally {
      WAIT_LOCK.unlock();
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          end.await();
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      WAITING.remove(me);
      if (interrupted) {
        me.interrupt();
      }
    }
  }

  /** Returns whether the owner waits for the thread, directly or through other claims. */
  private boolean leadsTo(Thread thread) {
    for (Claim claim = this; claim != null && !claim.hasEnded(); claim = WAITING.get(claim.owner)) {
      if (claim.owner == thread) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEnded() {
    return end.getCount() == 0;
  }
}
