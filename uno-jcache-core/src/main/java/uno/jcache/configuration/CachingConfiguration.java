/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.configuration;

import java.util.function.UnaryOperator;
import uno.jcache.region.RegionSettings;

/**
 * The configuration of a manager in use. Thread-safe.
 *
 * <p>A change is checked as a whole before any of it takes effect; a change that fails changes
 * nothing. Changes take effect one after another, and listeners are notified in that order.
 */
public interface CachingConfiguration {
  /** Returns the current settings. */
  CachingSettings get();

  /**
   * Changes settings. A new region among them is created; a region with other settings is updated
   * as by {@link uno.jcache.region.CacheRegions#update}; a region that is absent from them stays.
   *
   * @param change returns the new settings; called once, with the current ones
   * @return the new settings
   * @throws IllegalArgumentException if they are invalid
   * @throws javax.cache.CacheException if a store fails. If it fails at a new maximum size, nothing
   *     has changed. If it fails while its region is enabled or disabled, the change stands, but
   *     that region is disabled.
   */
  CachingSettings update(UnaryOperator<CachingSettings> change);

  /**
   * Enables caching. Regions start empty, so that nothing stale is returned, unless processes share
   * their entries, as in Redis: those are kept.
   */
  default CachingSettings enable() {
    return update(settings -> settings.withEnabled(true));
  }

  /** Disables caching: reads miss, and writes go to writers only. */
  default CachingSettings disable() {
    return update(settings -> settings.withEnabled(false));
  }

  /** Enables near caches. */
  default CachingSettings enableMultiLevel() {
    return update(settings -> settings.withMultiLevel(true));
  }

  /** Disables near caches: regions use their backing stores only. */
  default CachingSettings disableMultiLevel() {
    return update(settings -> settings.withMultiLevel(false));
  }

  /** Creates a region with these settings, or updates it if it exists. */
  default CachingSettings addRegion(String name, RegionSettings region) {
    return update(settings -> settings.withRegion(name, region));
  }

  /**
   * Notifies a listener of each change from now on, one at a time, in the thread of a caller that
   * changes settings. Regions that are created, updated or removed in other ways, such as by {@code
   * createCache}, count as changes; several at the same time may be notified as one.
   */
  void addListener(Listener listener);

  /** Stops notifying a listener. */
  void removeListener(Listener listener);

  /** Is notified of changes. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called after a change has taken effect. What it throws is logged.
     *
     * @param before the settings before the change
     * @param after the current settings
     */
    void onChange(CachingSettings before, CachingSettings after);
  }
}
