/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonTimer;
import uno.jcache.internal.concurrent.ExecutorTasks;

/**
 * Runs tasks on an executor, one after another, in the order of their submission.
 *
 * <p>All waiting tasks are run by one {@link Drain}, which is submitted with the first of them. The
 * executor may reject or drop it. So while tasks wait, a check each second submits a new drain if
 * the last one has not started in time.
 */
final class SerialExecutor implements Executor {
  private static final Logger LOGGER = System.getLogger(SerialExecutor.class.getName());
  private static final long CHECK_MS = 1_000;
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(1);

  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by this, as the next two
  private @Nullable Drain drain; // submitted or running
  private boolean checked;

  SerialExecutor(Executor executor) {
    ExecutorTasks.load();
    this.executor = executor;
  }

  /** Runs the task later; in this thread if the executor rejects it. */
  @Override
  public void execute(Runnable task) {
    Drain submitted;
    synchronized (this) {
      tasks.add(task);
      if (drain != null) {
        return;
      }
      submitted = new Drain(CHECK_MS * 1_000_000);
      drain = submitted;
    }
    try {
      executor.execute(submitted);
    } catch (RejectedExecutionException e) {
      submitted.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      checkLater();
    }
  }

  private static void failed(Throwable e) {
    LOGGER.log(Level.DEBUG, "An executor rejected the events of a cache; it is tried again", e);
  }

  private synchronized void checkLater() {
    if (!checked && drain != null && !drain.started) {
      checked = true;
      scheduleCheck();
    }
  }

  /** Holds this weakly: what a discarded application has queued must not keep it alive. */
  private void scheduleCheck() {
    var here = new WeakReference<>(this);
    DaemonTimer.Planned unused =
        DaemonTimer.schedule(
            () -> {
              SerialExecutor there = here.get();
              if (there != null) {
                there.check();
              }
            },
            CHECK_MS);
  }

  private void check() {
    Drain next;
    synchronized (this) {
      if (drain == null || drain.started) {
        checked = false;
        return;
      }
      scheduleCheck();
      if (System.nanoTime() - drain.since < drain.startTimeoutNanos) {
        return;
      }
      next = new Drain(Math.min(2 * drain.startTimeoutNanos, LONGEST_WAIT));
      drain = next;
    }
    try {
      executor.execute(next);
    } catch (RuntimeException | Error e) { // do not run listeners in this timer thread
      failed(e);
    }
  }

  /** Runs the waiting tasks. */
  private final class Drain implements Runnable {
    final long startTimeoutNanos;
    final long since = System.nanoTime();
    boolean started; // guarded by the executor

    Drain(long startTimeoutNanos) {
      this.startTimeoutNanos = startTimeoutNanos;
    }

    @Override
    public void run() {
      synchronized (SerialExecutor.this) {
        if (drain != this || started) {
          return; // it was replaced, or the executor runs it although it has rejected it
        }
        started = true;
      }
      boolean ended = false;
      try {
        ExecutorTasks.run(executor, this::runAll);
        ended = true;
      } finally {
        if (!ended) {
          replace();
        }
      }
    }

    private void runAll() {
      for (Runnable task = next(); task != null; task = next()) {
        try {
          task.run();
        } catch (RuntimeException | Error e) { // the next tasks still run
          LOGGER.log(Level.WARNING, "A queued task failed", e);
        }
      }
    }

    private @Nullable Runnable next() {
      synchronized (SerialExecutor.this) {
        Runnable task = tasks.poll();
        if (task == null) {
          drain = null;
        }
        return task;
      }
    }

    /** Lets another thread continue, since this one ends, perhaps out of memory. */
    private void replace() {
      synchronized (SerialExecutor.this) {
        drain = new Drain(0);
      }
      checkLater();
    }
  }
}
