/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes, for stores outside the heap. It may also hold the object that was decoded from
 * the bytes. The first caller of {@link #take} gets that object; later callers must decode the
 * bytes. Safe for use by many threads.
 */
final class EncodedValue {
  private static final VarHandle DECODED;

  static {
    try {
      DECODED = MethodHandles.lookup().findVarHandle(EncodedValue.class, "decoded", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The envelope. */
  final byte[] bytes;

  /** Whether the bytes were decoded before, so that they are known to be decodable. */
  final boolean isReadable;

  private @Nullable Object decoded;

  EncodedValue(byte[] bytes, @Nullable Object decoded, boolean isReadable) {
    this.bytes = bytes;
    this.decoded = decoded;
    this.isReadable = isReadable;
  }

  /** Returns the decoded object to the first caller, and null to all others. */
  @Nullable Object take() {
    return (decoded == null) ? null : DECODED.getAndSet(this, null);
  }

  /** Returns the decoded object, or null. All callers share it. */
  @Nullable Object share() {
    return decoded;
  }
}
