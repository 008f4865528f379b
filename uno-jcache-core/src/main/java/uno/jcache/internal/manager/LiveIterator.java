/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.UndecodableException;

/**
 * Iterates over the live entries of a cache.
 *
 * @param <T> the type of the elements
 */
final class LiveIterator<K, V, T> implements Iterator<T> {
  private final CacheFacade<K, V> cache;
  private final ManagedCache<K, V> managed;
  private final EntryCursor<K, Object> cursor;
  private final ToLongFunction<EntryCursor<K, Object>> deadline;
  private final Function<EntryCursor<K, Object>, T> toElement;
  private boolean found;
  private @Nullable K last;

  /**
   * Iterates with a cursor, and closes it at the end.
   *
   * @param deadline returns the deadline of the cursor's current entry; throws {@link
   *     UndecodableException} if the entry cannot be decoded
   * @param toElement returns the element for the cursor's current entry
   */
  LiveIterator(
      CacheFacade<K, V> cache,
      EntryCursor<K, Object> cursor,
      ToLongFunction<EntryCursor<K, Object>> deadline,
      Function<EntryCursor<K, Object>, T> toElement) {
    this.cache = cache;
    this.managed = cache.managed();
    this.cursor = cursor;
    this.deadline = deadline;
    this.toElement = toElement;
  }

  @Override
  public boolean hasNext() {
    while (!found && cursor.advance()) {
      managed.requireOpen();
      found = isLive();
    }
    if (!found) {
      cursor.close();
    }
    return found;
  }

  /**
   * Returns whether the entry is still live. Entries that the cursor has fetched in a batch are
   * recent enough: reading each again would defeat the batch.
   */
  private boolean isLive() {
    boolean isFetched = managed.parts().store().current().batch() > 1;
    return (isFetched && isLiveAsFetched()) || managed.operations().containsKey(cursor.key());
  }

  private boolean isLiveAsFetched() {
    try {
      return managed.parts().expiry().isLive(deadline.applyAsLong(cursor));
    } catch (UndecodableException e) {
      return false; // a read of the key drops the entry if it is damaged
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    managed.requireOpen();
    found = false;
    last = cursor.key();
    return toElement.apply(cursor);
  }

  @Override
  public void remove() {
    if (last == null) {
      throw new IllegalStateException("next() must be called before remove()");
    }
    cache.remove(last);
    last = null;
  }
}
