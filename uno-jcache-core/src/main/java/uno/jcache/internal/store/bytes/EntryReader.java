/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.LifeLimits;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Keys;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreListener;

/**
 * What a stored entry means here: until when it lives, whether an invalidation hides it, and its
 * value.
 *
 * <p>Bytes are not trusted. An entry that cannot be decoded counts as absent. It stays, as others
 * may read it: it is replaced or removed by what the application puts or removes, but not by what
 * it loads. Only what is damaged is dropped by whoever finds it.
 */
final class EntryReader<K, V> {
  /** In milliseconds: a clock that was corrected by less was not set back. */
  private static final long INEXACT = 60_000;

  private final DegradingByteStore bytes;
  private final StoreFacets facets;
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final LifeLimits limits;
  private final StoreListener listener;

  /** From when lives are counted of entries that do not tell when they were stored. */
  private volatile long limitedSince;

  EntryReader(StoreSpec<K, V> spec, StoreFacets facets, DegradingByteStore bytes) {
    this.bytes = bytes;
    this.facets = facets;
    this.codec = spec.codec();
    this.expiry = spec.expiry();
    this.limits = spec.limits();
    this.listener = spec.listener();
    this.limitedSince = expiry.now();
  }

  /** From now on, lives are limited in another way. */
  void limitsChanged() {
    limitedSince = expiry.now();
  }

  // ---- deadlines

  /**
   * Returns until when an entry may live, by its own limit and by the rules of today: counted from
   * when it was stored. One that does not tell that comes from an earlier version of this library;
   * the limit that its writer gave it stands. One that was stored in the future ends immediately.
   */
  private long notAfter(K key, ByteEntry entry) {
    long limit = limit(key, entry);
    boolean expires = Math.min(limit, entry.policyDeadline()) != Expiry.NEVER;
    return (expires && isStoredLater(entry)) ? Expiry.IMMEDIATELY : limit;
  }

  /**
   * Returns whether an entry was stored by a clock that was set back since, before this process
   * began: nobody knows how long it has lived. Where processes share entries, it may be another's
   * clock that is ahead.
   */
  private boolean isStoredLater(ByteEntry entry) {
    return facets.shared == null && entry.writtenAt() - INEXACT > expiry.recently();
  }

  private long limit(K key, ByteEntry entry) {
    long own = entry.notAfter();
    if (limits.isEmpty()) {
      return own;
    }
    long writtenAt = entry.writtenAt();
    if (writtenAt == 0 && own != Expiry.NEVER) {
      return own;
    }
    long start = (writtenAt == 0) ? limitedSince : writtenAt;
    long life = limits.of(key, start);
    return (life >= Expiry.NEVER - start) ? own : Math.min(own, start + life);
  }

  /** Returns the deadline of an entry, whether it is hidden or not. */
  long expiresAt(K key, ByteEntry entry) {
    return Math.min(entry.policyDeadline(), notAfter(key, entry));
  }

  boolean isLive(K key, ByteEntry entry) {
    return expiry.isLive(expiresAt(key, entry));
  }

  /** Returns whether an entry that would be alive is covered by an invalidation known by now. */
  boolean isHidden(K key, byte[] encoded, ByteEntry entry) {
    return isHidden(key, entry, facets.invalidations(encoded));
  }

  private boolean isHidden(K key, ByteEntry entry, Invalidations by) {
    return entry.epoch() < by.epoch()
        && !by.isEmpty()
        && isLive(key, entry)
        && InvalidationMatcher.hides(by, entry.epoch(), Keys.text(key));
  }

  /** Returns whether an invalidation that came after an epoch may cover a key. */
  boolean mayBeHiddenSince(K key, byte[] encoded, long epoch) {
    Invalidations by = facets.invalidations(encoded);
    return epoch < by.epoch() && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(key));
  }

  // ---- values

  /**
   * What was read.
   *
   * @param notAfter by what is stored, and by the rules of who reads
   */
  private record DecodedEntry<V>(ByteEntry entry, V value, long notAfter, boolean hidden)
      implements StoredEntry<V> {
    @Override
    public long expiresAt() {
      return hidden ? Expiry.INVALIDATED : Math.min(entry.policyDeadline(), notAfter);
    }

    @Override
    public long policyDeadline() {
      return hidden ? Expiry.INVALIDATED : entry.policyDeadline();
    }
  }

  /**
   * What a transition is shown.
   *
   * @param current null where there is no entry that it can be shown
   * @param isUnreadable whether there is a live one, which others may read
   */
  record Look<V>(@Nullable StoredEntry<V> current, boolean isUnreadable) {}

  /**
   * Returns what to show of what was found. That its value cannot be read is found out here, before
   * a transition sees it, since user code would not know what to make of it.
   *
   * @return null where the entry was dropped, and another may be there
   */
  @Nullable Look<V> look(K key, byte[] encoded, @Nullable ByteEntry found, Invalidations by) {
    return (found == null || found.isLease())
        ? new Look<>(null, false)
        : look(key, encoded, found, isHidden(key, found, by));
  }

  private @Nullable Look<V> look(K key, byte[] encoded, ByteEntry entry, boolean hidden) {
    UndecodableException why;
    try {
      return new Look<>(decode(key, entry, hidden), false);
    } catch (UndecodableException e) {
      why = e;
    }
    if (why.isDamaged()) {
      if (bytes.drop(encoded, entry)) {
        listener.undecodable("an entry is damaged, and was dropped: " + why.getMessage());
      }
      return null;
    } else if (hidden || !expiry.isLive(entry.expiresAt())) {
      boolean unused = bytes.drop(encoded, entry); // nobody has a use for it
      return null;
    }
    listener.undecodable("an entry cannot be read here, and counts as absent: " + why.getMessage());
    return new Look<>(null, true);
  }

  /** Returns an entry; null for none, a lease, or one that cannot be read. */
  @Nullable StoredEntry<V> read(K key, byte[] encoded, @Nullable ByteEntry found) {
    Look<V> look = look(key, encoded, found, facets.invalidations(encoded));
    return (look == null) ? null : look.current();
  }

  /**
   * Returns an entry.
   *
   * @throws UndecodableException if its value cannot be read
   */
  StoredEntry<V> decode(K key, ByteEntry entry, boolean hidden) {
    if (entry.isForeign()) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    }
    return new DecodedEntry<>(
        entry, codec.decodeValue(entry.value()), notAfter(key, entry), hidden);
  }

  /** Returns a key; or null if it cannot be read, which is as with {@link #look values}. */
  @Nullable K key(byte[] key) {
    UndecodableException why;
    try {
      return codec.decodeKey(key);
    } catch (UndecodableException e) {
      why = e;
    }
    ByteEntry entry = why.isDamaged() ? bytes.get(key) : null;
    if (entry != null && bytes.drop(key, entry)) {
      listener.undecodable("an entry is damaged, and was dropped: " + why.getMessage());
    } else if (!why.isDamaged()) {
      listener.undecodable("an entry cannot be read here, and is passed over: " + why.getMessage());
    }
    return null;
  }
}
