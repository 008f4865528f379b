/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.util.List;

/** The keys of every provider, whatever its type. */
final class ProviderKeys {
  static final Key<String> TYPE =
      new Key<>(
          "type",
          SettingType.NAME,
          "required",
          "How entries are kept: `memory`, `file` with `uno-jcache-file` on the class path, or"
              + " `redis` with `uno-jcache-redis`.");

  static final List<Key<?>> ALL = List.of(TYPE);

  private ProviderKeys() {}
}
