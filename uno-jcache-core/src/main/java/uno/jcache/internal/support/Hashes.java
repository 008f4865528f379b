/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Checks names of hash algorithms. */
public final class Hashes {
  private Hashes() {}

  /**
   * Checks that an algorithm exists.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static void check(String algorithm) {
    try {
      MessageDigest unused = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "Unknown hash algorithm '" + algorithm + "'; use SHA-256, for example", e);
    }
  }
}
