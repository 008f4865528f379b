/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

/**
 * What {@link ByteStore#lease} found or left.
 *
 * @param entry the entry or the mark of the key
 * @param isTaken whether this is a mark that was there before
 */
public record ByteLease(ByteEntry entry, boolean isTaken) {}
