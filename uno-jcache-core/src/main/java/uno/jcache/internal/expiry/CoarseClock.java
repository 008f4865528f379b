/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import uno.jcache.internal.concurrent.DaemonThreads;
import uno.jcache.internal.concurrent.DaemonTimer;

/**
 * Decides whether an entry is alive, usually without reading the time.
 *
 * <p>Reading the system's clock takes longer than finding an entry in memory, and it keeps the
 * processor from overlapping the memory reads of one lookup with those of the next. So a thread
 * publishes, every {@value #TICK} ms, a <em>horizon</em>: a time {@value #MARGIN} ms ahead of the
 * time that it read. An entry whose deadline lies beyond the horizon is alive, by one comparison;
 * for any other entry, the precise time decides. The answer is therefore exact for as long as the
 * thread is never late by more than the margin. It is late only when the whole process was stopped
 * (SIGSTOP, a suspended machine, a very long pause of the collector): then a read may still find an
 * entry that expired meanwhile, until the thread has run again.
 *
 * <p>The first precise reading starts the thread. It ends after {@value #LEASE} ms, and the next
 * precise reading starts it again. So an idle or closed application has no such thread.
 *
 * <p>A custom ticker is read each time, so that tests can move the time.
 */
final class CoarseClock {
  static final long TICK = 50;
  static final long MARGIN = 1_000;
  static final long LEASE = 5_000;

  /** No deadline but {@link Expiry#NEVER} lies beyond this horizon. */
  private static final long STOPPED = Expiry.NEVER - 1;

  private static final VarHandle HORIZON;
  private static final Logger LOGGER = System.getLogger(CoarseClock.class.getName());
  private static final CoarseClock SYSTEM = ticking(InstantSource.system());
  private static final SteadyTime STEADY_TIME =
      new SteadyTime(InstantSource.system(), System::nanoTime);
  private static final CoarseClock STEADY = ticking(STEADY_TIME);
  private static final CoarseClock FORWARD = ticking(STEADY_TIME.orLater(InstantSource.system()));

  static {
    try {
      HORIZON = MethodHandles.lookup().findVarHandle(CoarseClock.class, "horizon", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final InstantSource source;
  private final boolean ticks;
  private final ThreadFactory threads;
  private final AtomicBoolean ticking = new AtomicBoolean();

  @SuppressWarnings("UnusedVariable") // used through HORIZON
  private long horizon = STOPPED;

  /**
   * Creates a clock.
   *
   * @param ticks whether a thread reads the source, as for the system's clock
   */
  CoarseClock(InstantSource source, boolean ticks, ThreadFactory threads) {
    this.source = source;
    this.ticks = ticks;
    this.threads = threads;
  }

  private static CoarseClock ticking(InstantSource source) {
    return new CoarseClock(source, true, DaemonThreads.factory("uno-jcache-clock"));
  }

  /** Returns the system's clock, for all caches whose entries are shared by processes. */
  static CoarseClock system() {
    return SYSTEM;
  }

  /** Returns a clock that never jumps, for all caches in the heap. */
  static CoarseClock steady() {
    return STEADY;
  }

  /** Returns a clock that jumps forward only, for all other caches that outlive the process. */
  static CoarseClock forward() {
    return FORWARD;
  }

  /** Returns a clock that reads the source each time. */
  static CoarseClock precise(InstantSource source) {
    return new CoarseClock(source, false, Thread::new);
  }

  /** Returns a time in milliseconds that is certainly in the future, as are all later ones. */
  long horizon() {
    return (long) HORIZON.getOpaque(this);
  }

  /** Returns the time in milliseconds since the epoch. */
  long now() {
    if (ticks && horizon() == STOPPED) {
      startTicking();
    }
    return source.millis();
  }

  /** Returns the time, or one that lies at most a few ticks before it. */
  long recently() {
    long h = horizon();
    return (h == STOPPED) ? now() : h - MARGIN;
  }

  private void startTicking() {
    if (ticking.compareAndSet(false, true)) {
      try {
        threads.newThread(this::tick).start();
      } catch (RuntimeException | Error e) { // such as an OutOfMemoryError
        ticking.set(false); // the next precise reading tries again
        LOGGER.log(Level.DEBUG, "The clock's thread cannot be started; it is tried again", e);
      }
    }
  }

  private void tick() {
    try {
      DaemonTimer.ensureRunning(); // its thread may have failed to start, too
      for (long ticks = LEASE / TICK; ticks > 0; ticks--) {
        HORIZON.setOpaque(this, source.millis() + MARGIN);
        LockSupport.parkNanos(this, TICK * 1_000_000);
      }
    } finally {
      HORIZON.setOpaque(this, STOPPED);
      ticking.set(false);
    }
  }
}
