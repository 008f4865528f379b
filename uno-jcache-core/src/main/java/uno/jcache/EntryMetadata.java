/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The metadata of an entry. All but the expiry is empty unless the cache records it: {@link
 * UnoConfiguration#setMetadataRecorded}, or {@code metadata = true} in a configuration.
 *
 * @param createdAt when the entry was created
 * @param lastAccessedAt when its value was last read, to about a tenth of a second; the creation
 *     time if it was never read
 * @param expiresAt when it expires; empty if it does not
 * @param version how often it was stored: 1 for a new entry, and one more with each update
 */
public record EntryMetadata(
    Optional<Instant> createdAt,
    Optional<Instant> lastAccessedAt,
    Optional<Instant> expiresAt,
    OptionalLong version) {}
