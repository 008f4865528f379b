/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

/** Converts keys to strings, which patterns match. */
public final class Keys {
  private Keys() {}

  /** Returns a key as a string; never null, whatever the key's own method returns. */
  public static String text(Object key) {
    return String.valueOf(key.toString());
  }
}
