/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What an annotated method does with its cache, without a container. {@link
 * uno.jcache.annotations.internal.CachedMethods} reads the annotations of a class, once; a {@link
 * uno.jcache.annotations.internal.CachedMethod} then handles each call, which the container brings
 * as an {@link uno.jcache.annotations.internal.Invocation}.
 */
@NullMarked
package uno.jcache.annotations.internal;

import org.jspecify.annotations.NullMarked;
