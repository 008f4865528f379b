/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.UndecodableException;

/** Runs a decoder that creates objects from untrusted bytes and may fail in any way. */
final class SafeDecoder {
  private SafeDecoder() {}

  @FunctionalInterface
  interface Decoder {
    @Nullable Object read() throws Exception;
  }

  /**
   * Reads an object.
   *
   * @throws UndecodableException if the decoder fails or returns null
   */
  static Object read(Class<?> type, Decoder decoder) {
    Object read;
    try {
      read = decoder.read();
    } catch (UndecodableException e) {
      throw e;
    } catch (Exception
        | StackOverflowError
        | LinkageError
        | AssertionError
        | InternalError e) { // collections of the JDK throw InternalError
      throw new UndecodableException("it cannot be made a " + type.getName(), e);
    }
    if (read == null) {
      throw new UndecodableException("it is null");
    }
    return read;
  }
}
