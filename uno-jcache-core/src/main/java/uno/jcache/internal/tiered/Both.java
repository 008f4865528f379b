/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.tiered;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.EntryCursor;
import uno.jcache.spi.StoredEntry;

/** A cursor over what one has, and then over what another has, which is asked only then. */
final class Both<K, V> implements EntryCursor<K, V> {
  private EntryCursor<K, V> now;
  private @Nullable Supplier<EntryCursor<K, V>> next;

  Both(EntryCursor<K, V> first, Supplier<EntryCursor<K, V>> next) {
    this.now = first;
    this.next = next;
  }

  @Override
  public boolean advance() {
    if (now.advance()) {
      return true;
    }
    Supplier<EntryCursor<K, V>> following = next;
    if (following == null) {
      return false;
    }
    next = null;
    now.close();
    now = following.get();
    return now.advance();
  }

  @Override
  public K key() {
    return now.key();
  }

  @Override
  public StoredEntry<V> entry() {
    return now.entry();
  }

  @Override
  public void close() {
    now.close();
  }
}
