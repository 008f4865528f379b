/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.InternalThreadLocalMap;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of this module. They are daemons, and hold nothing of the application that
 * needs one first: neither its thread locals, nor its class loader, nor (until Java 24) the classes
 * on its stack.
 */
final class OwnThreads {
  private OwnThreads() {}

  /** Returns a thread that is not started yet. */
  @SuppressWarnings("removal") // what it keeps out is gone where this is
  static Thread newThread(String name, Runnable task) {
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(OwnThreads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  /** Returns what makes threads in which Netty finds its thread locals fast. */
  static ThreadFactory forNetty(String name) {
    AtomicInteger made = new AtomicInteger();
    return task ->
        // Such a thread can only be made so that it inherits: so a thread makes it that has
        // nothing.
        call(
            "uno-jcache-redis-threads",
            () -> {
              Thread thread = new FastThreadLocalThread(task, name + "-" + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Calls something in a thread of its own, and waits for it, also in an interrupted thread. Netty
   * and Redisson may leave thread locals in the threads that they are called by, and these hold our
   * class loader as long as the thread lives.
   */
  static <T> T call(String name, Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    newThread(
            name,
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

  /**
   * Calls something in the caller's thread that may leave a thread local of Netty's there, which
   * would hold our class loader, and removes that. One that the caller has is left alone: it may
   * use Netty itself.
   */
  static <T extends @Nullable Object> T leavingNothing(Supplier<T> task) {
    boolean had = InternalThreadLocalMap.getIfSet() != null;
    try {
      return task.get();
    } finally {
      if (!had) {
        InternalThreadLocalMap.remove();
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
