/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a method returns its value: what is cached is the value, never a stage or an optional. */
@SuppressWarnings("FutureReturnValueIgnored") // stages are what callers get
enum Returned {
  /** As it is. */
  VALUE,
  /** In an {@link Optional}: an empty one is as null. */
  OPTIONAL,
  /** In a {@link CompletionStage} or {@link CompletableFuture}. */
  STAGE;

  static Returned by(Method method) {
    Class<?> type = method.getReturnType();
    if (type == CompletionStage.class || type == CompletableFuture.class) {
      return STAGE;
    }
    return (type == Optional.class) ? OPTIONAL : VALUE;
  }

  /** Returns a cached value in the way of the method. */
  @Nullable Object of(@Nullable Object value) {
    return switch (this) {
      case VALUE -> value;
      case OPTIONAL -> Optional.ofNullable(value);
      case STAGE -> CompletableFuture.completedFuture(value);
    };
  }

  /** Fails in the way of the method. */
  Object failure(Throwable exception) throws Throwable {
    if (this == STAGE) {
      return CompletableFuture.failedFuture(exception);
    }
    throw exception;
  }

  /** What follows the end of a method: an action for its value, and one for its exception. */
  record Actions(Consumer<@Nullable Object> onValue, Consumer<Throwable> onException) {
    /** Runs the action for an exception. The caller gets the exception, also if this fails. */
    private void failed(Throwable exception) {
      try {
        onException.accept(exception);
      } catch (RuntimeException | Error e) {
        exception.addSuppressed(e);
      }
    }
  }

  /**
   * Runs the method, and one of the actions when its value or exception is known.
   *
   * @return what the method returned; a stage is one that completes after the action
   */
  @Nullable Object proceed(Invocation invocation, Actions then) throws Throwable {
    Object returned;
    try {
      returned = invocation.proceed();
    } catch (Throwable e) {
      then.failed(e);
      throw e;
    }
    if (this == STAGE && returned != null) {
      return whenComplete((CompletionStage<?>) returned, then);
    }
    then.onValue().accept(value(returned));
    return returned;
  }

  private static @Nullable Object value(@Nullable Object returned) {
    return (returned instanceof Optional<?> optional) ? optional.orElse(null) : returned;
  }

  private static CompletableFuture<@Nullable Object> whenComplete(
      CompletionStage<?> stage, Actions then) {
    CompletableFuture<@Nullable Object> after = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, wrapped) -> {
              if (wrapped != null) {
                Throwable failure = cause(wrapped);
                then.failed(failure);
                after.completeExceptionally(failure);
                return;
              }
              try {
                then.onValue().accept(value);
                after.complete(value);
              } catch (RuntimeException | Error e) { // the cache failed
                after.completeExceptionally(e);
              }
            });
    return after;
  }

  /** Returns what a stage failed with: stages that depend on others wrap it. */
  static Throwable cause(Throwable failure) {
    return (failure instanceof CompletionException && failure.getCause() != null)
        ? requireNonNull(failure.getCause())
        : failure;
  }
}
