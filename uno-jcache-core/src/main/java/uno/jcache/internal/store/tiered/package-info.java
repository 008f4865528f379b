/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Levels of stores. */
@NullMarked
package uno.jcache.internal.store.tiered;

import org.jspecify.annotations.NullMarked;
