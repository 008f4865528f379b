/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

/**
 * Which classes the bytes of one cache may bring to life: a {@link Codec} asks it for each class
 * that bytes name, before it makes an instance. Safe for use by many threads.
 *
 * <p>Admitted are plain values and collections of the JDK; the types that the cache is configured
 * for, and the types of their fields; what {@link UnoConfiguration#setAllowedClasses} names; and
 * the classes of what this cache has itself encoded, as the application trusts these already.
 */
public interface AllowedClasses {
  /**
   * Finds a class that may be read. Does not initialize it.
   *
   * @param name as {@link Class#getName} has it
   * @throws uno.jcache.internal.store.UndecodableException if it may not be read, or is not there
   */
  Class<?> find(String name);

  /**
   * Admits a class from now on, since an object of it is being encoded. Where other caches with
   * this configuration do not admit it, the log says so, once.
   */
  void met(Class<?> type);
}
