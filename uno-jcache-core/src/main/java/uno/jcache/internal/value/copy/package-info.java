/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Storing by value. */
@NullMarked
package uno.jcache.internal.value.copy;

import org.jspecify.annotations.NullMarked;
