/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.StoredEntry;

/** Visits the entries whose keys can be decoded here. */
final class DecodingCursor<K, V> implements EntryCursor<K, V> {
  private final DegradingByteStore bytes;
  private final EntryReader<K, V> reader;
  private final DegradingCursor cursor;
  private @Nullable K key;

  DecodingCursor(DegradingByteStore bytes, EntryReader<K, V> reader, DegradingCursor cursor) {
    this.bytes = bytes;
    this.reader = reader;
    this.cursor = cursor;
  }

  @Override
  public boolean advance() {
    while (cursor.advance()) {
      K next = reader.key(cursor.key());
      if (next != null && !wasRemovedSince(next)) {
        key = next;
        return true;
      }
    }
    return false;
  }

  /** Returns whether the entry was read ahead, and has been invalidated and removed since. */
  private boolean wasRemovedSince(K next) {
    return reader.mayBeHiddenSince(next, cursor.key(), cursor.epoch())
        && bytes.get(cursor.key()) == null;
  }

  @Override
  public K key() {
    return requireNonNull(key);
  }

  /** Returns the key as it is stored. */
  byte[] encodedKey() {
    return cursor.key();
  }

  /** The value is decoded only here, as most callers need keys only. */
  @Override
  public StoredEntry<V> entry() {
    return reader.decode(key(), cursor.entry(), isHidden());
  }

  @Override
  public long expiresAt() {
    return isHidden() ? Expiry.INVALIDATED : reader.expiresAt(key(), cursor.entry());
  }

  @Override
  public boolean isComplete() {
    return cursor.isComplete();
  }

  /** Returns whether an invalidation hides the entry. */
  boolean isHidden() {
    return reader.isHidden(key(), cursor.key(), cursor.entry());
  }

  @Override
  public void close() {
    cursor.close();
  }
}
