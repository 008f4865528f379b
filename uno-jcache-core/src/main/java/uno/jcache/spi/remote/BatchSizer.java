/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

/**
 * Estimates how long the entries of a region are, by those that were seen: so that what is asked
 * for together is about a mebibyte at most, and arrives within the time-out.
 *
 * <p>Safe for use by many threads, whose records may be lost where they come together.
 */
public final class BatchSizer {
  /** About how many bytes are one command at most, but for a single entry. */
  public static final int TOGETHER = 1 << 20;

  private static final int MOST = 100;

  /** As long as nothing is known. */
  private static final int UNKNOWN = 64 << 10;

  private volatile int length; // 0: unknown

  /** Nothing was seen yet. */
  public BatchSizer() {}

  /** Returns about how many bytes an entry has. */
  public int length() {
    int known = length;
    return (known == 0) ? UNKNOWN : known;
  }

  /** Returns how many entries to ask for together: at least two. */
  public int together() {
    return Math.max(2, Math.min(MOST, TOGETHER / length()));
  }

  /**
   * Takes note of entries that were seen. Longer ones than before count immediately, shorter ones
   * bit by bit.
   *
   * @param bytes how many they have together
   */
  public void record(long bytes, int entries) {
    if (entries == 0) {
      return;
    }
    int before = length;
    int now = (int) Math.max(1, Math.min(TOGETHER, bytes / entries));
    int next = (before == 0 || now > before) ? now : now + (before - now) / 2;
    if (next != before) {
      length = next;
    }
  }
}
