/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the time for all caches and managers. One thread waits, and hands what is due to a few
 * others, the {@link UpkeepThreads}: a slow task holds up neither the timer nor, unless there are
 * several, other tasks. All threads end when there is nothing to do.
 *
 * <p>A thread that cannot be started loses no task. A task that finds no thread is tried again a
 * second later; and the thread of the timer is started by the next call of {@link #schedule} or
 * {@link #ensureRunning} that can.
 */
public final class DaemonTimer {
  private static final Logger LOGGER = System.getLogger(DaemonTimer.class.getName());
  private static final long RETRY_MS = 1_000;
  private static final Executor UPKEEP =
      new UpkeepThreads(DaemonThreads.factory("uno-jcache-upkeep"));
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private DaemonTimer() {}

  private static ScheduledThreadPoolExecutor timer() {
    var timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.factory("uno-jcache-timer"));
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** A task that was scheduled. */
  public interface Planned {
    /** Keeps the task from being started, if that is not too late. */
    void cancel();
  }

  /**
   * Runs a task once, after so many milliseconds, in one of the upkeep threads. Throws nothing,
   * also where no thread can be started now.
   */
  public static Planned schedule(Runnable task, long delayMs) {
    Once once = new Once(task);
    once.schedule(delayMs);
    return once;
  }

  /** Starts the thread of the timer where there are tasks and it could not be started before. */
  public static void ensureRunning() {
    if (TIMER.getPoolSize() == 0 && !TIMER.getQueue().isEmpty()) {
      try {
        boolean unused = TIMER.prestartCoreThread();
      } catch (OutOfMemoryError e) { // the next call tries again
        LOGGER.log(Level.DEBUG, "The timer's thread cannot be started; is tried again", e);
      }
    }
  }

  private static final class Once implements Planned, Runnable {
    private final AtomicReference<@Nullable Runnable> task;
    private volatile @Nullable Future<?> due;

    Once(Runnable task) {
      this.task = new AtomicReference<>(task);
    }

    void schedule(long delayMs) {
      try {
        due = TIMER.schedule(this::handOver, delayMs, TimeUnit.MILLISECONDS);
      } catch (OutOfMemoryError e) { // the task is queued, only the thread could not be started
        LOGGER.log(Level.DEBUG, "The timer's thread cannot be started; is tried again", e);
      }
      if (task.get() == null) {
        cancel(); // it came in between
      }
    }

    private void handOver() {
      try {
        UPKEEP.execute(this);
      } catch (RuntimeException | Error e) {
        LOGGER.log(Level.DEBUG, "There is no thread for a periodic task; is tried again", e);
        schedule(RETRY_MS);
      }
    }

    @Override
    public void run() {
      Runnable mine = task.getAndSet(null);
      if (mine != null) {
        mine.run();
      }
    }

    @Override
    public void cancel() {
      task.set(null);
      Future<?> planned = due;
      if (planned != null) {
        planned.cancel(false);
      }
    }
  }

  /**
   * Does something each second with an object that it holds weakly: it ends when the object is
   * collected, too. The next second counts from the end of the last call: no two run at once.
   *
   * @param action must not hold the object; what it throws is logged
   * @return ends it
   */
  public static <T> Runnable eachSecond(T object, Consumer<? super T> action) {
    var repeated = new Repeated<>(new WeakReference<>(object), action);
    repeated.schedule();
    return repeated::stop;
  }

  private static final class Repeated<T> implements Runnable {
    private final WeakReference<T> object;
    private final Consumer<? super T> action;
    private volatile boolean stopped;
    private volatile @Nullable Planned next;

    Repeated(WeakReference<T> object, Consumer<? super T> action) {
      this.object = object;
      this.action = action;
    }

    void schedule() {
      next = DaemonTimer.schedule(this, 1_000);
      if (stopped) {
        stop(); // it came in between
      }
    }

    @Override
    public void run() {
      T there = object.get();
      if (there == null || stopped) {
        return;
      }
      try {
        action.accept(there);
      } catch (RuntimeException | Error e) { // the next second is another chance
        LOGGER.log(Level.WARNING, "What is to be done each second failed", e);
      } finally {
        schedule();
      }
    }

    void stop() {
      stopped = true;
      Planned planned = next;
      if (planned != null) {
        planned.cancel();
      }
    }
  }
}
