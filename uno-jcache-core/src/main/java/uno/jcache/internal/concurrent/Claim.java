/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Something that one thread does while others wait for it to end.
 *
 * <p>User code runs within claims (a loader that reads other keys, a processor that writes them),
 * so claims can come to wait for each other in a circle, across keys and caches. All waiting is
 * therefore recorded, and a thread that would close a circle is told not to wait. What it then does
 * without exclusion is still atomic: claims only spare the work of trying again, the stores'
 * compare and set decides.
 */
public class Claim {
  /** Whom each waiting thread waits for. Shared by all caches, as circles are. */
  private static final ConcurrentMap<Thread, Claim> WAITING = new ConcurrentHashMap<>();

  /**
   * Held for looking for a circle and for adding to {@link #WAITING}, together: of the threads of a
   * circle exactly one, the last, goes without waiting. Taken only by who is about to wait.
   */
  private static final ReentrantLock LOOK_AND_ADD = new ReentrantLock();

  private final Thread owner = Thread.currentThread();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Made by the thread that owns it. */
  public Claim() {}

  /** Returns whether the calling thread owns this. */
  public final boolean isMine() {
    return owner == Thread.currentThread();
  }

  /** Lets those who wait go on. */
  public final void end() {
    end.countDown();
  }

  /**
   * Waits for the end. An interrupt does not end the waiting; it is kept for the caller.
   *
   * @return false at once if this would be to wait for oneself
   */
  public final boolean await() {
    Thread me = Thread.currentThread();
    LOOK_AND_ADD.lock();
    try {
      if (leadsTo(me)) {
        return false;
      }
      WAITING.put(me, this);
    } finally {
      LOOK_AND_ADD.unlock();
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

  /** Returns whether this waits, over others, for the thread. There is no circle without it. */
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
