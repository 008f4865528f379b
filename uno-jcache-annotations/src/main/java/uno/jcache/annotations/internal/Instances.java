/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.reflect.Constructor;
import uno.jcache.annotations.InvalidAnnotationException;

/** Provides the key generators and resolver factories that annotations name. */
public interface Instances {
  /**
   * Returns an instance of a class; called once for each class.
   *
   * @throws RuntimeException if there is none
   */
  <T> T get(Class<T> type);

  /** Returns instances that are made with the constructor without parameters. */
  static Instances created() {
    return new Instances() {
      @Override
      public <T> T get(Class<T> type) {
        try {
          Constructor<T> constructor = type.getDeclaredConstructor();
          constructor.setAccessible(true);
          return constructor.newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
          InvalidAnnotationException failure =
              new InvalidAnnotationException(
                  type.getName() + " cannot be created; it needs a constructor without parameters");
          failure.initCause(e);
          throw failure;
        }
      }
    };
  }
}
