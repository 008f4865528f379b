/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Caches what methods return: the annotations of JSR-107 ({@code javax.cache.annotation}), and some
 * of our own beyond them. {@link uno.jcache.annotations.CacheAnnotations} is the entrance in plain
 * Java; there is a package for each container.
 */
@NullMarked
package uno.jcache.annotations;

import org.jspecify.annotations.NullMarked;
