/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls code of the application's: loaders, writers, processors, listeners, policies, factories.
 *
 * <p>Kotlin, Groovy, Scala and Lombok throw checked exceptions that no method declares. They would
 * pass each {@code catch (RuntimeException)} between here and the caller: locks would stay held,
 * others would not be told. So they are unchecked from here on, until they are the {@linkplain
 * #thrown cause} of what the standard says.
 */
public final class UserCode {
  private UserCode() {}

  /** A checked exception that nobody declared. */
  private static final class Undeclared extends RuntimeException {
    final Exception thrown;

    Undeclared(Exception thrown) {
      super(thrown);
      this.thrown = thrown;
    }
  }

  /** Calls it, and throws nothing but unchecked exceptions and errors. */
  public static <T extends @Nullable Object> T call(Supplier<T> code) {
    try {
      return code.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // the compiler does not know of it
      throw new Undeclared(e);
    }
  }

  /** As {@link #call}. */
  public static void run(Runnable code) {
    Object unused =
        call(
            () -> {
              code.run();
              return true;
            });
  }

  /** Returns what the code has thrown. */
  public static Exception thrown(RuntimeException e) {
    return (e instanceof Undeclared it) ? it.thrown : e;
  }
}
