/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.UndecodableException;

/** Runs what makes objects of bytes, which can fail in any way. */
final class SafeDecoder {
  private SafeDecoder() {}

  @FunctionalInterface
  interface Reading {
    @Nullable Object read() throws Exception;
  }

  /**
   * Reads an object.
   *
   * @throws UndecodableException if that fails, or it is null
   */
  static Object read(Class<?> type, Reading reading) {
    Object read;
    try {
      read = reading.read();
    } catch (UndecodableException e) {
      throw e;
    } catch (Exception
        | StackOverflowError
        | LinkageError
        | AssertionError
        | InternalError e) { // the last of the JDK's own collections
      throw new UndecodableException("it cannot be made a " + type.getName(), e);
    }
    if (read == null) {
      throw new UndecodableException("it is null");
    }
    return read;
  }
}
