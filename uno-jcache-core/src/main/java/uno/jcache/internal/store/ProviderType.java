/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.Map;
import java.util.Set;

/** A type of provider: the memory of this process, or a {@link uno.jcache.spi.StoreProvider}. */
public interface ProviderType {
  /** Returns the name by which configurations select it. */
  String type();

  /** Returns the names of its settings. */
  Set<String> settings();

  /** Returns the names of the settings that are never shown. */
  Set<String> secretSettings();

  /** Returns whether the stores keep entries as bytes; in the heap they keep objects. */
  boolean keepsBytes();

  /** Returns whether its stores have a facet of {@link uno.jcache.spi}; memory has none. */
  boolean has(Class<?> facet);

  /** As {@link uno.jcache.spi.StoreProvider#check}. */
  void check(String name, Map<String, ?> settings);

  /** As {@link uno.jcache.spi.StoreProvider#open}. */
  StoreSource open(String name, Map<String, ?> settings);
}
