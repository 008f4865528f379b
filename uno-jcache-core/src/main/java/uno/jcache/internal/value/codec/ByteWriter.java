/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes. */
final class ByteWriter {
  private byte[] bytes;
  private int size;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }

  ByteWriter add(int one) {
    reserve(1);
    bytes[size++] = (byte) one;
    return this;
  }

  ByteWriter add(byte[] all) {
    reserve(all.length);
    System.arraycopy(all, 0, bytes, size, all.length);
    size += all.length;
    return this;
  }

  /** Adds a count of at least 0, as 7 bits per byte: a count below 128 takes one byte. */
  ByteWriter addCount(int count) {
    int rest = count;
    while (rest > 0x7f) {
      add(rest | 0x80);
      rest >>>= 7;
    }
    return add(rest);
  }

  ByteWriter addLong(long number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      add((int) (number >>> shift));
    }
    return this;
  }

  /** Adds the length of the array, and then its bytes. */
  ByteWriter addSized(byte[] all) {
    return addCount(all.length).add(all);
  }

  ByteWriter addSized(String text) {
    return addSized(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return (size == bytes.length) ? bytes : Arrays.copyOf(bytes, size);
  }
}
