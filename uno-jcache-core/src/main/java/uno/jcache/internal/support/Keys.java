/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

/** Converts keys to the strings that patterns are matched against. */
public final class Keys {
  private Keys() {}

  /** Returns a key as a string. Never null, even if the key's {@code toString} returns null. */
  public static String text(Object key) {
    return String.valueOf(key.toString());
  }
}
