/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.monitoring.LevelSummary;

/** Runs with the tests of core: where their entries are said to be elsewhere, they are. */
public class ProviderHolds {
  @RegisterExtension final Caches caches = new Caches();

  @Test
  public void entriesAreWithTheProviderThatIsTested() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.put("k", "v");
    List<LevelSummary> levels = caches.manager().monitoring().levels("test");
    LevelSummary last = levels.get(levels.size() - 1);
    assertThat(last.provider()).isEqualTo("tested");
    assertThat(last.size()).isIn(1L, LevelSummary.UNKNOWN);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(caches.manager().providers().health("tested").healthy()).isTrue();
    assertThat(caches.manager().providers().byName("tested"))
        .hasValueSatisfying(provider -> assertThat(provider.type()).isNotEqualTo("memory"));
  }
}
