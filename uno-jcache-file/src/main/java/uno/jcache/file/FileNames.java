/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Names of files for names of regions: different ones for different regions, also where a file
 * system does not tell upper from lower case, and none that leads out of the directory.
 *
 * <p>Letters, digits, dots, hyphens and underscores stay; all else, and a dot in front, becomes
 * {@code %} and two hexadecimal digits per byte. A name that is long, or has capitals, or means a
 * device to Windows, gets a part of its hash at the end, after a tilde; so does one that belongs to
 * another class loader than the usual one.
 */
final class FileNames {
  private static final int LONGEST = 120;
  private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "com", "lpt");

  private FileNames() {}

  /** Returns the name of a file without an extension. */
  static String of(String region) {
    return of(region, "");
  }

  /**
   * Returns the name of a file without an extension.
   *
   * @param owner who has the region, where that is not the usual one
   */
  static String of(String region, String owner) {
    StringBuilder name = new StringBuilder();
    for (byte b : region.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b) && !(b == '.' && name.isEmpty())) {
        name.append((char) b);
      } else {
        name.append('%').append(HexFormat.of().toHexDigits(b));
      }
    }
    boolean isLong = name.length() > LONGEST;
    if (isLong) {
      name.setLength(LONGEST);
    }
    String lower = name.toString().toLowerCase(Locale.ROOT);
    boolean ambiguous =
        isLong
            || isDevice(lower)
            || !owner.isEmpty()
            || !region.equals(region.toLowerCase(Locale.ROOT));
    String whole = owner.isEmpty() ? region : region + '\0' + owner;
    return ambiguous ? name + "~" + hash(whole) : name.toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '-'
        || b == '_';
  }

  private static boolean isDevice(String lower) {
    String stem = lower.replaceFirst("[0-9]?([.].*)?$", "");
    return DEVICES.contains(stem);
  }

  private static String hash(String region) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(region.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-256", e);
    }
  }
}
