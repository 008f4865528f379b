/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Threads, timers, executors, and locks of keys. */
@NullMarked
package uno.jcache.internal.concurrent;

import org.jspecify.annotations.NullMarked;
