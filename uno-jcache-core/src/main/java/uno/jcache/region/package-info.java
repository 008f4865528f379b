/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Administration of regions and providers while the application runs. A region is a cache as
 * administration sees it: {@link uno.jcache.region.CacheRegions}. A provider keeps the entries of
 * regions: {@link uno.jcache.region.CacheProviders}.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.region;

import org.jspecify.annotations.NullMarked;
