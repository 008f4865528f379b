/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Spares callers the time-out of a server that does not answer: after some failures in a row, all
 * calls fail at once, until it is back. A thread of its own tries that, all the time, so that no
 * caller has to wait for the answer of a server that stands still, and none waits longer than need
 * be once it goes on. Safe for use by many threads.
 */
final class Breaker {
  private static final int FAILURES = 3;

  /** Between two attempts, in nanoseconds. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final Attempt attempt;
  private volatile @Nullable Throwable broken; // with what; null while all is well
  private volatile int failures; // in a row; changed with the monitor
  private boolean isTrying; // with the monitor

  /** Asks the server for anything. */
  interface Attempt {
    /**
     * Waits for an answer, and returns why there is none; or null where there is one, or nobody
     * needs any more.
     */
    @Nullable Throwable failure();

    /** The server answers again. Called by a thread of the breaker's. */
    default void recovered() {}
  }

  /**
   * A breaker that is closed.
   *
   * @param name of the server, for that of the thread
   */
  Breaker(String name, Attempt attempt) {
    this.name = name;
    this.attempt = attempt;
  }

  /** Returns why a call is to fail at once; or null where it may be tried. */
  @Nullable Throwable refusal() {
    return broken;
  }

  /** A call was answered. */
  void succeeded() {
    if (failures > 0) {
      reset();
    }
  }

  private synchronized void reset() {
    broken = null;
    failures = 0;
  }

  /** A call was not answered. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // with the monitor
  synchronized void failed(Throwable why) {
    failures++;
    if (failures < FAILURES) {
      return;
    }
    broken = why;
    if (!isTrying) {
      isTrying = true;
      OwnThreads.newThread("uno-jcache-redis-breaker of " + name, this::tryUntilBack).start();
    }
  }

  private void tryUntilBack() {
    boolean wasBroken = false;
    while (isStillBroken()) {
      wasBroken = true;
      LockSupport.parkNanos(PAUSE);
      Throwable failure = attempt.failure();
      if (failure == null) {
        reset();
      } else {
        broken = failure; // which may be another one by now
      }
    }
    if (wasBroken) {
      attempt.recovered();
    }
  }

  private synchronized boolean isStillBroken() {
    isTrying = (broken != null);
    return isTrying;
  }
}
