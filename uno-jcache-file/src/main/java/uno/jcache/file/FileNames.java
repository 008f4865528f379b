/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Maps region names to file names. Different regions have different file names, even if the file
 * system ignores case, and no name leads out of the directory.
 *
 * <p>Letters, digits, dots, hyphens and underscores are kept. Any other byte, and a leading dot, is
 * replaced by {@code %} and two hexadecimal digits. A tilde and a part of a hash are appended to a
 * name that is long, has capital letters, is the name of a Windows device, or belongs to a class
 * loader other than the default.
 */
final class FileNames {
  private static final int MAX_LENGTH = 120;
  private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "com", "lpt");

  private FileNames() {}

  /** Returns the name of a file without an extension. */
  static String of(String region) {
    return of(region, "");
  }

  /**
   * Returns the name of a file without an extension.
   *
   * @param owner as in {@link uno.jcache.spi.StoreContext}; empty for the default
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
    boolean isLong = name.length() > MAX_LENGTH;
    if (isLong) {
      name.setLength(MAX_LENGTH);
    }
    String lower = name.toString().toLowerCase(Locale.ROOT);
    boolean ambiguous =
        isLong
            || isDevice(lower)
            || !owner.isEmpty()
            || !region.equals(region.toLowerCase(Locale.ROOT));
    String full = owner.isEmpty() ? region : region + '\0' + owner;
    return ambiguous ? name + "~" + hash(full) : name.toString();
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
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }
}
