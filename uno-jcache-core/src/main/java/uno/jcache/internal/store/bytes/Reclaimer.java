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
 * Finds the entries that nobody has a use for: which have expired, or which an invalidation hides.
 * Who invalidates reclaims what that hides, as a rule; the sweeper does where that was not done.
 */
final class Reclaimer<K, V> {
  private static final int REMEMBERED = 10_000;

  private final DegradingByteStore bytes;
  private final EntryReader<K, V> reader;
  private final Expiry expiry;

  /** How often the store had failed when each invalidation was published. */
  private final Map<Long, Long> failuresAt = new ConcurrentHashMap<>();

  /** The invalidations that waited to be reclaimed at the sweep before. */
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
      failuresAt.clear(); // of those that nobody reclaimed; the sweeper will
    }
    epoch.ifPresent(published -> failuresAt.put(published, failures));
    return epoch;
  }

  /**
   * As {@link Store#reclaimed}. Where anything failed meanwhile, something may be left; then it is
   * left to the sweeper.
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

  /** Removes a dead entry whose key nobody here can read. */
  private void dropDead(byte[] key) {
    ByteEntry entry = bytes.get(key);
    if (entry != null && !expiry.isLive(entry.expiresAt())) {
      boolean unused = bytes.drop(key, entry);
    }
  }

  /** Names what is hidden since the sweep before: by now, who hid it would have reclaimed it. */
  private void reclaim(Consumer<? super K> dead) {
    Set<Long> waiting = bytes.unreclaimed();
    Set<Long> abandoned = new HashSet<>(waiting);
    abandoned.retainAll(waitedBefore);
    if (!abandoned.isEmpty() && bytes.beginReclaiming()) {
      try {
        if (reclaimAll(dead)) { // which has heard of what others reclaimed before
          abandoned.forEach(bytes::reclaimed);
        }
      } finally {
        bytes.endReclaiming();
      }
    }
    waitedBefore = waiting;
  }

  /** Returns whether nothing is left of what is hidden. */
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
