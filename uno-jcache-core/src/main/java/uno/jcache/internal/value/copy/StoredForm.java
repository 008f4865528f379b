/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntBiFunction;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.support.UserCode;

/**
 * The form in which the values of a cache are stored: copied where it stores by value, with their
 * weight where it weighs them, and with their history where it records that. A value takes this
 * form before anything else happens to it, so that a copier or weigher that fails changes nothing,
 * neither here nor at the application's writer.
 *
 * @param <K> the type of keys
 * @param <V> the type that the application sees
 */
public final class StoredForm<K, V> {
  private final String cacheName;
  private final Copies<V> copies;
  private final @Nullable ToIntBiFunction<? super K, ? super V> weigher;
  private final boolean records;

  /**
   * The form for one cache.
   *
   * @param weigher the application's, or null where entries are counted
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
  }

  /** A value with what else is stored of it. */
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

  /** Returns what to store for a value of the application. */
  public Object of(K key, V value) {
    Object stored = copies.in(value);
    return (weigher == null && !records)
        ? stored
        : new Annotated(stored, (weigher == null) ? 1 : weigh(weigher, key, value), 0, 0, 0);
  }

  /**
   * Returns whether entries have a history, and so none is stored without a look at the old one.
   */
  public boolean records() {
    return records;
  }

  /**
   * Returns what to store with its history.
   *
   * @param stored what {@link #of} returned
   * @param old what is stored of the entry that this replaces, or null
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
   * Notes that a value was read.
   *
   * @param now in milliseconds since the epoch
   */
  public void accessed(Object stored, long now) {
    if (stored instanceof Annotated annotated) {
      annotated.lastAccessedAt = now;
    }
  }

  /**
   * Returns what is known of an entry.
   *
   * @param expiresAt the deadline as {@link Expiry} has it
   */
  public EntryMetadata metadata(Object stored, long expiresAt) {
    Optional<Instant> expiry =
        (expiresAt == Expiry.NEVER)
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(expiresAt));
    return (records && stored instanceof Annotated annotated)
        ? new EntryMetadata(
            Optional.of(Instant.ofEpochMilli(annotated.createdAt)),
            Optional.of(Instant.ofEpochMilli(annotated.lastAccessedAt)),
            expiry,
            OptionalLong.of(annotated.version))
        : new EntryMetadata(Optional.empty(), Optional.empty(), expiry, OptionalLong.empty());
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

  /** Returns what the application is to see of what was stored. */
  public V valueOf(Object stored) {
    return copies.out((stored instanceof Annotated annotated) ? annotated.stored : stored);
  }

  /** Returns what was stored for a value weighs, without asking the weigher again. */
  public int weightOf(Object stored) {
    return (stored instanceof Annotated annotated) ? annotated.weight : 1;
  }

  /** Returns whether values are stored as they are. */
  public boolean isTheValueItself() {
    return weigher == null && !records && copies.isByReference();
  }
}
