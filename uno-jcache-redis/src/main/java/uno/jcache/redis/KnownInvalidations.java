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
final class KnownInvalidations {
  /** Where the first one listed is in the bytes of all, after what {@link Scripts} write. */
  static final int LISTED = 29;

  /** Up to here Lua knows each number from the next. */
  private static final long LARGEST = 1L << 53;

  private static final int NUMBER = 1;
  private static final int COUNT = 25;

  private static final class BucketInvalidations {
    final byte[] encoded;
    final Invalidations invalidations;

    BucketInvalidations(byte[] encoded, Invalidations invalidations) {
      this.encoded = encoded;
      this.invalidations = invalidations;
    }
  }

  private static final BucketInvalidations NOTHING =
      new BucketInvalidations(new byte[0], Invalidations.NONE);

  private final AtomicReferenceArray<BucketInvalidations> known;

  /** Nothing was heard of yet. */
  KnownInvalidations(int buckets) {
    known = new AtomicReferenceArray<>(buckets);
    for (int i = 0; i < buckets; i++) {
      known.set(i, NOTHING);
    }
  }

  /** Returns the last that were heard of; with the number 0 for none. */
  Invalidations at(int bucket) {
    return known.get(bucket).invalidations;
  }

  /** Returns the epoch of the last that was heard of, in each bucket. */
  long[] epochs() {
    long[] epochs = new long[known.length()];
    for (int i = 0; i < epochs.length; i++) { // without a stream: each change comes by here
      epochs[i] = at(i).epoch();
    }
    return epochs;
  }

  /**
   * Takes note of what the server said. If it says less than was known before it was asked, it has
   * lost the rest: a replica took its place.
   *
   * @param asked the number that was known when it was asked
   * @param encoded null if the bucket has none: it has no entries, or lost them
   * @return what the server said
   * @throws IllegalArgumentException if that cannot be ours
   */
  Invalidations follow(int bucket, long asked, byte @Nullable [] encoded) {
    BucketInvalidations before = known.get(bucket);
    if (encoded == null) {
      if (before.invalidations.epoch() <= asked) { // else they were begun since
        known.compareAndSet(bucket, before, NOTHING);
      }
      return Invalidations.NONE;
    } else if (Arrays.equals(encoded, before.encoded)) {
      return before.invalidations;
    }
    Invalidations now = Invalidations.decode(encoded);
    if (now.epoch() < 0 || now.epoch() > LARGEST) {
      throw new IllegalArgumentException("no script can count on from " + now.epoch());
    }
    BucketInvalidations next = new BucketInvalidations(encoded, now);
    while (isNews(now.epoch(), before.invalidations.epoch(), asked)
        && !known.compareAndSet(bucket, before, next)) {
      before = known.get(bucket);
    }
    return now;
  }

  private static boolean isNews(long now, long before, long asked) {
    return now >= before || (now < asked && before <= asked);
  }

  /**
   * Takes note of an invalidation that was published here, next to the last that was known.
   *
   * @param asked the number of that
   * @param epoch which it got
   * @param one how it lies in the bytes of all, after its number
   */
  void published(int bucket, long asked, long epoch, List<String> patterns, byte[] one) {
    BucketInvalidations before = known.get(bucket);
    if (before.invalidations.epoch() != asked) {
      return; // there was more to hear since
    }
    // Not encoded whole: there may be many.
    byte[] encoded =
        ByteBuffer.allocate(before.encoded.length + Long.BYTES + one.length)
            .put(before.encoded)
            .putLong(epoch)
            .put(one)
            .putLong(NUMBER, epoch)
            .putInt(COUNT, ByteBuffer.wrap(before.encoded).getInt(COUNT) + 1)
            .array();
    BucketInvalidations next =
        new BucketInvalidations(encoded, before.invalidations.plus(epoch, patterns));
    known.compareAndSet(bucket, before, next);
  }
}
