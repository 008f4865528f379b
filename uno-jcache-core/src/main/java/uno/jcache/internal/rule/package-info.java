/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Invalidation rules: which keys they are about, and what they do when something happens. */
@NullMarked
package uno.jcache.internal.rule;

import org.jspecify.annotations.NullMarked;
