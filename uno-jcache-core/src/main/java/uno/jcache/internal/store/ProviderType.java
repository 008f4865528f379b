/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import uno.jcache.spi.ProviderSetting;

/** A type of provider: the memory of this process, or a {@link uno.jcache.spi.StoreProvider}. */
public interface ProviderType {
  /** Returns the name by which configurations select it. */
  String type();

  /** Returns its settings. */
  List<ProviderSetting<?>> settings();

  /** Returns the names of its settings. */
  default Set<String> settingNames() {
    return settings().stream().map(ProviderSetting::name).collect(toSet());
  }

  /** Returns the names of the settings that are never shown. */
  default Set<String> secretSettings() {
    return settings().stream()
        .filter(ProviderSetting::isSecret)
        .map(ProviderSetting::name)
        .collect(toSet());
  }

  /** Returns whether the stores keep entries as bytes; in the heap they keep objects. */
  boolean keepsBytes();

  /** Returns whether its stores have a facet of {@link uno.jcache.spi}; memory has none. */
  boolean has(Class<?> facet);

  /** As {@link uno.jcache.spi.StoreProvider#check}. */
  void check(String name, Map<String, ?> settings);

  /** As {@link uno.jcache.spi.StoreProvider#open}. */
  StoreSource open(String name, Map<String, ?> settings);
}
