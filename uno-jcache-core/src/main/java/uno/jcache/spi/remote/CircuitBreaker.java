/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Spares callers the time-out of a server that does not answer. After {@value #FAILURES} failures
 * in a row the breaker is open: all calls should fail immediately. A thread of its own tries the
 * server until it answers, and closes the breaker then, so that no caller has to wait for that.
 *
 * <p>A store asks for the {@link #refusal} before each call, and reports each outcome by {@link
 * #succeeded} or {@link #failed}. Safe for use by many threads.
 */
public final class CircuitBreaker {
  private static final Logger LOGGER = System.getLogger(CircuitBreaker.class.getName());
  private static final int FAILURES = 3;

  /** Between two attempts, in nanoseconds. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final Probe probe;
  private final ThreadFactory threads;
  private volatile @Nullable Throwable broken; // with what; null while all is well
  private volatile int failures; // in a row; changed with the monitor
  private boolean isTrying; // with the monitor

  /** Tries the server. Called by the breaker's thread. */
  public interface Probe {
    /**
     * Asks the server for anything, and waits for an answer. What it throws counts as a failure.
     *
     * @return why there is no answer; or null if there is one, or nobody needs any more, such as
     *     when the store is closed
     */
    @Nullable Throwable failure();

    /** The server answers again: the breaker is closed. */
    default void recovered() {}
  }

  /**
   * A breaker that is closed.
   *
   * @param name of the server, for the log
   * @param threads makes the thread that tries, when it is needed; a daemon
   */
  public CircuitBreaker(String name, Probe probe, ThreadFactory threads) {
    this.name = name;
    this.probe = probe;
    this.threads = threads;
  }

  /** Returns why a call is to fail immediately; or null where it may be tried. */
  public @Nullable Throwable refusal() {
    return broken;
  }

  /** A call was answered, if only by an error: the breaker is closed. */
  public void succeeded() {
    if (failures > 0) {
      reset();
    }
  }

  private synchronized void reset() {
    broken = null;
    failures = 0;
  }

  /**
   * A call was not answered.
   *
   * @param why what {@link #refusal} returns if the breaker is open after this
   */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // with the monitor
  public synchronized void failed(Throwable why) {
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
      probe.recovered();
    }
  }

  private @Nullable Throwable failure() {
    try {
      return probe.failure();
    } catch (RuntimeException | Error e) { // or calls would be refused for ever
      return e;
    }
  }

  private synchronized boolean isStillBroken() {
    isTrying = (broken != null);
    return isTrying;
  }
}
