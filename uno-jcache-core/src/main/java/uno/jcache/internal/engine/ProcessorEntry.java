/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.support.Unwrap;
import uno.jcache.internal.value.copy.StoredForm;

/**
 * The entry that an entry processor sees. Remembers what the processor did; only the net result
 * becomes a decision (JSR-107 1.1, table of section 10.2.1).
 */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
  private enum State {
    UNTOUCHED,
    READ,
    LOADED,
    SET,
    REMOVED,
    /** Set and then removed, without an entry before: nothing is left to do. */
    UNDONE
  }

  private final K key;
  private final Step<K, V> step;
  private final @Nullable ReadThrough<K, V> readThrough;
  private final Consumer<? super V> check;
  private State state = State.UNTOUCHED;
  private @Nullable V value;
  private boolean open = true;
  private boolean written;

  private @Nullable RuntimeException loaderFailure;

  /** Whether the loader was called. It is called at most once per run of the processor. */
  private boolean loaderCalled;

  ProcessorEntry(
      K key, Step<K, V> step, @Nullable ReadThrough<K, V> readThrough, Consumer<? super V> check) {
    this.key = key;
    this.step = step;
    this.readThrough = readThrough;
    this.check = check;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public boolean exists() {
    requireOpen();
    return switch (state) {
      case UNTOUCHED, READ -> step.isPresent();
      case LOADED, SET -> true;
      case REMOVED, UNDONE -> false;
    };
  }

  @Override
  @SuppressWarnings("NullAway") // JSR-107 has no nullness annotations: null is allowed here
  public @Nullable V getValue() {
    requireOpen();
    if (state == State.UNTOUCHED) {
      if (step.isPresent()) {
        value = step.value();
        state = State.READ;
      } else if (readThrough != null && !loaderCalled) {
        loaderCalled = true;
        value = load(readThrough);
        state = (value == null) ? State.UNTOUCHED : State.LOADED;
      }
    }
    return value;
  }

  private @Nullable V load(ReadThrough<K, V> loader) {
    try {
      return loader.load(key);
    } catch (RuntimeException e) {
      loaderFailure = e;
      throw e;
    }
  }

  /** Returns whether an exception is the loader's, which the processor did not catch. */
  boolean isLoaderFailure(RuntimeException e) {
    return e == loaderFailure;
  }

  @Override
  public void setValue(V newValue) {
    requireOpen();
    check.accept(newValue);
    value = newValue;
    state = State.SET;
  }

  @Override
  public void remove() {
    requireOpen();
    // If the cache reads through, the system of record may have a value that the cache lacks.
    boolean leavesNothing = !step.isPresent() && state == State.SET && readThrough == null;
    value = null;
    state = (leavesNothing || state == State.UNDONE) ? State.UNDONE : State.REMOVED;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return Unwrap.unwrap(this, type, "A mutable entry");
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException(
          "The entry of key '" + key + "' is used after its processor has returned");
    }
  }

  /**
   * Turns what the processor did into a decision, after it has returned. Writes through only once:
   * if the commit fails, the next decision is about what was written.
   */
  <R extends @Nullable Object> Decision<Object, Outcome<R>> decide(
      Step<K, V> over, StoredForm<K, V> values, WriteThrough<K, V> writeThrough, R result) {
    open = false;
    switch (state) {
      case SET -> {
        Object stored = values.of(key, requireNonNull(value));
        if (writeThrough.isOn() && !written) {
          writeThrough.write(key, value);
          written = true;
        }
        return over.put(stored, result);
      }
      case LOADED -> {
        return over.storesLoaded()
            ? over.load(values.of(key, requireNonNull(value)), Lifetime.BY_POLICY, result)
            : over.keep(result);
      }
      case REMOVED -> {
        if (writeThrough.isOn() && !written) {
          writeThrough.delete(key);
          written = true;
        }
        return over.remove(result);
      }
      case READ -> {
        return over.access(result);
      }
      case UNDONE -> {
        return over.isPresent() ? over.keep(result) : over.remove(result);
      }
      default -> {
        return over.keep(result);
      }
    }
  }

  /** Returns whether the processor's change has been written through. */
  boolean isWritten() {
    return written;
  }
}
