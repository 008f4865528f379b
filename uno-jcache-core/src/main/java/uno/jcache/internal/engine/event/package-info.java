/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Listeners, and the delivery of events in their order. */
@NullMarked
package uno.jcache.internal.engine.event;

import org.jspecify.annotations.NullMarked;
