/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes, for stores outside the heap. It may also hold the object that was decoded from
 * the bytes. All callers of {@link #take} get that object if it is shared. Otherwise the first one
 * gets it, and later callers must decode the bytes. Safe for use by many threads.
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

  private final boolean isShared;
  private @Nullable Object decoded;

  private EncodedValue(
      byte[] bytes, @Nullable Object decoded, boolean isShared, boolean isReadable) {
    this.bytes = bytes;
    this.decoded = decoded;
    this.isShared = isShared;
    this.isReadable = isReadable;
  }

  /** Returns a value whose object, if there is one, is for one reader. */
  static EncodedValue of(byte[] bytes, @Nullable Object decoded, boolean isReadable) {
    return new EncodedValue(bytes, decoded, false, isReadable);
  }

  /** Returns a value whose object is for all readers. */
  static EncodedValue shared(byte[] bytes, Object decoded, boolean isReadable) {
    return new EncodedValue(bytes, decoded, true, isReadable);
  }

  /** Returns the decoded object, if the caller may have it. */
  @Nullable Object take() {
    return (isShared || decoded == null) ? decoded : DECODED.getAndSet(this, null);
  }

  /** Returns what may be given to many readers: the object that they share, or else the bytes. */
  Object forMany() {
    if (isShared && decoded != null) {
      return decoded;
    }
    return (isReadable && decoded == null) ? this : new EncodedValue(bytes, null, false, true);
  }
}
