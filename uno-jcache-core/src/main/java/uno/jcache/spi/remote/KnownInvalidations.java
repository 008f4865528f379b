/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Invalidations;

/**
 * The last known invalidations of each bucket. Replies may arrive out of order; an older one never
 * replaces a newer one.
 */
public final class KnownInvalidations {
  /** Offset of the first invalidation in the encoded form, after the header that scripts write. */
  public static final int LISTED = 29;

  /** The largest integer that Lua represents exactly. */
  private static final long LARGEST = 1L << 53;

  private static final int EPOCH = 1;
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

  /** Creates it with no known invalidations. */
  public KnownInvalidations(int buckets) {
    known = new AtomicReferenceArray<>(buckets);
    for (int i = 0; i < buckets; i++) {
      known.set(i, NOTHING);
    }
  }

  /** Returns the last known invalidations; those with epoch 0 if there are none. */
  public Invalidations at(int bucket) {
    return known.get(bucket).invalidations;
  }

  /** Returns the last known epoch of each bucket. */
  public long[] epochs() {
    long[] epochs = new long[known.length()];
    for (int i = 0; i < epochs.length; i++) { // without a stream: each change calls this
      epochs[i] = at(i).epoch();
    }
    return epochs;
  }

  /**
   * Records the server's reply. If it is older than what was known when the call was sent, the
   * server has lost data (a replica took over), and the reply is accepted.
   *
   * @param epochWhenSent the epoch that was known when the call was sent
   * @param encoded null if the bucket has none: it has no entries, or they were lost
   * @return the invalidations of the reply
   * @throws IllegalArgumentException if the bytes are invalid
   */
  public Invalidations record(int bucket, long epochWhenSent, byte @Nullable [] encoded) {
    BucketInvalidations before = known.get(bucket);
    if (encoded == null) {
      if (before.invalidations.epoch() <= epochWhenSent) { // otherwise they were created since
        known.compareAndSet(bucket, before, NOTHING);
      }
      return Invalidations.NONE;
    } else if (Arrays.equals(encoded, before.encoded)) {
      return before.invalidations;
    }
    Invalidations now = Invalidations.decode(encoded);
    if (now.epoch() < 0 || now.epoch() > LARGEST) {
      throw new IllegalArgumentException("epoch out of range: " + now.epoch());
    }
    BucketInvalidations next = new BucketInvalidations(encoded, now);
    while (isNewer(now.epoch(), before.invalidations.epoch(), epochWhenSent)
        && !known.compareAndSet(bucket, before, next)) {
      before = known.get(bucket);
    }
    return now;
  }

  private static boolean isNewer(long now, long before, long epochWhenSent) {
    return now >= before || (now < epochWhenSent && before <= epochWhenSent);
  }

  /**
   * Records an invalidation that was published here, directly after the last known one.
   *
   * @param epochWhenSent the epoch of that one
   * @param epoch its epoch
   * @param one its encoded form, without its epoch
   */
  public void published(
      int bucket, long epochWhenSent, long epoch, List<String> patterns, byte[] one) {
    BucketInvalidations before = known.get(bucket);
    if (before.invalidations.epoch() != epochWhenSent) {
      return; // newer invalidations are already known
    }
    // Appended instead of encoded again: there may be many.
    byte[] encoded =
        ByteBuffer.allocate(before.encoded.length + Long.BYTES + one.length)
            .put(before.encoded)
            .putLong(epoch)
            .put(one)
            .putLong(EPOCH, epoch)
            .putInt(COUNT, ByteBuffer.wrap(before.encoded).getInt(COUNT) + 1)
            .array();
    BucketInvalidations next =
        new BucketInvalidations(encoded, before.invalidations.plus(epoch, patterns));
    known.compareAndSet(bucket, before, next);
  }
}
