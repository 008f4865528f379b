/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Runs several actions even if some of them throw, and throws after all have run. */
public final class Failures {
  /** Limit of suppressed exceptions, as thousands of entries can fail in the same way. */
  private static final int MAX_SUPPRESSED = 10;

  private @Nullable Throwable first;

  /** Creates a collector, for one use by one thread. */
  public Failures() {}

  /** Runs an action and collects its exception or error. */
  public void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      add(e);
    }
  }

  /** Collects an unchecked exception or an error; ignores null. */
  public void add(@Nullable Throwable e) {
    if (first == null) {
      first = e;
    } else if (e != null && e != first && first.getSuppressed().length < MAX_SUPPRESSED) {
      first.addSuppressed(e);
    }
  }

  /** Throws the first failure, if any, with some of the others as suppressed exceptions. */
  public void throwIfAny() {
    if (first instanceof Error error) {
      throw error;
    } else if (first != null) {
      throw (RuntimeException) first;
    }
  }
}
