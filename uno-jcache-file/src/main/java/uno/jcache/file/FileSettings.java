/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import uno.jcache.spi.ProviderSetting;
import uno.jcache.spi.ProviderSettings;

/**
 * The settings of a file provider.
 *
 * @param dir directory of the files
 * @param maxBytes limit for the bytes of a region's entries, unless the region sets its own
 * @param commitInterval time between two commits, in milliseconds
 * @param syncRemovals whether a removal is written to the file before the call returns
 * @param reserve bytes of the disk that must stay free
 * @param pageCache heap for the pages of all regions together, in bytes
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
  static final ProviderSetting<Path> DIR =
      ProviderSetting.path(
              "dir",
              "the path of a directory",
              "The directory of the files, one per region; created if absent.")
          .withAbsent("required");

  private static final String SIZE = "a size such as 64 MiB or 1 GiB";
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  static final ProviderSetting<Long> MAX_BYTES =
      ProviderSetting.bytes(
              "max-bytes",
              64 * KIB,
              Long.MAX_VALUE,
              SIZE + ", at least 64 KiB",
              "Limit for the bytes of a region's entries, with a header of 41 bytes each.")
          .withDefault("1 GiB");

  private static final ProviderSetting<Long> COMMIT_INTERVAL =
      ProviderSetting.millis(
              "commit-interval",
              Duration.ofMillis(10),
              Duration.ofMinutes(1),
              "How often changes are written.")
          .withDefault("200ms");

  private static final ProviderSetting<Boolean> SYNC_REMOVALS =
      ProviderSetting.flag("sync-removals", "Whether each removal is written before it returns.")
          .withDefault(false);

  static final ProviderSetting<Long> RESERVE =
      ProviderSetting.bytes(
              "reserve",
              0,
              Long.MAX_VALUE,
              SIZE,
              "If less than this is free on the disk, no entries are stored.")
          .withDefault("64 MiB");

  private static final ProviderSetting<Long> PAGE_CACHE =
      ProviderSetting.bytes(
              "page-cache",
              MIB,
              1024 * 1024 * MIB,
              SIZE + ", at least 1 MiB, at most 1 TiB",
              "Heap for parts of the files of all regions together. A region in use has at least"
                  + " 1 MiB, or less if it is smaller.")
          .withDefault("64 MiB");

  private static final ProviderSetting<FilePermissions> FILE_PERMISSIONS =
      ProviderSetting.parsed(
              "file-permissions",
              "permissions such as rw------- or rw-r-----, with rw for the owner",
              "Permissions of the files that are created. New directories have `x` where these"
                  + " have `r`.",
              FilePermissions::of)
          .withDefault("rw-------");

  static final List<ProviderSetting<?>> ALL =
      List.of(
          DIR, MAX_BYTES, COMMIT_INTERVAL, SYNC_REMOVALS, RESERVE, PAGE_CACHE, FILE_PERMISSIONS);

  /**
   * Parses settings.
   *
   * @throws IllegalArgumentException if one is invalid; the message says what is valid
   */
  static FileSettings of(String provider, Map<String, ?> configured) {
    ProviderSettings settings = new ProviderSettings(provider, configured);
    return new FileSettings(
        settings.value(DIR),
        settings.value(MAX_BYTES),
        settings.value(COMMIT_INTERVAL),
        settings.value(SYNC_REMOVALS),
        settings.value(RESERVE),
        settings.value(PAGE_CACHE),
        settings.value(FILE_PERMISSIONS));
  }
}
