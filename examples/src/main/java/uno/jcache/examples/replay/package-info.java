/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Replays a log of keys through a read-through cache and shows what the cache saves. */
@NullMarked
package uno.jcache.examples.replay;

import org.jspecify.annotations.NullMarked;
