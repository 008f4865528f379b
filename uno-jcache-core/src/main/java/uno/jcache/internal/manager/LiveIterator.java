/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.EntryCursor;

/**
 * Walks over the live entries of a cache.
 *
 * @param <T> what is shown of an entry
 */
final class LiveIterator<K, V, T> implements Iterator<T> {
  private final CacheFacade<K, V> cache;
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
    this.cursor = cursor;
    this.deadline = deadline;
    this.show = show;
  }

  @Override
  public boolean hasNext() {
    while (!found && cursor.advance()) {
      found = cache.isLive(cursor, deadline);
    }
    if (!found) {
      cursor.close();
    }
    return found;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
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
