/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

/** Notified of the reads of a {@link TieredStore}, and of fills that fail. */
public interface TierListener {
  /** A listener that does nothing. */
  TierListener NONE =
      new TierListener() {
        @Override
        public void nearHit() {}

        @Override
        public long start() {
          return 0;
        }

        @Override
        public void farRead(boolean hit, long start) {}
      };

  /** A read has found its entry in the near cache. */
  void nearHit();

  /** Returns the start time of a read of the far store, in nanoseconds; 0 if it is not needed. */
  long start();

  /**
   * A read has read the far store.
   *
   * @param hit whether it found its entry there
   * @param start the result of {@link #start}
   */
  void farRead(boolean hit, long start);

  /** The near cache could not store or drop an entry; the read or write has succeeded. */
  default void notFilled(RuntimeException why) {}
}
