/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import org.jspecify.annotations.Nullable;
import uno.jcache.Copier;

/**
 * Converts objects of the application into their stored form, and back. This defines what storing
 * by value and by reference mean (JSR-107 1.1, chapter 4). Safe for use by many threads.
 *
 * @param <T> the type that the application sees
 */
public abstract class Copies<T> {
  private volatile boolean hasCopied;

  Copies() {}

  /** Called before a stored form is returned for the first time that {@link #out} must convert. */
  final void copying() {
    if (!hasCopied) {
      hasCopied = true;
    }
  }

  /**
   * Returns whether all stored forms so far are the application's own objects. So a reader need not
   * look at them, which would cost a cache miss of the processor for each. To be called after the
   * stored form was read.
   */
  public final boolean storesObjects() {
    return !hasCopied;
  }

  /** Returns the stored form of an object of the application. */
  public abstract Object in(T object);

  /** Returns the application's object for a stored form. */
  public abstract T out(Object stored);

  /**
   * Returns a copy that has the type of the object. Used for keys, because a store must be able to
   * compare them.
   */
  public abstract T copy(T object);

  /** Returns an instance that stores the application's own objects. */
  public static <T> Copies<T> byReference() {
    return new ByReference<>();
  }

  /**
   * Returns an instance that stores copies.
   *
   * @param cacheName for messages
   * @param copier copies the objects; null for serialization
   * @param loader finds the classes of serialized objects
   * @param immutable the objects that are not serialized
   */
  public static <T> Copies<T> byValue(
      String cacheName, @Nullable Copier copier, ClassLoader loader, ImmutableTypes immutable) {
    return (copier == null)
        ? new SerializationCopies<>(new Serializer(cacheName, loader), immutable)
        : new CopierCopies<>(cacheName, copier);
  }

  /** Returns whether this stores the application's own objects. */
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
