/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import javax.cache.CacheException;
import uno.jcache.Copier;
import uno.jcache.internal.support.UserCode;

/** Stores copies that the application's {@link Copier} makes. */
final class CopierCopies<T> extends Copies<T> {
  private final String cacheName;
  private final Copier copier;

  CopierCopies(String cacheName, Copier copier) {
    this.cacheName = cacheName;
    this.copier = copier;
  }

  @Override
  public Object in(T object) {
    return copy(object);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T out(Object stored) {
    return copy((T) stored);
  }

  @Override
  public T copy(T object) {
    if (SimpleTypes.contains(object.getClass())) {
      return object;
    }
    copying();
    T copy;
    try {
      copy = UserCode.call(() -> copier.copy(object));
    } catch (RuntimeException e) {
      throw new CacheException(failure(object) + " failed", UserCode.thrown(e));
    }
    if (copy == null) {
      throw new CacheException(failure(object) + " returned null");
    }
    return copy;
  }

  private String failure(T object) {
    return "Cache '" + cacheName + "': the copier for an object of " + object.getClass().getName();
  }
}
