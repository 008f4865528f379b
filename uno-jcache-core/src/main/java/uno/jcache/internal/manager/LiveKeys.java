/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.Iterator;
import java.util.NoSuchElementException;
import uno.jcache.spi.EntryCursor;

/** Walks over the keys of live entries, which does not count as a read of them. */
final class LiveKeys<K, V> implements Iterator<K> {
  private final CacheFacade<K, V> cache;
  private final EntryCursor<K, Object> cursor;
  private boolean found;

  LiveKeys(CacheFacade<K, V> cache, EntryCursor<K, Object> cursor) {
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
  public K next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    found = false;
    return cache.shown(cursor.key());
  }
}
