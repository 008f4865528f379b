/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Runs several things, each of them whatever the others throw, and throws once all have run. */
public final class Failures {
  /** More exceptions than this are not kept: thousands of entries can fail alike. */
  private static final int LONGEST = 10;

  private @Nullable Throwable first;

  /** Made for one use by one thread. */
  public Failures() {}

  /** Runs this and keeps what it throws. */
  public void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      add(e);
    }
  }

  /** Keeps an unchecked exception or an error; null is none. */
  public void add(@Nullable Throwable e) {
    if (first == null) {
      first = e;
    } else if (e != null && e != first && first.getSuppressed().length < LONGEST) {
      first.addSuppressed(e);
    }
  }

  /** Throws what came first, with some of the others as suppressed ones, if there was anything. */
  public void throwIfAny() {
    if (first instanceof Error error) {
      throw error;
    } else if (first != null) {
      throw (RuntimeException) first;
    }
  }
}
