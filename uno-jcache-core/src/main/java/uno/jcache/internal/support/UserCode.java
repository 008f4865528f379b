/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls code of the application: loaders, writers, processors, listeners, policies, factories.
 *
 * <p>Code in Kotlin, Groovy or Scala, or with Lombok, can throw checked exceptions that no method
 * declares. A {@code catch (RuntimeException)} would miss them: locks would stay held, and waiting
 * threads would not be notified. So {@link #call} wraps such an exception, and {@link #thrown}
 * unwraps it when it becomes the cause of the exception that JSR-107 requires.
 */
public final class UserCode {
  private UserCode() {}

  /** Wraps a checked exception that no method declared. */
  private static final class Undeclared extends RuntimeException {
    final Exception thrown;

    Undeclared(Exception thrown) {
      super(thrown);
      this.thrown = thrown;
    }
  }

  /** Calls the code. Throws only unchecked exceptions and errors. */
  public static <T extends @Nullable Object> T call(Supplier<T> code) {
    try {
      return code.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // a checked exception that was not declared
      throw new Undeclared(e);
    }
  }

  /** Runs the code, as {@link #call} does. */
  public static void run(Runnable code) {
    Object unused =
        call(
            () -> {
              code.run();
              return true;
            });
  }

  /** Returns the exception that the code threw, unwrapped. */
  public static Exception thrown(RuntimeException e) {
    return (e instanceof Undeclared it) ? it.thrown : e;
  }
}
