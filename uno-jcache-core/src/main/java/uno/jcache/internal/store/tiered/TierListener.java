/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

/** Told of the reads of a {@link TieredStore}, and of fills that fail. */
public interface TierListener {
  /** One that does not care. */
  TierListener NONE =
      new TierListener() {
        @Override
        public void hitNear() {}

        @Override
        public long start() {
          return 0;
        }

        @Override
        public void wentFar(boolean hit, long start) {}
      };

  /** A read found its entry near. */
  void hitNear();

  /** Returns when a read of the far level starts, in nanoseconds; or 0 if nobody wants to know. */
  long start();

  /**
   * A read went on to the far level.
   *
   * @param hit whether it found its entry there
   * @param start what {@link #start} returned
   */
  void wentFar(boolean hit, long start);

  /** The near level could not take an entry, which was read or written all the same. */
  default void notFilled(RuntimeException why) {}
}
