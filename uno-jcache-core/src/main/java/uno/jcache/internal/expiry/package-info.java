/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Deadlines of entries, and the clocks that decide whether they have passed. */
@NullMarked
package uno.jcache.internal.expiry;

import org.jspecify.annotations.NullMarked;
