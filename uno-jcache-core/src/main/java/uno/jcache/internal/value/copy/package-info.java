/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Stores keys and values by value or by reference. */
@NullMarked
package uno.jcache.internal.value.copy;

import org.jspecify.annotations.NullMarked;
