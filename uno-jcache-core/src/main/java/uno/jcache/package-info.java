/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Uno JCache: a JCache (JSR-107) provider. Applications use the standard's interfaces, and these
 * where the standard has no word for what they want.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache;

import org.jspecify.annotations.NullMarked;
