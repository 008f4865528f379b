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
 * Walks over the live entries of a cache.
 *
 * @param <T> what is shown of an entry
 */
final class LiveIterator<K, V, T> implements Iterator<T> {
  private final CacheFacade<K, V> cache;
  private final ManagedCache<K, V> managed;
  private final EntryCursor<K, Object> cursor;
  private final ToLongFunction<EntryCursor<K, Object>> deadline;
  private final Function<EntryCursor<K, Object>, T> show;
  private boolean found;
  private @Nullable K last;

  /**
   * Shows what a cursor finds, and closes it at the end.
   *
   * @param deadline returns that of the entry which a cursor is at; throws where what is shown of
   *     it cannot be read
   */
  LiveIterator(
      CacheFacade<K, V> cache,
      EntryCursor<K, Object> cursor,
      ToLongFunction<EntryCursor<K, Object>> deadline,
      Function<EntryCursor<K, Object>, T> show) {
    this.cache = cache;
    this.managed = cache.managed();
    this.cursor = cursor;
    this.deadline = deadline;
    this.show = show;
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
   * Returns whether the entry is to be shown. A cursor that fetched several entries at once did so
   * a moment ago: to ask for each of them again would undo what is gained by that.
   */
  private boolean isLive() {
    boolean isFetched = managed.parts().store().current().batch() > 1;
    return (isFetched && isLiveAsFound()) || managed.operations().containsKey(cursor.key());
  }

  private boolean isLiveAsFound() {
    try {
      return managed.parts().expiry().isLive(deadline.applyAsLong(cursor));
    } catch (UndecodableException e) {
      return false; // who asks for the key drops it
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
    return show.apply(cursor);
  }

  @Override
  public void remove() {
    if (last == null) {
      throw new IllegalStateException("remove() without a next() before it");
    }
    cache.remove(last);
    last = null;
  }
}
