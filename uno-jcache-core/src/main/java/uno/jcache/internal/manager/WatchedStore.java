/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.EntryCursor;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoredEntry;
import uno.jcache.spi.Transition;

/**
 * A store whose failures somebody is told of: its own, not those of the user code that it calls.
 *
 * @param store does everything
 * @param onFailure told of each call that fails
 */
record WatchedStore<K, V>(Store<K, V> store, Runnable onFailure) implements Store<K, V> {
  private <R extends @Nullable Object> R watch(Supplier<R> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      onFailure.run();
      throw e;
    }
  }

  @Override
  public @Nullable V get(K key) {
    return this.<@Nullable V>watch(() -> store.get(key));
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return this.<@Nullable StoredEntry<V>>watch(() -> store.peek(key));
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    var ofUser = new AtomicReference<@Nullable Throwable>();
    try {
      return store.compute(
          key,
          current -> {
            try {
              return transition.decide(current);
            } catch (RuntimeException | Error e) {
              ofUser.set(e);
              throw e;
            }
          });
    } catch (RuntimeException e) {
      if (ofUser.get() == null) {
        onFailure.run();
      }
      throw e;
    }
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    run(() -> store.put(key, value, expiry));
  }

  private void run(Runnable call) {
    this.<@Nullable Void>watch(
        () -> {
          call.run();
          return null;
        });
  }

  @Override
  public EntryCursor<K, V> scan() {
    return watch(store::scan);
  }

  @Override
  public void clear() {
    run(store::clear);
  }

  @Override
  public long size() {
    return watch(store::size);
  }

  @Override
  public void setMaximum(long maximum) {
    run(() -> store.setMaximum(maximum));
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    store.sweep(dead); // which calls listeners
  }

  @Override
  public void close() {
    store.close();
  }
}
