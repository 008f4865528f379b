/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes by their names. */
public final class Hashes {
  private Hashes() {}

  /**
   * Checks that there is a hash of this name.
   *
   * @throws IllegalArgumentException if not
   */
  public static void check(String algorithm) {
    try {
      MessageDigest unused = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("There is no hash '" + algorithm + "'; SHA-256 is one", e);
    }
  }
}
