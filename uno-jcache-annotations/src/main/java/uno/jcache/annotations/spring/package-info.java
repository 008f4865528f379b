/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Our own annotations on Spring beans: see {@link
 * uno.jcache.annotations.spring.EnableCacheAnnotations}. Spring handles those of the standard
 * itself.
 */
@NullMarked
package uno.jcache.annotations.spring;

import org.jspecify.annotations.NullMarked;
