/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A value as its bytes, for stores outside the heap. As long as nobody has asked for it, it may
 * hold the object that was read from them as well: the first who asks gets that, and all others one
 * of their own.
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

  /** Whether these bytes were decoded once, so that readers can do it again. */
  final boolean isReadable;

  private @Nullable Object decoded;

  EncodedValue(byte[] bytes, @Nullable Object decoded, boolean isReadable) {
    this.bytes = bytes;
    this.decoded = decoded;
    this.isReadable = isReadable;
  }

  /** Returns the object that was read, to the first who asks; to all others null. */
  @Nullable Object take() {
    return (decoded == null) ? null : DECODED.getAndSet(this, null);
  }

  /** Returns the object that was read, which stays here for others. */
  @Nullable Object share() {
    return decoded;
  }
}
