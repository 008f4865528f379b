/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

/**
 * How long the entries of a region are, by those that were seen: so that what is asked for at once
 * is about a mebibyte at most, and comes within the time-out. Who stores knows it better.
 *
 * <p>Safe for use by many threads, which may overwrite what each other saw.
 */
final class BatchSizer {
  /** About how many bytes are one command at most, but for a single entry. */
  static final int TOGETHER = 1 << 20;

  private static final int MOST = 100;

  /** As long as nothing is known. */
  private static final int UNKNOWN = 64 << 10;

  private volatile int length; // 0: unknown

  /** Returns how long an entry is, about. */
  int length() {
    int known = length;
    return (known == 0) ? UNKNOWN : known;
  }

  /** Returns how many entries to ask for at once: at least two. */
  int together() {
    return Math.max(2, Math.min(MOST, TOGETHER / length()));
  }

  /** Takes note of some entries: at once if they are longer than before, else bit by bit. */
  void record(long bytes, int entries) {
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
