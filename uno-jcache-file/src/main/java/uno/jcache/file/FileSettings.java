/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import uno.jcache.spi.ProviderSettings;

/**
 * The settings of a file provider.
 *
 * @param dir directory of the files
 * @param maxBytes limit for the bytes of a region's entries, unless the region sets its own
 * @param commitInterval in milliseconds
 * @param syncRemovals whether a removal is written before it returns
 * @param reserve bytes of the disk that stay free
 * @param pageCache bytes of the heap for pages of all regions together
 * @param permissions of the files that are created
 */
record FileSettings(
    Path dir,
    long maxBytes,
    long commitInterval,
    boolean syncRemovals,
    long reserve,
    long pageCache,
    FilePermissions permissions) {
  static final String DIR = "dir";
  static final String MAX_BYTES = "max-bytes";
  static final String COMMIT_INTERVAL = "commit-interval";
  static final String SYNC_REMOVALS = "sync-removals";
  static final String RESERVE = "reserve";
  static final String PAGE_CACHE = "page-cache";
  static final String FILE_PERMISSIONS = "file-permissions";

  private static final String DIRECTORY = "the path of a directory";
  private static final String SIZE = "a size such as 64 MiB or 1 GiB";
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          DIR, "",
          MAX_BYTES, "1 GiB",
          COMMIT_INTERVAL, "200ms",
          SYNC_REMOVALS, false,
          RESERVE, "64 MiB",
          PAGE_CACHE, "64 MiB",
          FILE_PERMISSIONS, "rw-------");

  static final Set<String> NAMES = DEFAULTS.keySet();

  /**
   * Parses settings.
   *
   * @throws IllegalArgumentException if one is invalid; the message says what is valid
   */
  static FileSettings of(String provider, Map<String, ?> configured) {
    ProviderSettings settings = new ProviderSettings(provider, configured, DEFAULTS);
    return new FileSettings(
        settings.path(DIR, DIRECTORY).orElseThrow(() -> settings.isMissing(DIR, DIRECTORY)),
        settings.bytes(MAX_BYTES, 64 * KIB, Long.MAX_VALUE, SIZE + ", at least 64 KiB"),
        settings.millis(
            COMMIT_INTERVAL,
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            "a time from 10ms to 1m"),
        settings.flag(SYNC_REMOVALS),
        settings.bytes(RESERVE, 0, Long.MAX_VALUE, SIZE),
        settings.bytes(
            PAGE_CACHE, MIB, 1024 * 1024 * MIB, SIZE + ", at least 1 MiB, at most 1 TiB"),
        permissions(settings));
  }

  private static FilePermissions permissions(ProviderSettings settings) {
    String mustBe = "permissions such as rw------- or rw-r-----, with rw for the owner";
    String text = settings.text(FILE_PERMISSIONS, mustBe);
    try {
      return FilePermissions.of(text);
    } catch (IllegalArgumentException e) {
      throw settings.mustBe(FILE_PERMISSIONS, mustBe + ", but is " + text);
    }
  }
}
