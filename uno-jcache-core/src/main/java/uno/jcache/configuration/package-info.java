/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The settings of a manager in use: read, change, disable and enable caching.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.configuration;

import org.jspecify.annotations.NullMarked;
