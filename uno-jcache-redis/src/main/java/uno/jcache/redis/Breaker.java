/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
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
  private static final Logger LOGGER = System.getLogger(Breaker.class.getName());
  private static final int FAILURES = 3;

  /** Between two attempts, in nanoseconds. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final Attempt attempt;
  private final ThreadFactory threads;
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
    this(name, attempt, task -> OwnThreads.newThread("uno-jcache-redis-breaker of " + name, task));
  }

  /** A breaker that is closed, whose thread is made by a factory. */
  Breaker(String name, Attempt attempt, ThreadFactory threads) {
    this.name = name;
    this.attempt = attempt;
    this.threads = threads;
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
    if (isTrying || startTrying()) {
      broken = why;
    }
  }

  /**
   * Starts the thread that tries. Where it cannot be started, calls are not refused, as nothing
   * would end that; the next failure tries it again.
   */
  private synchronized boolean startTrying() {
    try {
      threads.newThread(this::tryUntilBack).start(); // which waits for this monitor
      isTrying = true;
    } catch (RuntimeException | Error e) { // such as an OutOfMemoryError
      LOGGER.log(Level.DEBUG, "Server " + name + ": no thread can be started to try it", e);
    }
    return isTrying;
  }

  private void tryUntilBack() {
    boolean wasBroken = false;
    while (isStillBroken()) {
      wasBroken = true;
      LockSupport.parkNanos(PAUSE);
      Throwable failure = failure();
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

  private @Nullable Throwable failure() {
    try {
      return attempt.failure();
    } catch (RuntimeException | Error e) { // or calls would be refused for ever
      return e;
    }
  }

  private synchronized boolean isStillBroken() {
    isTrying = (broken != null);
    return isTrying;
  }
}
