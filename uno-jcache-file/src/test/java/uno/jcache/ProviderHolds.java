/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs with the tests of core: where their entries are said to be in files, they are. */
class ProviderHolds {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  void entriesAreInFiles() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.put("k", "v");
    assertThat(caches.manager().providers().health("tested").details()).containsKey("test");
  }
}
