/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The operations of a cache as decisions about one entry, and the engine that runs them. */
@NullMarked
package uno.jcache.internal.engine;

import org.jspecify.annotations.NullMarked;
