/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a provider is told.
 *
 * @param dir where the files are
 * @param maxBytes how many bytes the entries of a region may take, where the region says nothing
 * @param commitInterval in milliseconds
 * @param syncRemovals whether a removal is written before it returns
 * @param reserve how many bytes of the disk are left free
 * @param pageCache how many bytes of the heap hold pages of one region
 */
record FileSettings(
    Path dir,
    long maxBytes,
    long commitInterval,
    boolean syncRemovals,
    long reserve,
    long pageCache) {
  static final String DIR = "dir";
  static final String MAX_BYTES = "max-bytes";
  static final String COMMIT_INTERVAL = "commit-interval";
  static final String SYNC_REMOVALS = "sync-removals";
  static final String RESERVE = "reserve";
  static final String PAGE_CACHE = "page-cache";

  static final Set<String> NAMES =
      Set.of(DIR, MAX_BYTES, COMMIT_INTERVAL, SYNC_REMOVALS, RESERVE, PAGE_CACHE);

  private static final String SIZE = "a size such as 64 MiB or 1 GiB";
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          MAX_BYTES, "1 GiB",
          COMMIT_INTERVAL, "200ms",
          SYNC_REMOVALS, false,
          RESERVE, "64 MiB",
          PAGE_CACHE, "32 MiB");

  /**
   * Reads settings.
   *
   * @throws IllegalArgumentException if one cannot be; the message says what can
   */
  static FileSettings of(String provider, Map<String, ?> settings) {
    Config config =
        ConfigFactory.parseMap(settings, "provider '" + provider + "'")
            .withFallback(ConfigValueFactory.fromMap(DEFAULTS));
    return new FileSettings(
        dir(provider, config),
        number(provider, config, MAX_BYTES, config::getBytes, 64 * KIB, Long.MAX_VALUE, SIZE),
        number(
            provider,
            config,
            COMMIT_INTERVAL,
            key -> config.getDuration(key).toMillis(),
            10,
            60_000,
            "a time from 10ms to 1m"),
        read(provider, SYNC_REMOVALS, config::getBoolean, "true or false"),
        number(provider, config, RESERVE, config::getBytes, 0, Long.MAX_VALUE, SIZE),
        number(provider, config, PAGE_CACHE, config::getBytes, MIB, 1024 * 1024 * MIB, SIZE));
  }

  private static Path dir(String provider, Config config) {
    String says = "the path of a directory";
    String dir = config.hasPath(DIR) ? read(provider, DIR, config::getString, says).trim() : "";
    try {
      if (!dir.isEmpty()) {
        return Path.of(dir).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      throw bad(provider, DIR, says, e);
    }
    throw new IllegalArgumentException(
        "Provider '" + provider + "': setting '" + DIR + "' is missing: " + says);
  }

  private static long number(
      String provider,
      Config config,
      String key,
      Function<String, Long> reader,
      long least,
      long most,
      String says) {
    long value = read(provider, key, reader, says);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          message(provider, key, says)
              + ((value < least) ? ", at least " + least : ", at most " + most)
              + ", but is "
              + config.getValue(key).unwrapped());
    }
    return value;
  }

  private static <T> T read(String provider, String key, Function<String, T> reader, String says) {
    try {
      return reader.apply(key);
    } catch (ConfigException e) {
      throw bad(provider, key, says, e);
    }
  }

  private static IllegalArgumentException bad(
      String provider, String key, String says, RuntimeException e) {
    return new IllegalArgumentException(message(provider, key, says) + ": " + e.getMessage(), e);
  }

  private static String message(String provider, String key, String says) {
    return "Provider '" + provider + "': setting '" + key + "' must be " + says;
  }
}
