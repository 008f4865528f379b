/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Arrays;

/** A key as a byte array, with equality by content. Immutable; the array is not copied. */
final class FileKey {
  private final byte[] bytes;
  private final int hash;

  private FileKey(byte[] bytes, int hash) {
    this.bytes = bytes;
    this.hash = hash;
  }

  static FileKey of(byte[] bytes) {
    return new FileKey(bytes, hash(bytes));
  }

  /** Returns a hash of the key in which each bit depends on all bytes. */
  static int hash(byte[] bytes) {
    int h = Arrays.hashCode(bytes) * 0x9E3779B9;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    return h ^ (h >>> 13);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
