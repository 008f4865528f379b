/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The configuration of a manager while the application runs: read, change, switch off and on. */
@NullMarked
package uno.jcache.configuration;

import org.jspecify.annotations.NullMarked;
