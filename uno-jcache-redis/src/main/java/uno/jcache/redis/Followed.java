/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;

/**
 * The invalidations of each bucket, as they were last heard of. Answers may come out of order, so
 * an earlier one never replaces a later one.
 */
final class Followed {
  /** Where the first one declared is in the bytes of all, after what {@link Scripts} write. */
  static final int DECLARED = 29;

  private static final int NUMBER = 1;
  private static final int COUNT = 25;

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

  /**
   * Takes note of an invalidation that was declared here.
   *
   * @param number which it got
   * @param one how it lies in the bytes of all, after its number
   * @return false if there are others that were not heard of
   */
  boolean declared(int bucket, long number, List<String> patterns, byte[] one) {
    Known before = known.get(bucket);
    while (number == before.invalidations.number() + 1) {
      // Not encoded whole: there may be many.
      byte[] encoded =
          ByteBuffer.allocate(before.encoded.length + Long.BYTES + one.length)
              .put(before.encoded)
              .putLong(number)
              .put(one)
              .putLong(NUMBER, number)
              .putInt(COUNT, ByteBuffer.wrap(before.encoded).getInt(COUNT) + 1)
              .array();
      Known next = new Known(encoded, before.invalidations.plus(patterns));
      if (known.compareAndSet(bucket, before, next)) {
        return true;
      }
      before = known.get(bucket);
    }
    return number <= before.invalidations.number();
  }
}
