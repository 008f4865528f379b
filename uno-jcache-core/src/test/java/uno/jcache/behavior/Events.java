/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** A listener that notes each event, as {@code "UPDATED key: old -> value"}. */
public class Events<K, V>
    implements CacheEntryCreatedListener<K, V>,
        CacheEntryUpdatedListener<K, V>,
        CacheEntryRemovedListener<K, V>,
        CacheEntryExpiredListener<K, V> {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Makes a listener that is told before the operation returns, with old values. */
  public static <K, V> CacheEntryListenerConfiguration<K, V> sync(Events<K, V> listener) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, true);
  }

  /** Makes a listener that is told later, with old values. */
  public static <K, V> CacheEntryListenerConfiguration<K, V> async(Events<K, V> listener) {
    return new MutableCacheEntryListenerConfiguration<>(() -> listener, null, true, false);
  }

  /** Returns what was noted until now, in order. */
  public List<String> seen() {
    return new ArrayList<>(seen);
  }

  /** Returns what was noted until now, and forgets it. */
  public List<String> drain() {
    List<String> drained = seen();
    seen.clear();
    return drained;
  }

  /** Called for each event. */
  public void on(CacheEntryEvent<? extends K, ? extends V> event) {
    seen.add(
        event.getEventType()
            + " "
            + event.getKey()
            + ": "
            + event.getOldValue()
            + " -> "
            + event.getValue());
  }

  @Override
  public void onCreated(Iterable<CacheEntryEvent<? extends K, ? extends V>> events) {
    events.forEach(this::on);
  }

  @Override
  public void onUpdated(Iterable<CacheEntryEvent<? extends K, ? extends V>> events) {
    events.forEach(this::on);
  }

  @Override
  public void onRemoved(Iterable<CacheEntryEvent<? extends K, ? extends V>> events) {
    events.forEach(this::on);
  }

  @Override
  public void onExpired(Iterable<CacheEntryEvent<? extends K, ? extends V>> events) {
    events.forEach(this::on);
  }
}
