/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Counts over time, and the metrics that show them. */
@NullMarked
package uno.jcache.internal.monitoring;

import org.jspecify.annotations.NullMarked;
