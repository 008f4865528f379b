/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** What several parts need to be objects of the standard. */
@NullMarked
package uno.jcache.internal.support;

import org.jspecify.annotations.NullMarked;
