/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** Properties of a region's file, each with a checksum. */
final class FileMetadata {
  private final MVMap<String, String> map;

  FileMetadata(MVMap<String, String> map) {
    this.map = map;
  }

  boolean isEmpty() {
    return map.isEmpty();
  }

  /** Returns whether a property exists, even if it is damaged. */
  boolean has(String key) {
    return map.containsKey(key);
  }

  /** Returns a property, or null if it is absent or damaged. */
  @Nullable String get(String key) {
    String sealed = map.get(key);
    int end = (sealed == null) ? -1 : sealed.lastIndexOf('#');
    if (sealed == null || end < 0) {
      return null;
    }
    String value = sealed.substring(0, end);
    return sealed.equals(sealed(key, value)) ? value : null;
  }

  void put(String key, String value) {
    map.put(key, sealed(key, value));
  }

  /** Returns a value with its checksum, as it is stored. */
  static String sealed(String key, String value) {
    CRC32C crc = new CRC32C();
    crc.update((key + "=" + value).getBytes(StandardCharsets.UTF_8));
    return value + "#" + Long.toHexString(crc.getValue());
  }
}
