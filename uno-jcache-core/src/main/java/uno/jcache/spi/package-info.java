/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What the author of a store needs: {@link uno.jcache.spi.ByteStore}, its facets, and the few types
 * that they use. A store keeps bytes, and compares and sets; every rule of JCache stays with the
 * caller.
 *
 * @since 0.1.0
 */
@Incubating
@NullMarked
package uno.jcache.spi;

import org.jspecify.annotations.NullMarked;
import uno.jcache.Incubating;
