/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

/**
 * The classes that may be instantiated from the bytes of one cache. A {@link Codec} calls {@link
 * #find} for each class name in the bytes, before it creates an instance. Safe for use by many
 * threads.
 *
 * <p>Allowed are plain values and collections of the JDK; the types that the cache is configured
 * for, and the types of their fields; the classes of {@link UnoConfiguration#setAllowedClasses};
 * and the classes of objects that this cache has encoded itself, as the application already trusts
 * these.
 */
public interface AllowedClasses {
  /**
   * Returns an allowed class. Does not initialize it.
   *
   * @param name as {@link Class#getName} returns it
   * @throws javax.cache.CacheException if it is not allowed, or not on the class path; a codec lets
   *     this exception pass
   */
  Class<?> find(String name);

  /**
   * Allows a class from now on, since an object of it is being encoded. If other caches with this
   * configuration would not allow it, a warning is logged once.
   */
  void allowEncoded(Class<?> type);
}
