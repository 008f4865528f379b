/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.configuration;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.CheckReturnValue;
import uno.jcache.internal.config.ManagerSection;
import uno.jcache.internal.config.Setting;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.config.SettingsAccess;
import uno.jcache.region.RegionSettings;

/**
 * The settings of a manager, with those of its regions. Immutable. Except for {@code enabled} and
 * {@code regions}, they affect regions with near caches or outside the heap only.
 */
@CheckReturnValue
public final class CachingSettings {
  static {
    SettingsAccess.open(
        CachingSettings.class,
        (CachingSettings caching) -> caching.settings,
        (caching, settings) -> new CachingSettings(settings));
  }

  /** The defaults, without regions. */
  public static final CachingSettings DEFAULTS =
      new CachingSettings(Settings.defaultsOf(ManagerSection.ALL));

  private static final Setting<Map<String, RegionSettings>> REGIONS = Setting.ofPrograms("regions");

  private final Settings settings;

  private CachingSettings(Settings settings) {
    this.settings = settings;
  }

  private <T> CachingSettings with(Setting<T> setting, @Nullable T value) {
    return new CachingSettings(settings.with(setting, value));
  }

  /** Returns whether caching is enabled. If not, reads miss, and writes go to writers only. */
  public boolean enabled() {
    return settings.value(ManagerSection.ENABLED);
  }

  /** Returns a copy with caching enabled or disabled. */
  public CachingSettings withEnabled(boolean enabled) {
    return with(ManagerSection.ENABLED, enabled);
  }

  /** Returns whether regions use their near caches. */
  public boolean multiLevel() {
    return settings.value(ManagerSection.MULTI_LEVEL);
  }

  /** Returns a copy with near caches enabled or disabled. */
  public CachingSettings withMultiLevel(boolean multiLevel) {
    return with(ManagerSection.MULTI_LEVEL, multiLevel);
  }

  /** Returns whether a store that cannot be reached counts as empty. If not, operations fail. */
  public boolean fallbackOnError() {
    return settings.value(ManagerSection.FALLBACK_ON_ERROR);
  }

  /** Returns a copy with the fallback enabled or disabled. */
  public CachingSettings withFallbackOnError(boolean fallbackOnError) {
    return with(ManagerSection.FALLBACK_ON_ERROR, fallbackOnError);
  }

  /**
   * Returns the prefix that separates this application's entries from others; affects new regions.
   */
  public String keyPrefix() {
    return settings.value(ManagerSection.KEY_PREFIX);
  }

  /** Returns a copy with another prefix. */
  public CachingSettings withKeyPrefix(String keyPrefix) {
    return with(ManagerSection.KEY_PREFIX, requireNonNull(keyPrefix, "keyPrefix"));
  }

  /**
   * Returns whether hashes replace keys in stores that show keys, such as Redis; affects new
   * regions.
   */
  public boolean hashedKeys() {
    return settings.value(ManagerSection.HASHED_KEYS);
  }

  /** Returns a copy with hashed keys enabled or disabled. */
  public CachingSettings withHashedKeys(boolean hashedKeys) {
    return with(ManagerSection.HASHED_KEYS, hashedKeys);
  }

  /** Returns the hash algorithm of keys, by its name in {@link java.security.MessageDigest}. */
  public String hashAlgorithm() {
    return settings.value(ManagerSection.HASH_ALGORITHM);
  }

  /** Returns a copy with another hash algorithm. */
  public CachingSettings withHashAlgorithm(String hashAlgorithm) {
    return with(ManagerSection.HASH_ALGORITHM, requireNonNull(hashAlgorithm, "hashAlgorithm"));
  }

  /** Returns the settings of regions, by their names. */
  public Map<String, RegionSettings> regions() {
    return settings.find(REGIONS).orElse(Map.of());
  }

  /** Returns a copy with other settings of one region. */
  public CachingSettings withRegion(String name, RegionSettings region) {
    Map<String, RegionSettings> more = new TreeMap<>(regions());
    more.put(name, region);
    return withRegions(more);
  }

  /** Returns a copy with the settings of these regions, and of no others. */
  public CachingSettings withRegions(Map<String, RegionSettings> regions) {
    return with(REGIONS, regions.isEmpty() ? null : Map.copyOf(regions));
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof CachingSettings other && settings.equals(other.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    return "CachingSettings" + settings;
  }
}
