/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

/** Implements {@code unwrap} of the JCache interfaces. */
public final class Unwrap {
  private Unwrap() {}

  /**
   * Casts the object to the type.
   *
   * @param what the name of the object in the message of the exception
   * @throws IllegalArgumentException if the object is not of that type
   */
  public static <T> T unwrap(Object object, Class<T> type, String what) {
    if (type.isInstance(object)) {
      return type.cast(object);
    }
    throw new IllegalArgumentException(what + " is not a " + type.getName());
  }
}
