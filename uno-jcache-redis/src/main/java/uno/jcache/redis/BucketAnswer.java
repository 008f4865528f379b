/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a script answers that acts under the invalidations of a bucket.
 *
 * @param <T> what it found or did
 */
sealed interface BucketAnswer<T> {
  /** The invalidations were those that the caller knew. */
  record Done<T>(T result) implements BucketAnswer<T> {}

  /**
   * The bucket has other invalidations than the caller knew. What was judged by these must be
   * judged again: the script did nothing, unless it says otherwise.
   */
  final class OtherInvalidations<T> implements BucketAnswer<T> {
    private final byte[] encoded;

    OtherInvalidations(byte[] encoded) {
      this.encoded = encoded;
    }

    /** Returns those that there are. */
    byte[] encoded() {
      return encoded;
    }
  }

  /**
   * Reads an answer: bytes are invalidations.
   *
   * @param result makes the result of anything else
   */
  static <T> BucketAnswer<T> of(@Nullable Object raw, Function<@Nullable Object, T> result) {
    return (raw instanceof byte[] encoded)
        ? new OtherInvalidations<>(encoded)
        : new Done<>(result.apply(raw));
  }
}
