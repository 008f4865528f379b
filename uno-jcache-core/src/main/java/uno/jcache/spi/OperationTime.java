/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the operation that a thread is at has waited for its store. Many operations take several
 * calls of the store: they look, decide, and change; they settle what failed before; they load.
 * Together these calls wait no longer than one may, since a store takes from its time-out what the
 * operation has waited already.
 *
 * <p>Only waiting counts. What the application's own code takes in between does not, and calls of
 * caches which it makes are operations of their own ({@link #apart}). Where somebody else was
 * quicker, and the operation begins anew, so does its time ({@link #renew}); the same holds for
 * each part of a large one.
 *
 * <p>Known by the thread, as what lies between the operation and the store is not about time. A
 * thread that is at no operation, such as one that works in the background, has the whole time-out
 * for each call. Nothing is left in a thread when the operation has ended.
 */
public final class OperationTime {
  private static final ThreadLocal<@Nullable OperationTime> CURRENT = new ThreadLocal<>();

  private long waited;

  private OperationTime() {}

  /** Runs an operation; within another, as a part of that. */
  public static <T extends @Nullable Object> T of(Supplier<T> operation) {
    return (CURRENT.get() == null) ? in(new OperationTime(), operation) : operation.get();
  }

  /** Runs code of the application, whose calls of caches are not a part of the operation. */
  public static <T extends @Nullable Object> T apart(Supplier<T> code) {
    return (CURRENT.get() == null) ? code.get() : in(null, code);
  }

  private static <T extends @Nullable Object> T in(@Nullable OperationTime time, Supplier<T> code) {
    OperationTime outer = CURRENT.get();
    set(time);
    try {
      return code.get();
    } finally {
      set(outer);
    }
  }

  private static void set(@Nullable OperationTime time) {
    if (time == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(time);
    }
  }

  /** Returns how long the operation has waited, in nanoseconds; 0 where there is none. */
  public static long waited() {
    OperationTime current = CURRENT.get();
    return (current == null) ? 0 : current.waited;
  }

  /** Takes note that the operation has waited for so many nanoseconds more. */
  public static void waited(long nanos) {
    OperationTime current = CURRENT.get();
    if (current != null) {
      current.waited += nanos;
    }
  }

  /** The operation begins anew, or a next part of it. */
  public static void renew() {
    OperationTime current = CURRENT.get();
    if (current != null) {
      current.waited = 0;
    }
  }
}
