/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * What {@link Shared#lease} found or left for a key.
 *
 * @param entry the entry of the key, or its lease
 * @param isTaken whether the lease was there before: somebody else may be loading the value
 */
public record ByteLease(ByteEntry entry, boolean isTaken) {}
