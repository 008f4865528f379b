/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Regions in Redis, shared by all processes that use the server.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.redis;

import org.jspecify.annotations.NullMarked;
