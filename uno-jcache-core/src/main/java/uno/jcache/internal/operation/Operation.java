/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.operation;

import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Decision;

/** What one operation of the cache makes of one look at one entry. */
@FunctionalInterface
interface Operation<K, V, R extends @Nullable Object> {
  Decision<Object, Outcome<R>> decide(Step<K, V> step);
}
