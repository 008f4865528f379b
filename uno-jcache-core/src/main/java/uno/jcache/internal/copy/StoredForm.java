/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.copy;

import java.util.function.ToIntBiFunction;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The form in which the values of a cache are stored: copied where it stores by value, and with
 * their weight where it weighs them. A value takes this form before anything else happens to it, so
 * that a copier or weigher that fails changes nothing, neither here nor at the application's
 * writer.
 *
 * @param <K> the type of keys
 * @param <V> the type that the application sees
 */
public final class StoredForm<K, V> {
  private final String cacheName;
  private final Copies<V> copies;
  private final @Nullable ToIntBiFunction<? super K, ? super V> weigher;

  /**
   * The form for one cache.
   *
   * @param weigher the application's, or null where entries are counted
   */
  public StoredForm(
      String cacheName, Copies<V> copies, @Nullable ToIntBiFunction<? super K, ? super V> weigher) {
    this.cacheName = cacheName;
    this.copies = copies;
    this.weigher = weigher;
  }

  private record Weighed(Object stored, int weight) {}

  /** Returns what to store for a value of the application. */
  public Object of(K key, V value) {
    Object stored = copies.in(value);
    return (weigher == null) ? stored : new Weighed(stored, weigh(weigher, key, value));
  }

  private int weigh(ToIntBiFunction<? super K, ? super V> weigher, K key, V value) {
    int weight;
    try {
      weight = weigher.applyAsInt(key, value);
    } catch (RuntimeException e) {
      throw new CacheException(
          "Cache '" + cacheName + "': its weigher failed for key '" + key + "'", e);
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
    return copies.out((weigher == null) ? stored : ((Weighed) stored).stored());
  }

  /** Returns what was stored for a value weighs, without asking the weigher again. */
  public int weightOf(Object stored) {
    return (weigher == null) ? 1 : ((Weighed) stored).weight();
  }

  /** Returns whether values are stored as they are. */
  public boolean isTheValueItself() {
    return weigher == null && copies.isByReference();
  }
}
