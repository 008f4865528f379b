/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Uno JCache: a JCache (JSR-107) provider. Applications use the interfaces of JSR-107, and those of
 * this package for what JSR-107 lacks.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache;

import org.jspecify.annotations.NullMarked;
