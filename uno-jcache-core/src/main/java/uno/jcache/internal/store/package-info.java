/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** What keeps the entries of a cache, and how decisions are committed there. */
@NullMarked
package uno.jcache.internal.store;

import org.jspecify.annotations.NullMarked;
