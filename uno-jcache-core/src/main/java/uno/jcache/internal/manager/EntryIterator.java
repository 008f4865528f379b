/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.EntryCursor;

/** Walks over the live entries of a cache. Moving to one counts as a read of it. */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final CacheFacade<K, V> cache;
  private final EntryCursor<K, Object> cursor;
  private boolean found;
  private @Nullable K last;

  EntryIterator(CacheFacade<K, V> cache, EntryCursor<K, Object> cursor) {
    this.cache = cache;
    this.cursor = cursor;
  }

  @Override
  public boolean hasNext() {
    while (!found && cursor.advance()) {
      found = cache.isLive(cursor.key());
    }
    if (!found) {
      cursor.close();
    }
    return found;
  }

  @Override
  public Cache.Entry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    found = false;
    K key = cursor.key();
    last = key;
    return cache.iterated(key, cursor.entry().value());
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
