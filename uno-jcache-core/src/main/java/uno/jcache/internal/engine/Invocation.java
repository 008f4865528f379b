/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static uno.jcache.internal.engine.Step.none;

import java.util.function.Consumer;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.support.UserCode;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * Runs an entry processor. Runs it again if the commit fails, unless its effect has already been
 * written through.
 */
final class Invocation<K, V, T extends @Nullable Object> implements Operation<K, V, T> {
  /**
   * The parts of a cache that its processors use.
   *
   * @param readThrough null if the cache does not read through
   */
  record Processing<K, V>(
      String cacheName,
      StoredForm<K, V> values,
      Statistics statistics,
      WriteThrough<K, V> writeThrough,
      @Nullable ReadThrough<K, V> readThrough,
      Consumer<? super V> check) {}

  private final Processing<K, V> with;
  private final K key;
  private final EntryProcessor<K, V, T> processor;
  private final @Nullable Object[] arguments;
  private @Nullable ProcessorEntry<K, V> entry;
  private T result = none();

  Invocation(
      Processing<K, V> with,
      K key,
      EntryProcessor<K, V, T> processor,
      @Nullable Object[] arguments) {
    this.with = with;
    this.key = key;
    this.processor = processor;
    this.arguments = arguments;
  }

  @Override
  public Decision<Object, Outcome<T>> decide(Step<K, V> step) {
    ProcessorEntry<K, V> processed = entry;
    if (processed == null || !processed.isWritten()) {
      processed = new ProcessorEntry<>(key, step, with.readThrough(), with.check());
      entry = processed;
      result = process(processed);
    }
    return processed.decide(step.lookedUp(), with.values(), with.writeThrough(), result);
  }

  private T process(ProcessorEntry<K, V> entry) {
    try {
      return UserCode.call(() -> processor.process(entry, arguments));
    } catch (RuntimeException e) {
      if (entry.isLoaderFailure(e)) {
        throw e; // already counted by the loader
      }
      with.statistics().countError();
      throw (e instanceof EntryProcessorException it) ? it : wrapped(e);
    } catch (Error e) { // not wrapped: callers would not find it within an exception
      with.statistics().countError();
      throw e;
    }
  }

  private EntryProcessorException wrapped(RuntimeException e) {
    return new EntryProcessorException(
        "Cache '" + with.cacheName() + "': the entry processor failed for key '" + key + "'",
        UserCode.thrown(e));
  }
}
