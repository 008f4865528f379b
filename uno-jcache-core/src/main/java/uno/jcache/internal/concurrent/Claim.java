/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;

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

  /** Longer chains than this are followed no further: a circle of others ends by their doing. */
  private static final int LONGEST_CHAIN = 1_000;

  private final Thread owner = Thread.currentThread();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Made by the thread that owns it. */
  protected Claim() {}

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
    WAITING.put(me, this); // first the record, then the look: one of a circle sees it
    boolean interrupted = false;
    try {
      if (leadsTo(me)) {
        return false;
      }
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

  private boolean leadsTo(Thread thread) {
    Claim claim = this;
    for (int i = 0; i < LONGEST_CHAIN && claim != null; i++) {
      if (claim.owner == thread) {
        return true;
      }
      claim = WAITING.get(claim.owner);
    }
    return false;
  }
}
