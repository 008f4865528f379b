/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/** An entry whose value has been fetched, so that reading it cannot fail. */
final class FetchedEntry implements ByteEntry {
  /** Stands for an entry that could not be read. It equals no entry. */
  static final ByteEntry UNKNOWN =
      new ByteEntry() {
        @Override
        public byte[] value() {
          return new byte[0];
        }

        @Override
        public long policyDeadline() {
          return Long.MIN_VALUE;
        }

        @Override
        public long notAfter() {
          return Long.MIN_VALUE;
        }

        @Override
        public boolean isPlaceholder() {
          return true;
        }
      };

  private final ByteEntry entry;
  private final byte[] value;

  FetchedEntry(ByteEntry entry) {
    this.entry = entry;
    this.value = entry.isForeign() ? new byte[0] : entry.value();
  }

  /** Returns an entry with its value; null if there is none. */
  static @Nullable ByteEntry of(@Nullable ByteEntry entry) {
    return (entry == null) ? null : new FetchedEntry(entry);
  }

  /** Returns what the store itself returned. */
  static @Nullable ByteEntry asStored(@Nullable ByteEntry entry) {
    return (entry instanceof FetchedEntry fetched) ? fetched.entry : entry;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public long policyDeadline() {
    return entry.policyDeadline();
  }

  @Override
  public long notAfter() {
    return entry.notAfter();
  }

  @Override
  public long epoch() {
    return entry.epoch();
  }

  @Override
  public long writtenAt() {
    return entry.writtenAt();
  }

  @Override
  public boolean isPlaceholder() {
    return entry.isPlaceholder();
  }

  @Override
  public boolean isForeign() {
    return entry.isForeign();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FetchedEntry read && entry.equals(read.entry);
  }

  @Override
  public int hashCode() {
    return entry.hashCode();
  }
}
