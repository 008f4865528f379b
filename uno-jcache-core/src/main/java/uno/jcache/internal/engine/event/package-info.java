/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Listeners: which events go where, in which order. */
@NullMarked
package uno.jcache.internal.engine.event;

import org.jspecify.annotations.NullMarked;
