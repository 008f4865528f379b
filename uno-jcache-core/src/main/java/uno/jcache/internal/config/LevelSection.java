/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import java.util.List;
import uno.jcache.CacheLevel;
import uno.jcache.UnoConfiguration;

/** The settings of a near cache. */
public final class LevelSection {
  public static final Setting<String> PROVIDER =
      Setting.of(
          "provider",
          SettingType.NAME,
          "memory",
          "Which provider keeps the near cache: the name of one under `providers`, or a type; none"
              + " whose entries processes share, such as `redis`.");

  public static final Setting<Long> MAX_SIZE =
      Setting.of(
          "max-size",
          SettingType.COUNT,
          UnoConfiguration.DEFAULT_MAXIMUM_SIZE,
          "How many entries the near cache holds at most.");

  public static final Setting<Duration> TTL =
      Setting.optional(
          "ttl",
          SettingType.DURATION,
          "as long as the entry lives",
          "How long an entry stays in the near cache before it is read from the backing store"
              + " again.");

  static final List<Setting<?>> ALL = List.of(PROVIDER, MAX_SIZE, TTL);

  private LevelSection() {}

  /** Returns the near cache with these settings. */
  static CacheLevel level(Settings settings) {
    return new CacheLevel(settings.value(PROVIDER), settings.value(MAX_SIZE), settings.get(TTL));
  }
}
