/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * An entry that was read.
 *
 * @param cas the token for a compare-and-set; 0 if the entry was read in bulk, without its token
 */
record MemcachedEntry(RemoteEntry entry, long cas) implements ByteEntry {
  @Override
  public byte[] value() {
    return entry.value();
  }

  @Override
  public long policyDeadline() {
    return entry.policyDeadline();
  }

  @Override
  public long notAfter() {
    return entry.notAfter();
  }

  @Override
  public long epoch() {
    return entry.epoch();
  }

  @Override
  public long writtenAt() {
    return entry.writtenAt();
  }

  @Override
  public boolean isPlaceholder() {
    return entry.isPlaceholder();
  }

  @Override
  public boolean isForeign() {
    return entry.isForeign();
  }

  /** Returns whether this is the placeholder of a removed entry. */
  boolean isRemoved() {
    return entry.isPlaceholder() && !entry.isLease();
  }

  long version() {
    return entry.version();
  }

  /**
   * Entries with the same version are equal: moving a deadline changes {@code cas}, but not the
   * value.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemcachedEntry that && version() == that.version();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version());
  }
}
