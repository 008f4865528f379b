/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Counts and latencies of caches: {@link uno.jcache.monitoring.CacheMonitoring}, which a manager
 * returns; {@link uno.jcache.monitoring.RegionMXBean} for JMX; {@link
 * uno.jcache.monitoring.ProviderHealthCheck} for Dropwizard's health checks.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.monitoring;

import org.jspecify.annotations.NullMarked;
