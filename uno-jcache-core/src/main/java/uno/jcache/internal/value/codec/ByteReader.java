/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import uno.jcache.internal.store.UndecodableException;

/** Reads bytes of a {@link ByteWriter}. Checks them, because their source is not trusted. */
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int next;

  ByteReader(byte[] bytes, int start) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.next = start;
  }

  private int take(int count) {
    if (count < 0 || count > end - next) {
      throw UndecodableException.damaged("it is cut short");
    }
    int start = next;
    next += count;
    return start;
  }

  /** Returns the next byte, from 0 to 255. */
  int one() {
    return bytes[take(1)] & 0xff;
  }

  int count() {
    int count = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int one = one();
      count |= (one & 0x7f) << shift;
      if (one < 0x80 && count >= 0) {
        return count;
      }
    }
    throw UndecodableException.damaged("it has an invalid length");
  }

  /** Reads the number of elements that follow. Each element takes at least one byte. */
  int elementCount() {
    int count = count();
    if (count > left()) {
      throw UndecodableException.damaged("it is cut short");
    }
    return count;
  }

  long aLong() {
    int start = take(Long.BYTES);
    long number = 0;
    for (int i = start; i < start + Long.BYTES; i++) {
      number = (number << 8) | (bytes[i] & 0xff);
    }
    return number;
  }

  byte[] sized() {
    int length = count();
    int start = take(length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  String sizedText() {
    int length = count();
    return new String(bytes, take(length), length, StandardCharsets.UTF_8);
  }

  int left() {
    return end - next;
  }

  int position() {
    return next;
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, take(left()), end);
  }

  void requireEnd() {
    if (next != end) {
      throw UndecodableException.damaged("it has bytes after its end");
    }
  }
}
