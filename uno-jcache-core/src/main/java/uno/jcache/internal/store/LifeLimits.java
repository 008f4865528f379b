/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/**
 * Limits of lifetimes by rules, in addition to the entries' own deadlines. Rules may change at any
 * time. A store that knows when each entry was stored applies the limits on each read, so that a
 * rule holds immediately for all cached entries, without a scan.
 *
 * <p>Safe for use by many threads.
 */
public interface LifeLimits {
  /** No limits. */
  LifeLimits NONE =
      new LifeLimits() {
        @Override
        public boolean isEmpty() {
          return true;
        }

        @Override
        public long of(Object key, long writtenAt) {
          return Long.MAX_VALUE;
        }
      };

  /** Returns whether no key has a limit. */
  boolean isEmpty();

  /**
   * Returns how long an entry may live, in milliseconds; {@link Long#MAX_VALUE} for no limit. The
   * result changes only with the rules.
   *
   * @param writtenAt when the entry was stored, in milliseconds since the epoch
   */
  long of(Object key, long writtenAt);
}
