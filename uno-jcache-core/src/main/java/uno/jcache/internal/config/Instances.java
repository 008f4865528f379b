/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.lang.reflect.InvocationTargetException;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;

/**
 * Creates instances of a class. The factory of JSR-107's {@code FactoryBuilder} would look up the
 * class by name with the thread's context class loader, which may not find it.
 *
 * @param type a class with a public constructor without parameters
 */
record Instances<T>(Class<? extends T> type) implements Factory<T> {
  @Override
  public T create() {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new CacheException("The constructor of " + type.getName() + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CacheException("Cannot create a " + type.getName() + "; is it public?", e);
    }
  }
}
