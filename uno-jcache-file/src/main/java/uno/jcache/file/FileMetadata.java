/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** What a region's file says of itself, each statement with a checksum. */
final class FileMetadata {
  private final MVMap<String, String> map;

  FileMetadata(MVMap<String, String> map) {
    this.map = map;
  }

  boolean isEmpty() {
    return map.isEmpty();
  }

  /** Returns whether there is a statement, be it damaged. */
  boolean has(String key) {
    return map.containsKey(key);
  }

  /** Returns a statement, or null if there is none or it was damaged. */
  @Nullable String get(String key) {
    String said = map.get(key);
    int end = (said == null) ? -1 : said.lastIndexOf('#');
    if (said == null || end < 0) {
      return null;
    }
    String value = said.substring(0, end);
    return said.equals(sealed(key, value)) ? value : null;
  }

  void put(String key, String value) {
    map.put(key, sealed(key, value));
  }

  /** Returns what stands in the map for a statement. */
  static String sealed(String key, String value) {
    CRC32C crc = new CRC32C();
    crc.update((key + "=" + value).getBytes(StandardCharsets.UTF_8));
    return value + "#" + Long.toHexString(crc.getValue());
  }
}
