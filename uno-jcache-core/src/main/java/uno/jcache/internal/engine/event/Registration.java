/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.UserCode;

/** A registered listener with its filter, and its queues of events if it is asynchronous. */
final class Registration<K, V> {
  private static final Logger LOGGER = System.getLogger(Registration.class.getName());

  /**
   * The number of queues. Events of one key use the same queue, which keeps their order; a slow
   * event delays only its own queue.
   */
  private static final int QUEUES = 16;

  private final String cacheName;
  private final CacheEntryListenerConfiguration<K, V> configuration;
  private final CacheEntryListener<? super K, ? super V> listener;
  private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
  private final Set<EventType> types = EnumSet.noneOf(EventType.class);
  private final SerialExecutor[] queues;

  /**
   * Creates the listener and its filter.
   *
   * @param made called with each as soon as it is created, even if this constructor fails later
   */
  Registration(
      String cacheName,
      CacheEntryListenerConfiguration<K, V> configuration,
      Executor executor,
      Consumer<Object> made) {
    this.cacheName = cacheName;
    this.configuration = configuration;
    Factory<CacheEntryEventFilter<? super K, ? super V>> filterFactory =
        configuration.getCacheEntryEventFilterFactory();
    this.filter = (filterFactory == null) ? null : UserCode.call(filterFactory::create);
    if (filter != null) {
      made.accept(filter);
    }
    CacheEntryListener<? super K, ? super V> listener =
        UserCode.call(configuration.getCacheEntryListenerFactory()::create);
    if (listener == null) {
      throw new IllegalArgumentException(
          "Cache '" + cacheName + "': the factory of a CacheEntryListener returned null");
    }
    made.accept(listener);
    this.listener = listener;
    this.queues = new SerialExecutor[configuration.isSynchronous() ? 0 : QUEUES];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new SerialExecutor(executor);
    }
    if (listener instanceof CacheEntryCreatedListener) {
      types.add(EventType.CREATED);
    }
    if (listener instanceof CacheEntryUpdatedListener) {
      types.add(EventType.UPDATED);
    }
    if (listener instanceof CacheEntryRemovedListener) {
      types.add(EventType.REMOVED);
    }
    if (listener instanceof CacheEntryExpiredListener) {
      types.add(EventType.EXPIRED);
    }
  }

  CacheEntryListenerConfiguration<K, V> configuration() {
    return configuration;
  }

  boolean listensTo(EventType type) {
    return types.contains(type);
  }

  /**
   * Notifies the listener, in this thread or asynchronously. The filter runs in this thread.
   *
   * @throws CacheEntryListenerException if the filter fails, or a synchronous listener
   */
  void publish(Event<K, V> event) {
    if (filter != null && !passes(event)) {
      return;
    }
    if (configuration.isSynchronous()) {
      call(event);
    } else {
      int hash = event.getKey().hashCode();
      queues[(hash ^ (hash >>> 16)) & (QUEUES - 1)].execute(() -> callLater(event));
    }
  }

  @SuppressWarnings("NullAway") // only called if there is a filter
  private boolean passes(Event<K, V> event) {
    try {
      return UserCode.call(() -> filter.evaluate(event));
    } catch (RuntimeException e) {
      throw wrapped("a filter of events failed", e);
    }
  }

  private void callLater(Event<K, V> event) {
    try {
      call(event);
    } catch (RuntimeException | Error e) { // there is no caller
      LOGGER.log(
          Level.WARNING, "Cache '" + cacheName + "': an asynchronous listener failed: " + event, e);
    }
  }

  @SuppressWarnings("unchecked")
  private void call(Event<K, V> event) {
    Iterable<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
    try {
      UserCode.run(
          () -> {
            switch (event.getEventType()) {
              case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
              case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
              case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
              case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
            }
          });
    } catch (RuntimeException e) {
      throw wrapped("a listener failed after the cache had changed", e);
    }
  }

  private CacheEntryListenerException wrapped(String what, RuntimeException e) {
    return (e instanceof CacheEntryListenerException it)
        ? it
        : new CacheEntryListenerException("Cache '" + cacheName + "': " + what, UserCode.thrown(e));
  }

  /** Returns the objects that the configuration's factories created. */
  List<Object> made() {
    return (filter == null) ? List.of(listener) : List.of(listener, filter);
  }
}
