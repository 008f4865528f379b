/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What the author of a store needs: {@link uno.jcache.internal.store.Store} and the few types that
 * it speaks in. A store keeps entries and commits decisions; every rule of JCache stays with the
 * caller.
 */
@NullMarked
package uno.jcache.spi;

import org.jspecify.annotations.NullMarked;
