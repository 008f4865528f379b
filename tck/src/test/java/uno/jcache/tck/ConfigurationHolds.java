/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;

/**
 * In the run with a configuration, that holds for the manager that the TCK uses. A file that is not
 * found would be passed over, and the run would prove nothing.
 */
public final class ConfigurationHolds {
  @Test
  public void forTheDefaultManager() {
    UnoCacheManager manager =
        Caching.getCachingProvider().getCacheManager().unwrap(UnoCacheManager.class);
    assertEquals(3, manager.rules().list().size());
    assertTrue(manager.monitoring().isEnabled());
    UnoCache<Object, Object> cache =
        manager.createCache("configured", new MutableConfiguration<>());
    assertTrue(cache.getConfiguration().isMetadataRecorded());
    manager.destroyCache("configured");
  }
}
