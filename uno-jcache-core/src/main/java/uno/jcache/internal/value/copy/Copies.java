/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import org.jspecify.annotations.Nullable;
import uno.jcache.Copier;

/**
 * Turns objects of the application into what is stored, and back: the one place that knows what
 * storing by value and by reference mean (JSR-107 1.1, chapter 4).
 *
 * @param <T> the type that the application sees
 */
public abstract class Copies<T> {
  Copies() {}

  /** Returns what to store for an object of the application. */
  public abstract Object in(T object);

  /** Returns what the application is to see of what was stored. */
  public abstract T out(Object stored);

  /**
   * Returns a copy that is itself of the application's type: for keys, which a store must be able
   * to compare.
   */
  public abstract T copy(T object);

  /** Stores the application's own objects. */
  public static <T> Copies<T> byReference() {
    return new ByReference<>();
  }

  /**
   * Stores copies.
   *
   * @param cacheName the cache, for messages
   * @param copier makes the copies; null for serialization
   * @param loader finds the classes of serialized objects
   */
  public static <T> Copies<T> byValue(
      String cacheName, @Nullable Copier copier, ClassLoader loader) {
    return (copier == null)
        ? new SerializationCopies<>(new Serializer(cacheName, loader))
        : new CopierCopies<>(cacheName, copier);
  }

  /** Returns whether objects are stored as they are. */
  public final boolean isByReference() {
    return this instanceof ByReference;
  }

  private static final class ByReference<T> extends Copies<T> {
    @Override
    public Object in(T object) {
      return object;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T out(Object stored) {
      return (T) stored;
    }

    @Override
    public T copy(T object) {
      return object;
    }
  }
}
