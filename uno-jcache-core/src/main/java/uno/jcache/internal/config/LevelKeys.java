/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import uno.jcache.CacheLevel;
import uno.jcache.UnoConfiguration;

/** The keys of a near level of a region. */
final class LevelKeys {
  static final Key<String> PROVIDER =
      new Key<>(
          "provider",
          SettingType.NAME,
          "memory",
          "Which provider keeps the level: the name of one under `providers`, or a type; none whose"
              + " entries processes share, such as `redis`.");

  static final Key<Long> MAX_SIZE =
      new Key<>(
          "max-size", SettingType.COUNT, "10000", "How many entries the level holds at most.");

  static final Key<Duration> TTL =
      new Key<>(
          "ttl",
          SettingType.DURATION,
          "as long as the entry lives",
          "How long an entry stays in the level before it is read from behind again.");

  static final List<Key<?>> ALL = List.of(PROVIDER, MAX_SIZE, TTL);

  private LevelKeys() {}

  /** Returns the level with these settings. */
  static CacheLevel level(Settings settings) {
    return new CacheLevel(
        requireNonNull(settings.get(PROVIDER, "memory")),
        settings.get(MAX_SIZE, UnoConfiguration.DEFAULT_MAXIMUM_SIZE),
        settings.get(TTL));
  }
}
