/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoConfiguration;

/** A system of record: a map that is loaded from and written to, and can be told to fail. */
public class Source<K, V> implements CacheLoader<K, V>, CacheWriter<K, V> {
  public final Map<K, V> rows = new ConcurrentHashMap<>();
  public final AtomicInteger loads = new AtomicInteger();

  /** What the writer was asked for, in order. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** Keys that the writer fails with. */
  public final Collection<Object> broken = new CopyOnWriteArrayList<>();

  /** Returns a configuration that writes to this. */
  public UnoConfiguration<K, V> writeThrough(UnoConfiguration<K, V> configuration) {
    return configuration.setWriteThrough(true).setCacheWriterFactory(() -> this);
  }

  /** Returns a configuration that reads from this. */
  public UnoConfiguration<K, V> readThrough(UnoConfiguration<K, V> configuration) {
    return configuration.setReadThrough(true).setCacheLoaderFactory(() -> this);
  }

  @Override
  public @Nullable V load(K key) {
    loads.incrementAndGet();
    return rows.get(key);
  }

  @Override
  public Map<K, V> loadAll(Iterable<? extends K> keys) {
    Map<K, V> loaded = new HashMap<>();
    for (K key : keys) {
      V value = load(key);
      if (value != null) {
        loaded.put(key, value);
      }
    }
    return loaded;
  }

  @Override
  public void write(Cache.Entry<? extends K, ? extends V> entry) {
    calls.add("write " + entry.getKey() + "=" + entry.getValue());
    fail(entry.getKey());
    rows.put(entry.getKey(), entry.getValue());
  }

  @Override
  public void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {
    for (Iterator<Cache.Entry<? extends K, ? extends V>> it = entries.iterator(); it.hasNext(); ) {
      write(it.next());
      it.remove();
    }
  }

  @Override
  public void delete(Object key) {
    calls.add("delete " + key);
    fail(key);
    rows.remove(key);
  }

  @Override
  public void deleteAll(Collection<?> keys) {
    for (Iterator<?> it = keys.iterator(); it.hasNext(); ) {
      delete(it.next());
      it.remove();
    }
  }

  private void fail(Object key) {
    if (broken.contains(key)) {
      throw new IllegalStateException("the row of " + key + " is broken");
    }
  }
}
