/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

/**
 * How long entries may live, beside their own deadlines, by rules that may change at any time. A
 * store that knows when each entry was stored judges by them on each read: so a rule holds at once
 * for all that is cached, and nothing is looked for.
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
   * Returns how long an entry may live, in milliseconds; {@link Long#MAX_VALUE} for no limit. While
   * the rules stay the same, so does the answer: each read of one entry gets the same one.
   *
   * @param writtenAt when the entry was stored, in milliseconds since the epoch
   */
  long of(Object key, long writtenAt);
}
