/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** A store that keeps the entries of regions in Memcached. */
@NullMarked
package uno.jcache.memcached;

import org.jspecify.annotations.NullMarked;
