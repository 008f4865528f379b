/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The memory store. */
@NullMarked
package uno.jcache.internal.store.memory;

import org.jspecify.annotations.NullMarked;
