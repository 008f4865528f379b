/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.copy.Copies;

/**
 * The listeners of one cache (JSR-107 1.1, chapter 8).
 *
 * <p>The order of one key's events is the order of its commits: whoever commits while there are
 * listeners holds the key's lock from the decision until its events are told or queued. Listeners
 * do not wait for each other's keys.
 */
public final class Listeners<K, V> {
  private final List<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();
  private final Cache<K, V> source;
  private final Copies<K> keys;
  private final Copies<V> values;
  private final Executor executor;

  /** Makes it without listeners, for the cache that its events name as their source. */
  public Listeners(Cache<K, V> source, Copies<K> keys, Copies<V> values, Executor executor) {
    this.source = source;
    this.keys = keys;
    this.values = values;
    this.executor = executor;
  }

  /** Returns whether nobody listens. */
  public boolean isEmpty() {
    return registrations.isEmpty();
  }

  /** Makes the listener that the configuration describes, and tells it what happens from now on. */
  public void add(CacheEntryListenerConfiguration<K, V> configuration) {
    registrations.add(new Registration<>(source.getName(), configuration, executor));
  }

  /**
   * Tells the listener no more.
   *
   * @return the objects that the configuration's factories made
   */
  public List<Object> remove(CacheEntryListenerConfiguration<K, V> configuration) {
    for (Registration<K, V> registration : registrations) {
      if (registration.configuration().equals(configuration)) {
        registrations.remove(registration);
        return registration.customizations();
      }
    }
    return List.of();
  }

  /**
   * Tells all who listen to it of a change. Each is told, whatever the others throw.
   *
   * @throws javax.cache.event.CacheEntryListenerException the first failure of a filter or of a
   *     synchronous listener, with the others as suppressed ones
   */
  public void tell(K key, Change change) {
    RuntimeException failure = null;
    for (Registration<K, V> registration : registrations) {
      if (registration.listensTo(change.type())) {
        boolean oldValueRequired = registration.configuration().isOldValueRequired();
        try {
          registration.tell(new Event<>(source, key, change, keys, values, oldValueRequired));
        } catch (RuntimeException e) {
          failure = firstOf(failure, e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException firstOf(@Nullable RuntimeException first, RuntimeException next) {
    if (first == null || first == next) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /** Returns the objects that the factories of all listeners made. */
  public List<Object> customizations() {
    return registrations.stream().flatMap(r -> r.customizations().stream()).toList();
  }
}
