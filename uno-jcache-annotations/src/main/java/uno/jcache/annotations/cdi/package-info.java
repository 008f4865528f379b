/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Annotated methods of CDI beans cache, in each container of CDI 4 or later. The jar is all it
 * takes: the container finds {@link uno.jcache.annotations.cdi.CacheAnnotationsExtension}.
 */
@NullMarked
package uno.jcache.annotations.cdi;

import org.jspecify.annotations.NullMarked;
