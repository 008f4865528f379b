/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.StoredEntry;

/**
 * Visits the entries of a far store, and then those of the near cache. The near cache is copied to
 * a list first: the caller changes what it finds, which removes and re-adds near entries, so a
 * cursor could meet the same ones forever.
 */
final class FarThenNearCursor<K, V> implements EntryCursor<K, V> {
  private final EntryCursor<K, V> far;
  private final Supplier<List<Found<K, V>>> near;
  private @Nullable Iterator<Found<K, V>> listed;
  private @Nullable Found<K, V> found;

  /** An entry that was found near. */
  record Found<K, V>(K key, StoredEntry<V> entry) {}

  FarThenNearCursor(EntryCursor<K, V> far, Supplier<List<Found<K, V>>> near) {
    this.far = far;
    this.near = near;
  }

  @Override
  public boolean advance() {
    Iterator<Found<K, V>> rest = listed;
    if (rest == null) {
      if (far.advance()) {
        return true;
      }
      rest = near.get().iterator();
      listed = rest;
    }
    found = rest.hasNext() ? rest.next() : null;
    return found != null;
  }

  /** Lists the entries of a cursor, and closes it. */
  static <K, V> List<Found<K, V>> list(EntryCursor<K, V> cursor) {
    List<Found<K, V>> all = new ArrayList<>();
    try (cursor) {
      while (cursor.advance()) {
        all.add(new Found<>(cursor.key(), cursor.entry()));
      }
    }
    return all;
  }

  @Override
  public K key() {
    return (listed == null) ? far.key() : requireNonNull(found).key();
  }

  @Override
  public StoredEntry<V> entry() {
    return (listed == null) ? far.entry() : requireNonNull(found).entry();
  }

  @Override
  public long expiresAt() {
    return (listed == null) ? far.expiresAt() : entry().expiresAt();
  }

  @Override
  public boolean isComplete() {
    return far.isComplete();
  }

  @Override
  public void close() {
    far.close();
  }
}
