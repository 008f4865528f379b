/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * When a file that cannot be read or written is tried again: after 0.1 seconds, 0.2, and so on to 5
 * seconds, until a commit has succeeded.
 *
 * <p>Failures are recorded by one thread at a time, and so are commits.
 */
final class RetryBackoff {
  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long LONGEST_DELAY_MILLIS = 5_000;

  /** A recovery is logged above debug level at most this often. */
  private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

  private volatile @Nullable StoreException failure;
  private volatile long delayMillis = FIRST_DELAY_MILLIS;
  private volatile long retryAt;
  private long silentUntil = System.nanoTime(); // used by commits only

  /** Returns the last failure, or null if the file was opened again since. */
  @Nullable StoreException failure() {
    return failure;
  }

  /** The file failed, or could not be opened again. */
  void recordFailure(StoreException why) {
    failure = why;
    retryAt = System.nanoTime() + delayMillis * 1_000_000;
    delayMillis = Math.min(2 * delayMillis, LONGEST_DELAY_MILLIS);
  }

  boolean isRetryDue() {
    return System.nanoTime() - retryAt >= 0;
  }

  /** The file is open again. Only a commit shows that it can be written for long. */
  void recordReopening() {
    failure = null;
  }

  /** Returns whether the file has failed, and nothing was committed since. */
  boolean isUnproven() {
    return delayMillis != FIRST_DELAY_MILLIS;
  }

  /**
   * Changes were committed, so the next failure counts as the first.
   *
   * @param began when the commit began, by {@link System#nanoTime}
   * @return whether operators should see this in the log
   */
  boolean recordCommit(long began) {
    delayMillis = FIRST_DELAY_MILLIS;
    boolean logged = began - silentUntil >= 0;
    silentUntil = logged ? began + LOG_INTERVAL_NANOS : silentUntil;
    return logged;
  }
}
