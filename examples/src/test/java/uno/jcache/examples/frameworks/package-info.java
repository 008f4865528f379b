/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Frameworks that use JCache, on each of our stores. */
@NullMarked
package uno.jcache.examples.frameworks;

import org.jspecify.annotations.NullMarked;
