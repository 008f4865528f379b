/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * The listeners of one cache (JSR-107 1.1, chapter 8).
 *
 * <p>The order of one key's events is the order of its commits: while there are listeners, a thread
 * holds the key's lock from its decision until the events are delivered or queued. Events of
 * different keys do not wait for each other.
 */
public final class Listeners<K, V> {
  private final List<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();
  private final Cache<K, V> source;
  private final Copies<K> keys;
  private final StoredForm<K, V> values;
  private final Executor executor;
  private final Consumer<Object> opener;
  private final Consumer<Object> closer;

  /**
   * Creates it without listeners.
   *
   * @param source the cache that events name
   * @param executor calls asynchronous listeners
   * @param opener called with each new listener and filter
   * @param closer closes those that are no longer needed; does not throw
   */
  public Listeners(
      Cache<K, V> source,
      Copies<K> keys,
      StoredForm<K, V> values,
      Executor executor,
      Consumer<Object> opener,
      Consumer<Object> closer) {
    this.source = source;
    this.keys = keys;
    this.values = values;
    this.executor = executor;
    this.opener = opener;
    this.closer = closer;
  }

  /** Returns whether there are no listeners. */
  public boolean isEmpty() {
    return registrations.isEmpty();
  }

  /**
   * Creates the listener that the configuration describes, and notifies it of events from now on.
   *
   * @throws RuntimeException from a factory; objects that were created before are closed
   */
  public void add(CacheEntryListenerConfiguration<K, V> configuration) {
    List<Object> made = new ArrayList<>();
    try {
      registrations.add(
          new Registration<>(
              source.getName(),
              configuration,
              executor,
              object -> {
                made.add(object);
                opener.accept(object);
              }));
    } catch (RuntimeException | Error e) {
      made.forEach(closer);
      throw e;
    }
  }

  /** Stops notifying the listener, and closes it. */
  public void remove(CacheEntryListenerConfiguration<K, V> configuration) {
    List<Registration<K, V>> removed =
        registrations.stream().filter(r -> r.configuration().equals(configuration)).toList();
    registrations.removeAll(removed);
    removed.forEach(r -> r.made().forEach(closer));
  }

  /**
   * Notifies the listeners of a change. Notifies each even if others throw.
   *
   * @throws javax.cache.event.CacheEntryListenerException the first failure of a filter or of a
   *     synchronous listener, with the others as suppressed ones
   */
  public void publish(K key, EntryChange change) {
    Failures failures = new Failures();
    for (Registration<K, V> registration : registrations) {
      if (registration.listensTo(change.type())) {
        boolean oldValueRequired = registration.configuration().isOldValueRequired();
        failures.run(
            () ->
                registration.publish(
                    new Event<>(source, key, change, keys, values, oldValueRequired)));
      }
    }
    failures.throwIfAny();
  }

  /** Stops notifying all listeners, and closes them. */
  public void close() {
    List<Registration<K, V>> removed = List.copyOf(registrations);
    registrations.removeAll(removed);
    removed.forEach(r -> r.made().forEach(closer));
  }
}
