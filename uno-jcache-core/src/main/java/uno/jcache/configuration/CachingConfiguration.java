/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.configuration;

import java.util.function.UnaryOperator;
import uno.jcache.region.RegionSettings;

/**
 * The configuration of a manager, which may change while it is in use.
 *
 * <p>A change is checked whole before any of it takes effect; what fails changes nothing. Changes
 * follow one after another, and listeners are told of them in that order. Safe for use by many
 * threads.
 */
public interface CachingConfiguration {
  /** Returns what is configured now. */
  CachingSettings get();

  /**
   * Changes what is configured. A region that the settings name newly is created if it is missing;
   * one whose settings change is updated as {@link uno.jcache.region.CacheRegions#update} does. A
   * region that they no longer name stays.
   *
   * @param change returns the new settings; called once, with those of now
   * @return the new settings
   * @throws IllegalArgumentException if they are wrong
   * @throws javax.cache.CacheException if a store failed: at a new maximum size, and nothing has
   *     changed; or when its region came to serve or not, and the change stands, but that region
   *     does not serve
   */
  CachingSettings update(UnaryOperator<CachingSettings> change);

  /** Lets the regions serve again. They are empty then, so that nothing stale is served. */
  default CachingSettings enable() {
    return update(settings -> settings.withEnabled(true));
  }

  /** Lets the regions serve no more: reads miss, and writes go to the writers only. */
  default CachingSettings disable() {
    return update(settings -> settings.withEnabled(false));
  }

  /** Lets regions that have several levels use all of them. */
  default CachingSettings enableMultiLevel() {
    return update(settings -> settings.withMultiLevel(true));
  }

  /** Lets regions that have several levels use the last of them only. */
  default CachingSettings disableMultiLevel() {
    return update(settings -> settings.withMultiLevel(false));
  }

  /** Sets what is configured of one region: creates it if it is missing, and updates it if not. */
  default CachingSettings addRegion(String name, RegionSettings region) {
    return update(settings -> settings.withRegion(name, region));
  }

  /**
   * Tells a listener of each change from now on, one after the other: in the thread that makes it,
   * or in one that is telling an earlier one at that moment. Also of regions that come, go or are
   * changed by other ways than this one, such as {@code createCache}; what several threads change
   * so at once may be told as one change.
   */
  void addListener(Listener listener);

  /** Tells a listener no more. */
  void removeListener(Listener listener);

  /** Told of changes. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called after a change has taken effect. What it throws is logged.
     *
     * @param before what was configured before
     * @param after what is configured now
     */
    void onChange(CachingSettings before, CachingSettings after);
  }
}
