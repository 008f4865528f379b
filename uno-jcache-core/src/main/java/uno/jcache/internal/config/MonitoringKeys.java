/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.List;

/** The keys of monitoring. */
final class MonitoringKeys {
  static final Key<Boolean> ENABLED =
      new Key<>(
          "enabled",
          SettingType.BOOLEAN,
          "false",
          "Whether all regions count what they do, and keep a history of it.");

  static final List<Key<?>> ALL = List.of(ENABLED);

  private MonitoringKeys() {}

  /** Returns whether monitoring is enabled. */
  static boolean isEnabled(Settings settings) {
    return Boolean.TRUE.equals(settings.get(ENABLED));
  }
}
