/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.InternalThreadLocalMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.remote.IsolatedThreads;

/**
 * Creates the threads of this module. They are daemons, and hold no reference to the application
 * that caused their creation: no thread locals, no class loader, and (up to Java 23) no access
 * control context.
 */
final class OwnThreads {
  private OwnThreads() {}

  /** Returns a new thread, which is not started. */
  static Thread newThread(String name, Runnable task) {
    return IsolatedThreads.newThread(name, OwnThreads.class, task);
  }

  /** Returns a factory of threads with fast access to Netty's thread locals. */
  static ThreadFactory forNetty(String name) {
    AtomicInteger made = new AtomicInteger();
    return task ->
        // FastThreadLocalThread always inherits thread locals, so it is created by a thread that
        // has none.
        call(
            "uno-jcache-redis-threads",
            () -> {
              Thread thread = new FastThreadLocalThread(task, name + "-" + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a task in a separate thread, and waits for it, ignoring interrupts. Netty and Redisson may
   * leave thread locals in their calling threads, which leak our class loader as long as the thread
   * lives.
   */
  static <T> T call(String name, Supplier<T> task) {
    return IsolatedThreads.call(name, OwnThreads.class, task);
  }

  /**
   * Runs a task in the caller's thread, and removes the Netty thread locals that it creates there,
   * since they would leak our class loader. Thread locals that existed before are kept.
   */
  static <T extends @Nullable Object> T withoutThreadLocals(Supplier<T> task) {
    boolean had = InternalThreadLocalMap.getIfSet() != null;
    try {
      return task.get();
    } finally {
      if (!had) {
        InternalThreadLocalMap.remove();
      }
    }
  }
}
