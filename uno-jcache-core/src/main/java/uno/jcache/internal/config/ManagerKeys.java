/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.List;
import java.util.Map;
import uno.jcache.configuration.CachingSettings;

/** The keys of the manager itself. */
final class ManagerKeys {
  static final Key<Boolean> ENABLED =
      new Key<>(
          "enabled",
          SettingType.BOOLEAN,
          "true",
          "Whether regions serve. If not, reads miss, and writes go to writers only.");

  static final Key<Boolean> MULTI_LEVEL =
      new Key<>(
          "multi-level",
          SettingType.BOOLEAN,
          "true",
          "Whether regions use the levels in front of their providers.");

  static final Key<Boolean> FALLBACK_ON_ERROR =
      new Key<>(
          "fallback-on-error",
          SettingType.BOOLEAN,
          "true",
          "Whether a store that cannot be reached, read or written counts as empty meanwhile,"
              + " instead of failing operations.");

  static final Key<String> KEY_PREFIX =
      new Key<>(
          "key-prefix",
          SettingType.NAME,
          "none",
          "Tells the entries of this manager, in stores outside the JVM, from those of applications"
              + " that use the same ones: regions of one name are shared where the prefix is the"
              + " same, too.");

  static final Key<Boolean> HASHED_KEYS =
      new Key<>(
          "hashed-keys",
          SettingType.BOOLEAN,
          "false",
          "Whether stores that name entries after their keys, for others to see, put hashes in the"
              + " place of keys: `redis` does, and `file`, which has no names to show, keeps them as"
              + " they are. Processes that share entries say the same.");

  static final Key<String> HASH_ALGORITHM =
      new Key<>(
          "hash-algorithm",
          SettingType.HASH,
          CachingSettings.DEFAULTS.hashAlgorithm(),
          "Which hash, where keys are hashed.");

  static final List<Key<?>> ALL =
      List.of(ENABLED, MULTI_LEVEL, FALLBACK_ON_ERROR, KEY_PREFIX, HASHED_KEYS, HASH_ALGORITHM);

  private ManagerKeys() {}

  /** Returns the settings, completed by defaults. */
  static CachingSettings settings(Settings settings) {
    CachingSettings defaults = CachingSettings.DEFAULTS;
    return new CachingSettings(
        settings.get(ENABLED, defaults.enabled()),
        settings.get(MULTI_LEVEL, defaults.multiLevel()),
        settings.get(FALLBACK_ON_ERROR, defaults.fallbackOnError()),
        settings.get(KEY_PREFIX, defaults.keyPrefix()),
        settings.get(HASHED_KEYS, defaults.hashedKeys()),
        settings.get(HASH_ALGORITHM, defaults.hashAlgorithm()),
        Map.of());
  }
}
