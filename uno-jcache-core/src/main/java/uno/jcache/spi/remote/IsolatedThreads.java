/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of a store. They are daemons, and hold nothing of the application that needs
 * one first: neither its thread locals, nor its class loader, nor (until Java 24) the classes on
 * its stack. Safe for use by many threads.
 */
public final class IsolatedThreads {
  private IsolatedThreads() {}

  /**
   * Returns a thread that is not started yet.
   *
   * @param owner whose class loader the thread has
   */
  @SuppressWarnings("removal") // what it keeps out is gone where this is
  public static Thread newThread(String name, Class<?> owner, Runnable task) {
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(owner.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Calls something in a thread of its own, and waits for it without a limit, also in an
   * interrupted thread, which stays so. For clients that leave thread locals in the threads that
   * they are called by: these would hold the store's class loader as long as the thread lives.
   *
   * @param owner whose class loader the thread has
   * @throws RuntimeException what the task throws; an error, too
   */
  public static <T> T call(String name, Class<?> owner, Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    newThread(
            name,
            owner,
            () -> {
              try {
                result.complete(task.get());
              } catch (Throwable e) { // which is the caller's
                result.completeExceptionally(e);
              }
            })
        .start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable why) {
    if (why instanceof Error error) {
      throw error;
    }
    return (why instanceof RuntimeException known) ? known : new CompletionException(why);
  }
}
