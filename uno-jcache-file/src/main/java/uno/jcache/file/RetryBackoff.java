/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * Decides when a file that cannot be read or written is retried. The delay begins at 0.1 seconds
 * and doubles after each failure, up to 5 seconds, until a commit succeeds.
 *
 * <p>Failures are recorded by one thread at a time, and so are commits.
 */
final class RetryBackoff {
  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long LONGEST_DELAY_MILLIS = 5_000;

  /** The shortest time between two recoveries that are logged above debug level. */
  private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

  private volatile @Nullable StoreException failure;
  private volatile long delayMillis = FIRST_DELAY_MILLIS;
  private volatile long retryAt;
  private long silentUntil = System.nanoTime(); // used by commits only

  /** Returns the last failure, or null if the file was reopened after it. */
  @Nullable StoreException failure() {
    return failure;
  }

  /** Records that the file failed, or could not be reopened. */
  void recordFailure(StoreException why) {
    failure = why;
    retryAt = System.nanoTime() + delayMillis * 1_000_000;
    delayMillis = Math.min(2 * delayMillis, LONGEST_DELAY_MILLIS);
  }

  boolean isRetryDue() {
    return System.nanoTime() - retryAt >= 0;
  }

  /**
   * Records that the file is open again. Only a commit shows that it can be written, and resets the
   * delay.
   */
  void recordReopening() {
    failure = null;
  }

  /** Returns whether the file has failed, and nothing was committed since. */
  boolean isUnproven() {
    return delayMillis != FIRST_DELAY_MILLIS;
  }

  /**
   * Records that changes were committed, so that the next failure counts as the first.
   *
   * @param began when the commit began, by {@link System#nanoTime}
   * @return whether to log this at a level that operators see
   */
  boolean recordCommit(long began) {
    delayMillis = FIRST_DELAY_MILLIS;
    boolean logged = began - silentUntil >= 0;
    silentUntil = logged ? began + LOG_INTERVAL_NANOS : silentUntil;
    return logged;
  }
}
