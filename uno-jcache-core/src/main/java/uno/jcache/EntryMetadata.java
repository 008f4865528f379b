/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The metadata of an entry. Its expiry and its levels are always known; the rest is empty unless
 * the cache records it: {@link UnoConfiguration#setMetadataRecorded}, or {@code metadata = true} in
 * a configuration.
 *
 * @param createdAt when the entry was created
 * @param lastAccessedAt when its value was last read, to about a tenth of a second; the creation
 *     time if it was never read
 * @param expiresAt when it expires; empty if it does not
 * @param version how often it was stored: 1 for a new entry, and one more with each update
 * @param levels the providers of the levels that hold the entry, the nearest first. The last is the
 *     far store; one before it is a near cache of this process with a copy
 */
public record EntryMetadata(
    Optional<Instant> createdAt,
    Optional<Instant> lastAccessedAt,
    Optional<Instant> expiresAt,
    OptionalLong version,
    List<String> levels) {
  /** Creates the metadata of an entry. */
  public EntryMetadata {
    levels = List.copyOf(levels);
  }
}
