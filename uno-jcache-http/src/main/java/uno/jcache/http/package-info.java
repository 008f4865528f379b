/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The HTTP API, with which caches are read, changed and administered: {@link
 * uno.jcache.http.UnoCacheHttp} starts it.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.http;

import org.jspecify.annotations.NullMarked;
