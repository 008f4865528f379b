/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

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
 * Interprets stored entries: until when they live, whether an invalidation hides them, and their
 * values.
 *
 * <p>Bytes are not trusted. An entry that cannot be decoded counts as absent, but stays, as other
 * processes may be able to decode it. A put or a removal by the application replaces or removes it;
 * a load does not. Only damaged bytes are deleted by the reader that finds them.
 */
final class EntryReader<K, V> {
  /** In milliseconds. A correction of a clock by less does not count as setting it back. */
  private static final long INEXACT = 60_000;

  private final DegradingByteStore bytes;
  private final StoreFacets facets;
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final LifeLimits limits;
  private final StoreListener listener;

  /** The start of the lifetime of entries that do not have the time at which they were stored. */
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

  /** Called when the limits of lifetimes have changed. */
  void limitsChanged() {
    limitedSince = expiry.now();
  }

  // ---- deadlines

  /**
   * Returns until when an entry may live, by its own limit and by the current rules, which count
   * from the time at which it was stored. An entry without that time was written by an earlier
   * version of this library, and keeps the limit that its writer gave it. An entry that was stored
   * in the future ends immediately.
   */
  private long notAfter(K key, ByteEntry entry) {
    long limit = limit(key, entry);
    boolean expires = Math.min(limit, entry.policyDeadline()) != Expiry.NEVER;
    return (expires && isStoredLater(entry)) ? Expiry.IMMEDIATELY : limit;
  }

  /**
   * Returns whether an entry was stored before the clock was set back, so that its age is unknown.
   * Always false in a shared store, where another process's clock may just be ahead.
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

  /** Returns whether a known invalidation covers an entry that would be live otherwise. */
  boolean isHidden(K key, byte[] encoded, ByteEntry entry) {
    return isHidden(key, entry, facets.invalidations(encoded));
  }

  private boolean isHidden(K key, ByteEntry entry, Invalidations by) {
    return entry.epoch() < by.epoch()
        && !by.isEmpty()
        && isLive(key, entry)
        && InvalidationMatcher.hides(by, entry.epoch(), Keys.text(key));
  }

  /** Returns whether an invalidation after an epoch may cover a key. */
  boolean mayBeHiddenSince(K key, byte[] encoded, long epoch) {
    Invalidations by = facets.invalidations(encoded);
    return epoch < by.epoch() && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(key));
  }

  // ---- values

  /**
   * An entry that was read.
   *
   * @param decoded its value; null if the transition does not need it
   * @param notAfter the earlier of the stored limit and that of this process's rules
   */
  private record ReadEntry<V>(ByteEntry entry, @Nullable V decoded, long notAfter, boolean hidden)
      implements StoredEntry<V> {
    @Override
    public V value() {
      return requireNonNull(decoded, "the transition has said that it needs no value");
    }

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
   * What a transition decides on.
   *
   * @param current null if there is no entry that can be decoded
   * @param isUnreadable whether there is a live entry that others may be able to decode
   */
  record Look<V>(@Nullable StoredEntry<V> current, boolean isUnreadable) {}

  /**
   * Returns what a transition decides on. The value is decoded here, before the transition runs, so
   * that the application's code never meets a value that cannot be decoded.
   *
   * @return null if the entry was damaged and has been dropped: the caller reads again
   */
  @Nullable Look<V> look(K key, byte[] encoded, @Nullable ByteEntry found, Invalidations by) {
    return (found == null || found.isPlaceholder())
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
      boolean unused = bytes.drop(encoded, entry); // no process can decode it
      return null;
    }
    listener.undecodable("an entry cannot be read here, and counts as absent: " + why.getMessage());
    return new Look<>(null, true);
  }

  /** Returns the same as {@link #look}, without the value. */
  Look<V> lookAtDeadlines(K key, @Nullable ByteEntry found, Invalidations by) {
    return (found == null || found.isPlaceholder())
        ? new Look<>(null, false)
        : new Look<>(
            new ReadEntry<>(found, null, notAfter(key, found), isHidden(key, found, by)), false);
  }

  /** Returns an entry; null if there is none, or a placeholder, or one that cannot be decoded. */
  @Nullable StoredEntry<V> read(K key, byte[] encoded, @Nullable ByteEntry found) {
    Look<V> look = look(key, encoded, found, facets.invalidations(encoded));
    return (look == null) ? null : look.current();
  }

  /**
   * Returns an entry.
   *
   * @throws UndecodableException if its value cannot be decoded
   */
  StoredEntry<V> decode(K key, ByteEntry entry, boolean hidden) {
    if (entry.isForeign()) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    }
    return new ReadEntry<>(entry, codec.decodeValue(entry.value()), notAfter(key, entry), hidden);
  }

  /** Returns a key; null if it cannot be decoded, for which the same holds as for values. */
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
