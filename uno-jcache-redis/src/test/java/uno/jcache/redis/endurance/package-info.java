/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Several processes that share regions in Redis while connections and servers fail. */
package uno.jcache.redis.endurance;
