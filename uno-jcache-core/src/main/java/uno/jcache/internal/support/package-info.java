/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Helpers that several packages use. */
@NullMarked
package uno.jcache.internal.support;

import org.jspecify.annotations.NullMarked;
