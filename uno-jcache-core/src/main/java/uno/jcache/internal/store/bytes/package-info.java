/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Makes a store of what a provider keeps as bytes: encoding, compare-and-set, failures. */
@NullMarked
package uno.jcache.internal.store.bytes;

import org.jspecify.annotations.NullMarked;
