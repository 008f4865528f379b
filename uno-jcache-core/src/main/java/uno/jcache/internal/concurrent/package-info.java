/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Exclusion by key. */
@NullMarked
package uno.jcache.internal.concurrent;

import org.jspecify.annotations.NullMarked;
