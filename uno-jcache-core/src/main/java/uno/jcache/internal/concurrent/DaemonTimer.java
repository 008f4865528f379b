/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the time for all caches and managers, in one thread, which ends when there is nothing to
 * wait for. What it runs should be short, as all others wait meanwhile.
 */
public final class DaemonTimer {
  private static final Logger LOGGER = System.getLogger(DaemonTimer.class.getName());
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private DaemonTimer() {}

  private static ScheduledThreadPoolExecutor timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, task -> DaemonThreads.newThread("uno-jcache-timer", task));
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Runs a task once, after so many milliseconds. */
  public static Future<?> schedule(Runnable task, long delayMs) {
    return TIMER.schedule(task, delayMs, TimeUnit.MILLISECONDS);
  }

  /**
   * Does something each second with an object that it holds weakly: it ends when the object is
   * collected, too.
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
    private volatile @Nullable Future<?> next;

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
      } catch (RuntimeException e) { // the next second is another chance
        LOGGER.log(Level.WARNING, "What is to be done each second failed", e);
      }
      schedule();
    }

    void stop() {
      stopped = true;
      Future<?> planned = next;
      if (planned != null) {
        planned.cancel(false);
      }
    }
  }
}
