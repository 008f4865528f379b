/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

/**
 * Which classes the bytes of one cache may bring to life: a {@link Codec} asks it for each class
 * that bytes name, before it makes an instance. Safe for use by many threads.
 *
 * <p>Admitted are plain values and collections of the JDK; the types that the cache is configured
 * for, and the types of their fields; and what {@link UnoConfiguration#allowedClasses} names. A
 * value of other classes is not stored.
 */
public interface AdmittedClasses {
  /**
   * Finds a class that may be read. Does not initialize it.
   *
   * @param name as {@link Class#getName} has it
   * @throws uno.jcache.spi.UndecodableException if it may not be read, or is not there
   */
  Class<?> find(String name);

  /**
   * Takes note that an object of a class is being encoded. If it is not admitted, the value is not
   * stored, and the operation fails.
   */
  void met(Class<?> type);
}
