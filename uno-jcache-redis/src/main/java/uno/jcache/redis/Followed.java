/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;

/**
 * The invalidations of each bucket, as they were last heard of. Answers may come out of order, so
 * an earlier one never replaces a later one.
 */
final class Followed {
  private static final class Known {
    final byte[] encoded;
    final Invalidations invalidations;

    Known(byte[] encoded, Invalidations invalidations) {
      this.encoded = encoded;
      this.invalidations = invalidations;
    }
  }

  private static final Known NOTHING = new Known(new byte[0], Invalidations.NONE);

  private final AtomicReferenceArray<Known> known = new AtomicReferenceArray<>(Layout.MOST_BUCKETS);

  Followed() {
    for (int i = 0; i < Layout.MOST_BUCKETS; i++) {
      known.set(i, NOTHING);
    }
  }

  /** Returns the last that were heard of; with the number 0 for none. */
  Invalidations at(int bucket) {
    return known.get(bucket).invalidations;
  }

  /**
   * Takes note of what the server said.
   *
   * @param encoded null if the bucket has none: it has no entries, or lost them
   * @return what the server said
   */
  Invalidations follow(int bucket, byte @Nullable [] encoded) {
    Known before = known.get(bucket);
    if (encoded == null) {
      known.compareAndSet(bucket, before, NOTHING);
      return Invalidations.NONE;
    } else if (Arrays.equals(encoded, before.encoded)) {
      return before.invalidations;
    }
    Invalidations now = Invalidations.decode(encoded);
    Known next = new Known(encoded, now);
    while (now.number() >= before.invalidations.number()
        && !known.compareAndSet(bucket, before, next)) {
      before = known.get(bucket);
    }
    return now;
  }

  /** Takes note of what was stored. */
  void set(int bucket, Invalidations now) {
    Invalidations unused = follow(bucket, now.encode());
  }
}
