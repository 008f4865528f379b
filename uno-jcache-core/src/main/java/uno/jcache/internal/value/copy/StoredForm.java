/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntBiFunction;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.support.UserCode;

/**
 * The form in which the values of a cache are stored: copied if the cache stores by value, with a
 * weight if it has a weigher, and with a history if it records one. A write first converts the
 * value to this form, so that a failure of the copier or weigher changes neither the cache nor the
 * application's data. Safe for use by many threads.
 *
 * @param <K> the type of keys
 * @param <V> the type that the application sees
 */
public final class StoredForm<K, V> {
  private final String cacheName;
  private final Copies<V> copies;
  private final @Nullable ToIntBiFunction<? super K, ? super V> weigher;
  private final boolean records;

  /** Whether stored forms have a weight or a history. */
  private final boolean annotates;

  /**
   * Creates the form of one cache.
   *
   * @param weigher the application's weigher; null if entries are counted instead
   * @param records whether entries have a history
   */
  public StoredForm(
      String cacheName,
      Copies<V> copies,
      @Nullable ToIntBiFunction<? super K, ? super V> weigher,
      boolean records) {
    this.cacheName = cacheName;
    this.copies = copies;
    this.weigher = weigher;
    this.records = records;
    this.annotates = weigher != null || records;
  }

  /** A value with its weight and its history. */
  static final class Annotated {
    final Object stored;
    final int weight;
    final long createdAt;
    final long version;
    volatile long lastAccessedAt;

    Annotated(Object stored, int weight, long createdAt, long accessedAt, long version) {
      this.stored = stored;
      this.weight = weight;
      this.createdAt = createdAt;
      this.lastAccessedAt = accessedAt;
      this.version = version;
    }
  }

  /** Returns the stored form of a value of the application. */
  public Object of(K key, V value) {
    Object stored = copies.in(value);
    return annotates
        ? new Annotated(stored, (weigher == null) ? 1 : weigh(weigher, key, value), 0, 0, 0)
        : stored;
  }

  /** Returns whether entries have a history. If so, a write has to read the old entry. */
  public boolean records() {
    return records;
  }

  /**
   * Returns a stored form with a history that continues the history of the replaced one.
   *
   * @param stored the new stored form, as returned by {@link #of}
   * @param old the stored form that is replaced, or null
   * @param now in milliseconds since the epoch
   */
  public Object succeeding(@Nullable Object old, Object stored, long now) {
    if (!records) {
      return stored;
    }
    Annotated next = (Annotated) stored;
    return (old instanceof Annotated before)
        ? new Annotated(
            next.stored, next.weight, before.createdAt, before.lastAccessedAt, before.version + 1)
        : new Annotated(next.stored, next.weight, now, now, 1);
  }

  /**
   * Records that a value was read.
   *
   * @param now in milliseconds since the epoch
   */
  public void accessed(Object stored, long now) {
    if (stored instanceof Annotated annotated) {
      annotated.lastAccessedAt = now;
    }
  }

  /**
   * Returns the metadata of an entry.
   *
   * @param expiresAt the deadline, as in {@link Expiry}
   * @param levels the providers of the levels that hold the entry
   */
  public EntryMetadata metadata(Object stored, long expiresAt, List<String> levels) {
    Optional<Instant> expiry =
        (expiresAt == Expiry.NEVER)
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(expiresAt));
    return (records && stored instanceof Annotated annotated)
        ? new EntryMetadata(
            Optional.of(Instant.ofEpochMilli(annotated.createdAt)),
            Optional.of(Instant.ofEpochMilli(annotated.lastAccessedAt)),
            expiry,
            OptionalLong.of(annotated.version),
            levels)
        : new EntryMetadata(
            Optional.empty(), Optional.empty(), expiry, OptionalLong.empty(), levels);
  }

  private int weigh(ToIntBiFunction<? super K, ? super V> weigher, K key, V value) {
    int weight;
    try {
      weight = UserCode.call(() -> weigher.applyAsInt(key, value));
    } catch (RuntimeException e) {
      throw new CacheException(
          "Cache '" + cacheName + "': its weigher failed for key '" + key + "'",
          UserCode.thrown(e));
    }
    if (weight < 0) {
      throw new CacheException(
          "Cache '"
              + cacheName
              + "': its weigher returned "
              + weight
              + " for key '"
              + key
              + "'; a weight must not be negative");
    }
    return weight;
  }

  /** Returns the application's value of a stored form. */
  public V valueOf(Object stored) {
    return copies.out((stored instanceof Annotated annotated) ? annotated.stored : stored);
  }

  /** Returns the weight of a stored form, without calling the weigher. */
  public int weightOf(Object stored) {
    return (stored instanceof Annotated annotated) ? annotated.weight : 1;
  }

  /**
   * Returns whether each stored form so far is the application's own value, as {@link
   * Copies#storesObjects} does.
   */
  public boolean isTheValueItself() {
    return !annotates && copies.storesObjects();
  }
}
