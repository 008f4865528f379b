/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.spi.ByteEntry;

/**
 * Finds dead entries: those that have expired, and those that an invalidation hides. The process
 * that invalidates normally reclaims what it has hidden; otherwise the sweeper does.
 */
final class Reclaimer<K, V> {
  private static final int REMEMBERED = 10_000;

  private final DegradingByteStore bytes;
  private final EntryReader<K, V> reader;
  private final Expiry expiry;

  /** How often the store had failed when each invalidation was published. */
  private final Map<Long, Long> failuresAt = new ConcurrentHashMap<>();

  /** The invalidations that were not reclaimed by the time of the previous sweep. */
  private volatile Set<Long> waitedBefore = Set.of();

  Reclaimer(DegradingByteStore bytes, EntryReader<K, V> reader, Expiry expiry) {
    this.bytes = bytes;
    this.reader = reader;
    this.expiry = expiry;
  }

  /** As {@link Store#invalidate}. */
  OptionalLong invalidate(List<String> patterns) {
    long failures = bytes.failures();
    OptionalLong epoch = bytes.invalidate(patterns);
    if (failuresAt.size() > REMEMBERED) {
      failuresAt.clear(); // the sweeper reclaims those that are left
    }
    epoch.ifPresent(published -> failuresAt.put(published, failures));
    return epoch;
  }

  /**
   * As {@link Store#reclaimed}. If a call has failed meanwhile, some entries may be left, for the
   * sweeper.
   */
  void reclaimed(long epoch) {
    Long failures = failuresAt.remove(epoch);
    if (failures != null && failures == bytes.failures()) {
      bytes.reclaimed(epoch);
    }
  }

  /** As {@link Store#sweep}. */
  void sweep(Consumer<? super K> dead) {
    reclaim(dead);
    bytes.sweep(
        key -> {
          K decoded = reader.key(key);
          if (decoded != null) {
            dead.accept(decoded);
          } else {
            dropDead(key);
          }
        });
  }

  /** Removes a dead entry whose key cannot be decoded here. */
  private void dropDead(byte[] key) {
    ByteEntry entry = bytes.get(key);
    if (entry != null && !expiry.isLive(entry.expiresAt())) {
      boolean unused = bytes.drop(key, entry);
    }
  }

  /** Reports entries hidden since before the previous sweep: who hid them has failed to reclaim. */
  private void reclaim(Consumer<? super K> dead) {
    Set<Long> waiting = bytes.unreclaimed();
    Set<Long> abandoned = new HashSet<>(waiting);
    abandoned.retainAll(waitedBefore);
    if (!abandoned.isEmpty() && bytes.beginReclaiming()) {
      try {
        if (reclaimAll(dead)) { // the scan has learned what others reclaimed before
          abandoned.forEach(bytes::reclaimed);
        }
      } finally {
        bytes.endReclaiming();
      }
    }
    waitedBefore = waiting;
  }

  /** Returns whether no hidden entry is left. */
  private boolean reclaimAll(Consumer<? super K> dead) {
    boolean all = true;
    long failures = bytes.failures();
    try (DecodingCursor<K, V> cursor = new DecodingCursor<>(bytes, reader, bytes.scan())) {
      while (cursor.advance()) {
        if (cursor.isHidden()) {
          K key = cursor.key();
          byte[] encoded = cursor.encodedKey();
          dead.accept(key);
          StoredEntry<V> left = reader.read(key, encoded, bytes.get(encoded));
          all &= left == null || left.expiresAt() != Expiry.INVALIDATED;
        }
      }
    }
    return all && failures == bytes.failures();
  }
}
