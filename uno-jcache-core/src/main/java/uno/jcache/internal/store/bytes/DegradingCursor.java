/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.StoreException;

/** Skips unacknowledged keys, and ends if the store fails. */
final class DegradingCursor implements ByteCursor {
  private final UnacknowledgedChanges unacknowledged;
  private final Consumer<StoreException> failed;
  private final @Nullable ByteCursor cursor;
  private byte[] key = {};
  private @Nullable ByteEntry entry;
  private boolean isComplete;

  /**
   * Creates a cursor on one of the store.
   *
   * @param unacknowledged tests for keys to skip
   * @param failed called if the store fails
   * @param cursor null if the store failed already
   */
  DegradingCursor(
      UnacknowledgedChanges unacknowledged,
      Consumer<StoreException> failed,
      @Nullable ByteCursor cursor) {
    this.unacknowledged = unacknowledged;
    this.failed = failed;
    this.cursor = cursor;
    this.isComplete = cursor != null;
  }

  /** Returns whether the store has not failed so far, so that no entry was left out. */
  boolean isComplete() {
    return isComplete;
  }

  @Override
  public boolean advance() {
    try {
      while (cursor != null && cursor.advance()) {
        key = cursor.key();
        if (!unacknowledged.covers(key)) {
          entry = FetchedEntry.of(cursor.entry());
          return true;
        }
      }
    } catch (StoreException e) {
      isComplete = false;
      failed.accept(e);
    }
    entry = null;
    return false;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public ByteEntry entry() {
    if (entry == null) {
      throw new IllegalStateException("There is no entry");
    }
    return entry;
  }

  @Override
  public long epoch() {
    return (cursor == null) ? Long.MAX_VALUE : cursor.epoch();
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
