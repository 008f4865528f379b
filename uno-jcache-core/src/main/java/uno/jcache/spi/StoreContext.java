/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * The region that a store is made for.
 *
 * @param cacheName the name of the region: for messages, and for the names of files and keys
 * @param owner distinguishes regions of one name that belong to managers of different class loaders
 *     or key prefixes; the same in each run of the application as far as possible; empty for the
 *     default ones
 * @param keyHash the {@link java.security.MessageDigest} whose hashes a store puts in the place of
 *     keys where others can see them; empty for none
 * @param maximum how many entries the store may hold, if it is {@link Bounded}
 * @param maximumBytes how many bytes the entries may take, if that is configured
 * @param deadlines the region's
 * @param executor runs maintenance, such as reclaiming space; it accepts every task, and runs none
 *     in the caller's thread unless the application's executor does so itself
 * @param listener notified of what the store does on its own
 */
public record StoreContext(
    String cacheName,
    String owner,
    String keyHash,
    long maximum,
    OptionalLong maximumBytes,
    Deadlines deadlines,
    Executor executor,
    StoreListener listener) {}
