/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import org.jspecify.annotations.Nullable;

/** One of several changes that {@link Bulk#compareAndSetAll} makes. */
public final class ByteChange {
  private final byte[] key;
  private final @Nullable ByteEntry seen;
  private final @Nullable ByteEntry next;

  /** The change that {@link ByteStore#compareAndSet} would make with these. */
  public ByteChange(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    this.key = key;
    this.seen = seen;
    this.next = next;
  }

  /** Returns the key. The array must not be changed. */
  public byte[] key() {
    return key;
  }

  /** Returns what the store returned for the key, or null for no entry. */
  public @Nullable ByteEntry seen() {
    return seen;
  }

  /** Returns what to store, or null to remove. */
  public @Nullable ByteEntry next() {
    return next;
  }
}
