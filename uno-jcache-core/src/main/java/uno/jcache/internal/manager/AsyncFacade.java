/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoAsyncCache;
import uno.jcache.internal.concurrent.ExecutorTasks;

/**
 * Runs the operations of a cache on an executor, without other changes.
 *
 * <p>If a loader, processor or listener that runs on the same executor starts an operation, it runs
 * in the calling thread and is complete when the call returns: so a caller that waits for it does
 * not need another thread of a pool that may be exhausted.
 */
final class AsyncFacade<K, V> implements UnoAsyncCache<K, V> {
  private final CacheFacade<K, V> cache;
  private final Executor executor;

  AsyncFacade(CacheFacade<K, V> cache, Executor executor) {
    this.cache = cache;
    this.executor = executor;
  }

  private <T extends @Nullable Object> CompletableFuture<T> supply(Supplier<T> operation) {
    try {
      return CompletableFuture.supplyAsync(
          operation,
          ExecutorTasks.isIn(executor)
              ? Runnable::run
              : task -> executor.execute(() -> ExecutorTasks.run(executor, task)));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new CacheException(
              "Cache '"
                  + cache.getName()
                  + "': the executor rejected the operation; was it shut down?",
              e));
    }
  }

  private CompletableFuture<@Nullable Void> run(Runnable operation) {
    return supply(
        () -> {
          operation.run();
          return null;
        });
  }

  /** Returns a loader that waits for the result of an asynchronous one. */
  private static <K, V extends @Nullable Object> Function<K, V> awaiting(
      Function<? super K, ? extends CompletionStage<? extends V>> loader) {
    requireNonNull(loader, "loader");
    return key -> {
      try {
        return loader.apply(key).toCompletableFuture().join();
      } catch (CompletionException e) {
        throw (e.getCause() instanceof RuntimeException cause) ? cause : e;
      }
    };
  }

  @Override
  public CompletableFuture<@Nullable V> get(K key) {
    return supply(() -> cache.get(key));
  }

  @Override
  public CompletableFuture<@Nullable V> get(
      K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
    return supply(() -> cache.get(key, awaiting(loader)));
  }

  @Override
  public CompletableFuture<@Nullable V> get(
      K key,
      Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader,
      Duration timeToLive) {
    return supply(() -> cache.get(key, awaiting(loader), timeToLive));
  }

  @Override
  public CompletableFuture<@Nullable V> reload(
      K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
    return supply(() -> cache.reload(key, awaiting(loader)));
  }

  @Override
  public CompletableFuture<@Nullable V> reload(
      K key,
      Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader,
      Duration timeToLive) {
    return supply(() -> cache.reload(key, awaiting(loader), timeToLive));
  }

  @Override
  public CompletableFuture<Map<K, V>> getAll(Set<? extends K> keys) {
    return supply(() -> cache.getAll(keys));
  }

  @Override
  public CompletableFuture<Map<K, V>> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>>
          loader) {
    return supply(() -> cache.getAll(keys, awaiting(loader)));
  }

  @Override
  public CompletableFuture<Map<K, V>> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>>
          loader,
      Duration timeToLive) {
    return supply(() -> cache.getAll(keys, awaiting(loader), timeToLive));
  }

  @Override
  public CompletableFuture<Optional<EntryMetadata>> metadata(K key) {
    return supply(() -> cache.metadata(key));
  }

  @Override
  public CompletableFuture<Long> size() {
    return supply(cache::size);
  }

  @Override
  public CompletableFuture<Boolean> containsKey(K key) {
    return supply(() -> cache.containsKey(key));
  }

  @Override
  public CompletableFuture<@Nullable Void> put(K key, V value) {
    return run(() -> cache.put(key, value));
  }

  @Override
  public CompletableFuture<@Nullable Void> put(K key, V value, Duration timeToLive) {
    return run(() -> cache.put(key, value, timeToLive));
  }

  @Override
  public CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> map) {
    return run(() -> cache.putAll(map));
  }

  @Override
  public CompletableFuture<@Nullable Void> putAll(
      Map<? extends K, ? extends V> map, Duration timeToLive) {
    return run(() -> cache.putAll(map, timeToLive));
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(K key, V value) {
    return supply(() -> cache.putIfAbsent(key, value));
  }

  @Override
  public CompletableFuture<Boolean> putIfAbsent(K key, V value, Duration timeToLive) {
    return supply(() -> cache.putIfAbsent(key, value, timeToLive));
  }

  @Override
  public CompletableFuture<@Nullable V> getAndPut(K key, V value) {
    return supply(() -> cache.getAndPut(key, value));
  }

  @Override
  public CompletableFuture<@Nullable V> getAndPut(K key, V value, Duration timeToLive) {
    return supply(() -> cache.getAndPut(key, value, timeToLive));
  }

  @Override
  public CompletableFuture<Boolean> replace(K key, V value) {
    return supply(() -> cache.replace(key, value));
  }

  @Override
  public CompletableFuture<Boolean> replaceFor(K key, V value, Duration timeToLive) {
    return supply(() -> cache.replaceFor(key, value, timeToLive));
  }

  @Override
  public CompletableFuture<Boolean> replace(K key, V oldValue, V newValue) {
    return supply(() -> cache.replace(key, oldValue, newValue));
  }

  @Override
  public CompletableFuture<@Nullable V> getAndReplace(K key, V value) {
    return supply(() -> cache.getAndReplace(key, value));
  }

  @Override
  public CompletableFuture<Boolean> remove(K key) {
    return supply(() -> cache.remove(key));
  }

  @Override
  public CompletableFuture<Boolean> remove(K key, V oldValue) {
    return supply(() -> cache.remove(key, oldValue));
  }

  @Override
  public CompletableFuture<@Nullable V> getAndRemove(K key) {
    return supply(() -> cache.getAndRemove(key));
  }

  @Override
  public CompletableFuture<@Nullable Void> removeAll(Set<? extends K> keys) {
    return run(() -> cache.removeAll(keys));
  }

  @Override
  public CompletableFuture<@Nullable Void> removeAll() {
    return run(() -> cache.removeAll());
  }

  @Override
  public CompletableFuture<@Nullable Void> clear() {
    return run(() -> cache.clear());
  }

  @Override
  public CompletableFuture<Boolean> touch(K key, Duration timeToLive) {
    return supply(() -> cache.touch(key, timeToLive));
  }

  @Override
  public CompletableFuture<Boolean> invalidate(K key) {
    return supply(() -> cache.invalidate(key));
  }

  @Override
  public CompletableFuture<Long> invalidateAll(Set<? extends K> keys) {
    return supply(() -> cache.invalidateAll(keys));
  }

  @Override
  public CompletableFuture<Long> invalidateMatching(String pattern) {
    return supply(() -> cache.invalidateMatching(pattern));
  }

  @Override
  public CompletableFuture<Set<K>> keys() {
    return supply(
        () -> {
          try (Stream<K> keys = cache.keys()) {
            return keys.collect(Collectors.toSet());
          }
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> loadAll(
      Set<? extends K> keys, boolean replaceExistingValues) {
    return run(() -> cache.loadAllHere(keys, replaceExistingValues));
  }

  @Override
  public <T> CompletableFuture<@Nullable T> invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    return supply(() -> cache.invoke(key, processor, arguments));
  }

  @Override
  public <T> CompletableFuture<Map<K, EntryProcessorResult<T>>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
    return supply(() -> cache.invokeAll(keys, processor, arguments));
  }
}
