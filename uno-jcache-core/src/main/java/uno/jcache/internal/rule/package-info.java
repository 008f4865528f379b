/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Invalidation rules: which keys they match, and what invalidates these. */
@NullMarked
package uno.jcache.internal.rule;

import org.jspecify.annotations.NullMarked;
