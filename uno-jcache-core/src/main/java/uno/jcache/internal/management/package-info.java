/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Statistics and MBeans. */
@NullMarked
package uno.jcache.internal.management;

import org.jspecify.annotations.NullMarked;
