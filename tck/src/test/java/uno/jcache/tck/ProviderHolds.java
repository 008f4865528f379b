/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.stream.Collectors;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.Test;
import uno.jcache.UnoCacheManager;
import uno.jcache.monitoring.LevelSummary;

/** In the run of a store, that the caches of the TCK are kept by it. */
public final class ProviderHolds {
  @Test
  public void forTheDefaultManager() {
    UnoCacheManager manager =
        Caching.getCachingProvider().getCacheManager().unwrap(UnoCacheManager.class);
    manager.createCache("kept", new MutableConfiguration<>());
    assertEquals(
        Arrays.asList(System.getProperty("tck.levels").split(",")),
        manager.monitoring().levels("kept").stream()
            .map(LevelSummary::provider)
            .collect(Collectors.toList()));
    manager.destroyCache("kept");
  }
}
