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
 * The timer of all caches and managers. One thread waits, and passes tasks that are due to the
 * {@link UpkeepThreads}: so a slow task does not delay the timer, and only several slow tasks delay
 * others. Idle threads end.
 *
 * <p>No task is lost if a thread cannot be started. The task is tried again a second later; and the
 * next call of {@link #schedule} or {@link #ensureRunning} tries to start the timer's thread.
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

  /** A scheduled task. */
  public interface Planned {
    /** Cancels the task, unless it has started. */
    void cancel();
  }

  /**
   * Runs a task once in an upkeep thread, after a delay in milliseconds. Never throws, even if no
   * thread can be started.
   */
  public static Planned schedule(Runnable task, long delayMs) {
    Once once = new Once(task);
    once.schedule(delayMs);
    return once;
  }

  /** Starts the timer's thread if there are tasks and it could not be started before. */
  public static void ensureRunning() {
    if (TIMER.getPoolSize() == 0 && !TIMER.getQueue().isEmpty()) {
      try {
        boolean unused = TIMER.prestartCoreThread();
      } catch (OutOfMemoryError e) { // the next call tries again
        LOGGER.log(Level.DEBUG, "The timer's thread cannot be started now; it is tried again", e);
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
        LOGGER.log(Level.DEBUG, "The timer's thread cannot be started now; it is tried again", e);
      }
      if (task.get() == null) {
        cancel(); // it was cancelled in between
      }
    }

    private void handOver() {
      try {
        UPKEEP.execute(this);
      } catch (RuntimeException | Error e) {
        LOGGER.log(Level.DEBUG, "No thread can run a periodic task now; it is tried again", e);
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
   * Runs an action each second with an object, which it references weakly: it also ends when the
   * object is garbage-collected. The pause of a second begins when an action has ended, so two
   * actions never run at the same time.
   *
   * @param action must not refer to the object; its exceptions are logged
   * @return an action that ends the repetition
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
        stop(); // it was stopped in between
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
      } catch (RuntimeException | Error e) { // tried again in a second
        LOGGER.log(Level.WARNING, "A task that runs each second failed", e);
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
