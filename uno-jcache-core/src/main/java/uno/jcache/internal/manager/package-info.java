/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The provider, its managers and the cache that applications see. */
@NullMarked
package uno.jcache.internal.manager;

import org.jspecify.annotations.NullMarked;
