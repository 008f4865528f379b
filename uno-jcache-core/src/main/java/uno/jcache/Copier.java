/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

/**
 * Copies keys and values of a cache that stores by value (JSR-107 1.1, chapter 4). Without one,
 * objects are copied by Java serialization. Values of well-known immutable types, such as {@link
 * String}, the boxed primitives, enums and {@code java.time}, are never copied.
 *
 * <p>Called by many threads at once. An exception fails the operation that needs the copy and
 * changes nothing.
 */
public interface Copier {
  /**
   * Returns an object that is equal to the original, and that no change of the original reaches.
   *
   * @param <T> the type of the object
   * @param original the object to copy
   */
  <T> T copy(T original);
}
