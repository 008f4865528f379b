/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a cache, run by an executor: each does the same as the method of that name in
 * {@link UnoCache}. Exceptions, including those for invalid arguments or a rejecting executor,
 * complete the stage exceptionally. Stages may complete in any order. Arguments are read when the
 * operation runs, also those that a cache copies: do not change them before the stage is complete.
 *
 * <p>Cancelling a stage does not stop the operation. Safe for use by many threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface UnoAsyncCache<K, V> {
  /** As {@link UnoCache#get(Object)}: null if there is no value. */
  CompletableFuture<@Nullable V> get(K key);

  /**
   * As {@link UnoCache#get(Object, Function)}, by an asynchronous loader. It is called by a thread
   * of the executor, which waits for the stage that it returns.
   */
  CompletableFuture<@Nullable V> get(
      K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader);

  /** As {@link #get(Object, Function)}; a loaded value has the given time to live. */
  CompletableFuture<@Nullable V> get(
      K key,
      Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader,
      Duration timeToLive);

  /**
   * As {@link UnoCache#reload(Object, Function)}, by an asynchronous loader, as {@link #get(Object,
   * Function)} calls it.
   */
  @Incubating
  CompletableFuture<@Nullable V> reload(
      K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader);

  /** As {@link #reload(Object, Function)}; the loaded value has the given time to live. */
  @Incubating
  CompletableFuture<@Nullable V> reload(
      K key,
      Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader,
      Duration timeToLive);

  /** As {@link UnoCache#getAll}. */
  CompletableFuture<Map<K, V>> getAll(Set<? extends K> keys);

  /**
   * As {@link UnoCache#getAll(Set, Function)}, by an asynchronous loader: see {@link #get(Object,
   * Function)}.
   */
  CompletableFuture<Map<K, V>> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>>
          loader);

  /** As {@link #getAll(Set, Function)}; loaded values have the given time to live. */
  CompletableFuture<Map<K, V>> getAll(
      Set<? extends K> keys,
      Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>>
          loader,
      Duration timeToLive);

  /** As {@link UnoCache#metadata}. */
  CompletableFuture<Optional<EntryMetadata>> metadata(K key);

  /** As {@link UnoCache#size}. */
  CompletableFuture<Long> size();

  /** As {@link UnoCache#containsKey}. */
  CompletableFuture<Boolean> containsKey(K key);

  /** As {@link UnoCache#put(Object, Object)}. */
  CompletableFuture<@Nullable Void> put(K key, V value);

  /** As {@link UnoCache#put(Object, Object, Duration)}. */
  CompletableFuture<@Nullable Void> put(K key, V value, Duration timeToLive);

  /** As {@link UnoCache#putAll(Map)}. */
  CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> map);

  /** As {@link UnoCache#putAll(Map, Duration)}. */
  CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> map, Duration timeToLive);

  /** As {@link UnoCache#putIfAbsent(Object, Object)}. */
  CompletableFuture<Boolean> putIfAbsent(K key, V value);

  /** As {@link UnoCache#putIfAbsent(Object, Object, Duration)}. */
  CompletableFuture<Boolean> putIfAbsent(K key, V value, Duration timeToLive);

  /** As {@link UnoCache#getAndPut(Object, Object)}. */
  CompletableFuture<@Nullable V> getAndPut(K key, V value);

  /** As {@link UnoCache#getAndPut(Object, Object, Duration)}. */
  CompletableFuture<@Nullable V> getAndPut(K key, V value, Duration timeToLive);

  /** As {@link UnoCache#replace(Object, Object)}. */
  CompletableFuture<Boolean> replace(K key, V value);

  /** As {@link UnoCache#replaceFor}. */
  CompletableFuture<Boolean> replaceFor(K key, V value, Duration timeToLive);

  /** As {@link UnoCache#replace(Object, Object, Object)}. */
  CompletableFuture<Boolean> replace(K key, V oldValue, V newValue);

  /** As {@link UnoCache#getAndReplace}. */
  CompletableFuture<@Nullable V> getAndReplace(K key, V value);

  /** As {@link UnoCache#remove(Object)}. */
  CompletableFuture<Boolean> remove(K key);

  /** As {@link UnoCache#remove(Object, Object)}. */
  CompletableFuture<Boolean> remove(K key, V oldValue);

  /** As {@link UnoCache#getAndRemove}. */
  CompletableFuture<@Nullable V> getAndRemove(K key);

  /** As {@link UnoCache#removeAll(Set)}. */
  CompletableFuture<@Nullable Void> removeAll(Set<? extends K> keys);

  /** As {@link UnoCache#removeAll()}. */
  CompletableFuture<@Nullable Void> removeAll();

  /** As {@link UnoCache#clear}. */
  CompletableFuture<@Nullable Void> clear();

  /** As {@link UnoCache#touch}. */
  CompletableFuture<Boolean> touch(K key, Duration timeToLive);

  /** As {@link UnoCache#invalidate}. */
  CompletableFuture<Boolean> invalidate(K key);

  /** As {@link UnoCache#invalidateAll}. */
  CompletableFuture<Long> invalidateAll(Set<? extends K> keys);

  /** As {@link UnoCache#invalidateMatching}. */
  CompletableFuture<Long> invalidateMatching(String pattern);

  /** As {@link UnoCache#keys}, collected into a set. */
  CompletableFuture<Set<K>> keys();

  /**
   * As {@link UnoCache#loadAll}; the stage completes when all values are loaded, or with the
   * exception of the loader.
   */
  CompletableFuture<@Nullable Void> loadAll(Set<? extends K> keys, boolean replaceExistingValues);

  /**
   * As {@link UnoCache#invoke}.
   *
   * @param <T> what the processor returns
   */
  <T> CompletableFuture<@Nullable T> invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments);

  /**
   * As {@link UnoCache#invokeAll}.
   *
   * @param <T> what the processor returns
   */
  <T> CompletableFuture<Map<K, EntryProcessorResult<T>>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, @Nullable Object... arguments);
}
