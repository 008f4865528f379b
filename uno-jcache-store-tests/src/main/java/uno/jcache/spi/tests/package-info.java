/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The contract of {@link uno.jcache.spi.ByteStore}, as tests. The author of a store extends {@link
 * uno.jcache.spi.tests.ByteStoreTests} and nests the contracts of the facets that the store has.
 *
 * @since 0.1.0
 */
@Incubating
@NullMarked
package uno.jcache.spi.tests;

import org.jspecify.annotations.NullMarked;
import uno.jcache.Incubating;
