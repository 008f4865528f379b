/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a script that depends on the invalidations of a bucket.
 *
 * @param <T> the result of the script
 */
sealed interface BucketAnswer<T> {
  /** The invalidations were those that the caller knew. */
  record Done<T>(T result) implements BucketAnswer<T> {}

  /**
   * The bucket's invalidations are not those that the caller knew. The caller must decide again.
   * The script changed nothing, unless its documentation says otherwise.
   */
  final class OtherInvalidations<T> implements BucketAnswer<T> {
    private final byte[] encoded;

    OtherInvalidations(byte[] encoded) {
      this.encoded = encoded;
    }

    /** Returns the current invalidations. */
    byte[] encoded() {
      return encoded;
    }
  }

  /**
   * Converts a raw reply: bytes are invalidations.
   *
   * @param result converts any other reply
   */
  static <T> BucketAnswer<T> of(@Nullable Object raw, Function<@Nullable Object, T> result) {
    return (raw instanceof byte[] encoded)
        ? new OtherInvalidations<>(encoded)
        : new Done<>(result.apply(raw));
  }
}
