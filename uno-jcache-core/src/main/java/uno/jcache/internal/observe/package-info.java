/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Statistics and MBeans. */
@NullMarked
package uno.jcache.internal.observe;

import org.jspecify.annotations.NullMarked;
