/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Annotated methods of objects that Guice creates cache: install {@link
 * uno.jcache.annotations.guice.CacheAnnotationsModule}.
 */
@NullMarked
package uno.jcache.annotations.guice;

import org.jspecify.annotations.NullMarked;
