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
 * Makes the threads of this module. They are daemons, and hold nothing of the application that
 * needs one first: neither its thread locals, nor its class loader, nor (until Java 24) the classes
 * on its stack.
 */
final class OwnThreads {
  private OwnThreads() {}

  /** Returns a thread that is not started yet. */
  static Thread newThread(String name, Runnable task) {
    return IsolatedThreads.newThread(name, OwnThreads.class, task);
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
    return IsolatedThreads.call(name, OwnThreads.class, task);
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
}
