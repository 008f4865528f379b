/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Encodes keys and values as bytes, for stores outside the heap. */
@NullMarked
package uno.jcache.internal.value.codec;

import org.jspecify.annotations.NullMarked;
