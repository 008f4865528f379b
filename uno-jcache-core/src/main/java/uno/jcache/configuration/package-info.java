/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The settings of a manager in use: read, change, disable and enable caching. */
@NullMarked
package uno.jcache.configuration;

import org.jspecify.annotations.NullMarked;
