/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import org.jspecify.annotations.Nullable;

/** Runs several things, each of them whatever the others throw, and throws once all have run. */
public final class Failures {
  /** More exceptions than this are not kept: thousands of entries can fail alike. */
  private static final int LONGEST = 10;

  private @Nullable RuntimeException first;

  /** Made for one use by one thread. */
  public Failures() {}

  /** Runs this and keeps what it throws. */
  public void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      add(e);
    }
  }

  /** Keeps an exception; null is none. */
  public void add(@Nullable RuntimeException e) {
    if (first == null) {
      first = e;
    } else if (e != null && e != first && first.getSuppressed().length < LONGEST) {
      first.addSuppressed(e);
    }
  }

  /** Throws the first exception, with some of the others as suppressed ones, if there was any. */
  public void throwIfAny() {
    if (first != null) {
      throw first;
    }
  }
}
