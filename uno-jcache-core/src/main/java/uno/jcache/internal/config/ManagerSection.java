/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.List;

/**
 * The settings of a manager. To add a setting, declare it here, and add accessors to {@link
 * uno.jcache.configuration.CachingSettings}.
 */
public final class ManagerSection {
  public static final Setting<Boolean> ENABLED =
      Setting.of(
          "enabled",
          SettingType.BOOLEAN,
          true,
          "Whether caching is enabled. If not, reads miss, and writes go to writers only.");

  public static final Setting<Boolean> MULTI_LEVEL =
      Setting.of(
          "multi-level", SettingType.BOOLEAN, true, "Whether regions use their near caches.");

  public static final Setting<Boolean> FALLBACK_ON_ERROR =
      Setting.of(
          "fallback-on-error",
          SettingType.BOOLEAN,
          true,
          "Whether a store counts as empty while it cannot be reached, read or written. If not,"
              + " operations fail.");

  public static final Setting<String> KEY_PREFIX =
      Setting.of(
          "key-prefix",
          SettingType.NAME,
          "",
          "none",
          "Separates the entries of this manager from those of other applications in the same store"
              + " outside the JVM. Regions with the same name are shared if the prefix is the same.");

  public static final Setting<Boolean> HASHED_KEYS =
      Setting.of(
          "hashed-keys",
          SettingType.BOOLEAN,
          false,
          "Whether hashes replace keys in a store that shows keys in the names of entries: `redis`"
              + " does, `file` does not and keeps keys as they are. Must be the same in all processes"
              + " that share entries.");

  public static final Setting<String> HASH_ALGORITHM =
      Setting.of("hash-algorithm", SettingType.HASH, "SHA-256", "The hash for `hashed-keys`.");

  public static final List<Setting<?>> ALL =
      List.of(ENABLED, MULTI_LEVEL, FALLBACK_ON_ERROR, KEY_PREFIX, HASHED_KEYS, HASH_ALGORITHM);

  /** The setting of the section {@code monitoring}. */
  static final Setting<Boolean> MONITORING_ENABLED =
      Setting.of(
          "enabled",
          SettingType.BOOLEAN,
          false,
          "Whether all regions count what they do, and keep a history of it.");

  /** The first of the settings that all sections under {@code providers} have. */
  static final Setting<String> PROVIDER_TYPE =
      Setting.optional(
          "type",
          SettingType.NAME,
          "required",
          "How entries are kept: `memory`, `file` with `uno-jcache-file` on the class path,"
              + " `redis` with `uno-jcache-redis`, `memcached` with `uno-jcache-memcached`.");

  static final Setting<Boolean> PROVIDER_ACTIVE =
      Setting.of(
          "active",
          SettingType.BOOLEAN,
          true,
          "Whether the provider is active from the start. If not, reads of its regions miss.");

  /** The settings that all sections under {@code providers} have. The type has the others. */
  static final List<Setting<?>> OF_PROVIDERS = List.of(PROVIDER_TYPE, PROVIDER_ACTIVE);

  private ManagerSection() {}
}
