/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The configuration of a manager: its sources, its settings and their meaning. */
@NullMarked
package uno.jcache.internal.config;

import org.jspecify.annotations.NullMarked;
