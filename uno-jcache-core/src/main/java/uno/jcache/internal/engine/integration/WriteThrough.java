/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.SimpleEntry;
import uno.jcache.internal.support.UserCode;

/**
 * Writes to the application's system of record before the cache changes (JSR-107 1.1, chapter 9).
 * If a write fails, the cache does not change. If a batch fails, the cache takes over what was
 * written.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class WriteThrough<K, V> {
  private final String cacheName;
  private final @Nullable CacheWriter<K, V> writer;
  private final Runnable onFailure;

  /**
   * Writes to the writer.
   *
   * @param writer null if the cache does not write through; then all methods do nothing
   * @param onFailure called for each failed call of the writer
   */
  public WriteThrough(String cacheName, @Nullable CacheWriter<K, V> writer, Runnable onFailure) {
    this.cacheName = cacheName;
    this.writer = writer;
    this.onFailure = onFailure;
  }

  /** Returns whether there is a writer. */
  public boolean isOn() {
    return writer != null;
  }

  /** Writes a value. */
  public void write(K key, V value) {
    if (writer != null) {
      try {
        UserCode.run(() -> writer.write(new SimpleEntry<>(key, value)));
      } catch (RuntimeException e) {
        throw wrapped("write", e);
      } catch (Error e) {
        onFailure.run();
        throw e;
      }
    }
  }

  /** Deletes a key, whether the cache has it or not. */
  public void delete(K key) {
    if (writer != null) {
      try {
        UserCode.run(() -> writer.delete(key));
      } catch (RuntimeException e) {
        throw wrapped("delete", e);
      } catch (Error e) {
        onFailure.run();
        throw e;
      }
    }
  }

  /**
   * The outcome of a batch.
   *
   * @param succeeded the keys that were written or deleted
   * @param failure what to throw after the cache has taken them over; null if all succeeded
   */
  public record Batch<K>(Collection<K> succeeded, @Nullable CacheWriterException failure) {}

  /** Writes several values. */
  public Batch<K> writeAll(Map<? extends K, ? extends V> map) {
    Set<K> keys = new HashSet<>(map.keySet());
    if (writer == null || map.isEmpty()) {
      return new Batch<>(keys, null);
    }
    List<Cache.Entry<? extends K, ? extends V>> entries = new ArrayList<>(map.size());
    map.forEach((key, value) -> entries.add(new SimpleEntry<>(key, value)));
    try {
      UserCode.run(() -> writer.writeAll(entries));
      return new Batch<>(keys, null);
    } catch (RuntimeException e) {
      entries.forEach(entry -> keys.remove(entry.getKey())); // what is left was not written
      return new Batch<>(keys, wrapped("writeAll", e));
    } catch (Error e) {
      onFailure.run();
      throw e;
    }
  }

  /** Deletes several keys, whether the cache has them or not. */
  public Batch<K> deleteAll(Collection<? extends K> keys) {
    Set<K> all = new HashSet<>(keys);
    if (writer == null || keys.isEmpty()) {
      return new Batch<>(all, null);
    }
    Collection<K> left = new HashSet<>(keys);
    try {
      UserCode.run(() -> writer.deleteAll(left));
      return new Batch<>(all, null);
    } catch (RuntimeException e) {
      all.removeAll(left);
      return new Batch<>(all, wrapped("deleteAll", e));
    } catch (Error e) {
      onFailure.run();
      throw e;
    }
  }

  private CacheWriterException wrapped(String method, RuntimeException e) {
    onFailure.run();
    return (e instanceof CacheWriterException it)
        ? it
        : new CacheWriterException(
            "Cache '" + cacheName + "': CacheWriter." + method + " failed", UserCode.thrown(e));
  }
}
