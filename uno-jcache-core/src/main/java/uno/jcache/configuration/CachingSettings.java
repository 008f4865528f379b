/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.configuration;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import uno.jcache.region.RegionSettings;

/**
 * What is configured of a manager as a whole. Immutable. All but {@code enabled} and {@code
 * regions} is for regions of several levels or outside of the heap.
 *
 * @param enabled whether its regions serve: if not, reads miss, and writes go to the writer only
 * @param multiLevel whether regions that have several levels use more than the last
 * @param fallbackOnError whether a store that cannot be reached counts as one that has no entry,
 *     instead of failing the operation
 * @param keyPrefix tells the entries of this manager, in stores outside of the JVM, from those of
 *     applications that use the same ones; for regions that are created from now on
 * @param hashedKeys whether stores that name entries after their keys, for others to see, put
 *     hashes in the place of keys; for regions that are created from now on
 * @param hashAlgorithm which hash, by its name in {@link java.security.MessageDigest}
 * @param regions what is said of regions, by their names
 */
public record CachingSettings(
    boolean enabled,
    boolean multiLevel,
    boolean fallbackOnError,
    String keyPrefix,
    boolean hashedKeys,
    String hashAlgorithm,
    Map<String, RegionSettings> regions) {
  /** The defaults. */
  public static final CachingSettings DEFAULTS =
      new CachingSettings(true, true, true, "", false, "SHA-256", Map.of());

  /** Copies. */
  public CachingSettings {
    requireNonNull(keyPrefix, "keyPrefix");
    requireNonNull(hashAlgorithm, "hashAlgorithm");
    regions = Map.copyOf(regions);
  }

  /** Returns the same, enabled or not. */
  public CachingSettings withEnabled(boolean enabled) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same, with several levels or not. */
  public CachingSettings withMultiLevel(boolean multiLevel) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same, failing or not where a store cannot be reached. */
  public CachingSettings withFallbackOnError(boolean fallbackOnError) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same with another prefix. */
  public CachingSettings withKeyPrefix(String keyPrefix) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same, with hashes in the place of keys or not. */
  public CachingSettings withHashedKeys(boolean hashedKeys) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same with another hash. */
  public CachingSettings withHashAlgorithm(String hashAlgorithm) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }

  /** Returns the same with other settings of one region. */
  public CachingSettings withRegion(String name, RegionSettings settings) {
    Map<String, RegionSettings> more = new TreeMap<>(regions);
    more.put(name, settings);
    return withRegions(more);
  }

  /** Returns the same with the settings of these regions, and of no others. */
  public CachingSettings withRegions(Map<String, RegionSettings> regions) {
    return new CachingSettings(
        enabled, multiLevel, fallbackOnError, keyPrefix, hashedKeys, hashAlgorithm, regions);
  }
}
