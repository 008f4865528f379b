/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

/**
 * Copies keys and values of a cache that stores by value (JSR-107 1.1, chapter 4). Without one,
 * objects are copied by Java serialization. Values of well-known immutable types, such as {@link
 * String}, the boxed primitives, enums and {@code java.time}, are never copied.
 *
 * <p>Must be safe for use by many threads. If it throws, the operation that needs the copy fails
 * and changes nothing.
 */
public interface Copier {
  /**
   * Returns an independent copy that is equal to the original.
   *
   * @param <T> the type of the object
   * @param original the object to copy
   */
  <T> T copy(T original);
}
