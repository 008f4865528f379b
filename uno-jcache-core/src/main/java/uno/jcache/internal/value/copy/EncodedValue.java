/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes, for stores outside the heap. It may also have the object that was decoded from
 * the bytes: the first caller of {@link #take} gets that object, and later callers decode their
 * own. Safe for use by many threads.
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

  /** Whether the bytes were decoded before, which shows that they can be. */
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
