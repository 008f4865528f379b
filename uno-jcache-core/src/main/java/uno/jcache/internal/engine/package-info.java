/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The operations of a cache as decisions over one entry, and what runs them. */
@NullMarked
package uno.jcache.internal.engine;

import org.jspecify.annotations.NullMarked;
