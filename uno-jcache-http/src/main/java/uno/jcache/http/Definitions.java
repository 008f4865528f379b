/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records what is defined through the API, in the notation of the configuration file. Called after
 * each change, by one thread at a time.
 */
interface Definitions {
  /** Records nothing: what is defined is gone when the manager is closed. */
  Definitions NONE =
      new Definitions() {
        @Override
        public void define(String section, String name, Map<String, ?> settings) {}

        @Override
        public void change(String section, String name, Map<String, ?> settings) {}

        @Override
        public void remove(String section, String name) {}

        @Override
        public void configure(Map<String, ? extends @Nullable Object> settings) {}
      };

  /** Records what was created: all of its settings. */
  void define(String section, String name, Map<String, ?> settings);

  /** Records the settings that were changed; the others stay. */
  void change(String section, String name, Map<String, ?> settings);

  /** Records that something is no longer there. */
  void remove(String section, String name);

  /** Records changed settings of the manager as a whole. */
  void configure(Map<String, ? extends @Nullable Object> settings);
}
