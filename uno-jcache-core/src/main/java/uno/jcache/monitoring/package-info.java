/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** What caches do, and how long it takes: {@link uno.jcache.monitoring.CacheMonitoring}. */
@NullMarked
package uno.jcache.monitoring;

import org.jspecify.annotations.NullMarked;
