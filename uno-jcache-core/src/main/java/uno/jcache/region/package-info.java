/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Regions and providers while the application runs. A region is a cache, seen from its management:
 * {@link uno.jcache.region.CacheRegions}. A provider is what keeps the entries of regions: {@link
 * uno.jcache.region.CacheProviders}.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.region;

import org.jspecify.annotations.NullMarked;
