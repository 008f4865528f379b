/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static uno.jcache.internal.engine.Step.none;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one of several operations: its result, or its failure.
 *
 * @param result what it returned; null if it failed
 * @param failure what it threw; null if it succeeded
 */
public record Attempt<R extends @Nullable Object>(R result, @Nullable Throwable failure) {
  static <R extends @Nullable Object> Attempt<R> of(Supplier<R> operation) {
    try {
      return new Attempt<>(operation.get(), null);
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  static <R extends @Nullable Object> Attempt<R> failed(Throwable failure) {
    return new Attempt<>(none(), failure);
  }
}
