/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Keys;

/**
 * Makes a {@link Store} of a {@link ByteStore}: the one place that encodes, decides and commits for
 * all stores outside the heap. A decision is made from what was read, and committed by one
 * compare-and-set; where somebody else won the race, it is made again.
 *
 * <p>Bytes are not trusted. An entry that cannot be decoded is dropped by whoever finds it, and
 * counts as absent.
 *
 * <p>What {@link Invalidations} cover is shown as dead. A decision is committed under the number of
 * the last one by which what it saw was judged, and only while that is the last; if what was
 * declared since concerns other keys, under the new number and without deciding again, so that no
 * number of invalidations keeps a slow processor from its end.
 *
 * <p>Nor is the store: where the cache is to fall back, a store that fails counts as empty, and
 * what it missed meanwhile is removed from it before it is believed again.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public final class OptimisticStore<K, V> implements Store<K, V> {
  private final Fallback bytes;
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final StoreListener listener;

  /** The invalidations that waited to be reclaimed when {@link #sweep} ran last. */
  private volatile Set<Long> waitedBefore = Set.of();

  /** Keeps the entries of a cache in a store of bytes, which it closes with itself. */
  public OptimisticStore(StoreContext<K, V> context, ByteStore bytes) {
    this.bytes = new Fallback(context, bytes);
    this.codec = context.codec();
    this.expiry = context.expiry();
    this.listener = context.listener();
  }

  /** What was read. */
  private record Decoded<V>(ByteEntry entry, V value, boolean hidden) implements StoredEntry<V> {
    @Override
    public long expiresAt() {
      return hidden ? Expiry.INVALIDATED : entry.expiresAt();
    }

    @Override
    public long policyDeadline() {
      return hidden ? Expiry.INVALIDATED : entry.policyDeadline();
    }

    @Override
    public long notAfter() {
      return entry.notAfter();
    }
  }

  /**
   * Returns an entry with its value; or null if that cannot be read, and drops the entry then. This
   * is found out here, before a transition sees the entry, since user code would not know what to
   * make of it.
   */
  private @Nullable Decoded<V> decode(byte[] key, ByteEntry entry, boolean hidden) {
    try {
      return new Decoded<>(entry, codec.decodeValue(entry.value()), hidden);
    } catch (UndecodableException e) {
      drop(key, entry, e);
      return null;
    }
  }

  private boolean isHidden(K key, byte[] encoded, ByteEntry entry) {
    return isHidden(key, entry, bytes.invalidations(encoded));
  }

  /** Returns whether an entry that would be alive is covered by one of the invalidations. */
  private boolean isHidden(K key, ByteEntry entry, Invalidations by) {
    return entry.number() < by.number()
        && !by.isEmpty()
        && expiry.isLive(entry.expiresAt())
        && by.cover(entry.number(), Keys.text(key));
  }

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    byte[] encoded = codec.encodeKey(key);
    ByteEntry entry = bytes.get(encoded);
    if (entry == null) {
      return null;
    } else if (!expiry.isLive(entry.expiresAt()) || isHidden(key, encoded, entry)) {
      dead.accept(key);
      return null;
    }
    Decoded<V> decoded = decode(encoded, entry, false);
    if (decoded == null) {
      return null;
    }
    if (expiry.isMovedByAccess()) {
      long moved = expiry.onAccess(entry.policyDeadline());
      if (moved != entry.policyDeadline()) {
        touch(encoded, entry, moved, entry.notAfter());
      }
    }
    return decoded.value();
  }

  @SuppressWarnings("CheckReturnValue") // who changes the entry meanwhile wins
  private void touch(byte[] key, ByteEntry entry, long policyDeadline, long notAfter) {
    bytes.touch(key, entry, policyDeadline, notAfter);
  }

  private void drop(byte[] key, ByteEntry entry, UndecodableException why) {
    if (bytes.replace(key, entry, null)) {
      listener.undecodable(String.valueOf(why.getMessage()));
    }
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    byte[] encoded = codec.encodeKey(key);
    ByteEntry entry = bytes.get(encoded);
    return (entry == null) ? null : decode(encoded, entry, isHidden(key, encoded, entry));
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    byte[] encoded = codec.encodeKey(key);
    while (true) {
      ByteEntry seen = bytes.getForDecision(encoded);
      Invalidations by = bytes.invalidations(encoded);
      Decoded<V> current = (seen == null) ? null : decode(encoded, seen, isHidden(key, seen, by));
      if (current == null && seen != null) {
        continue; // it was dropped, or there is another by now
      }
      Decision<V, R> decision = transition.decide(current);
      if (decision instanceof Decision.Put<V, R> put
          ? commit(key, encoded, seen, put, by)
          : commit(encoded, seen, decision)) {
        return decision.result();
      }
    }
  }

  private boolean commit(
      K key, byte[] encoded, @Nullable ByteEntry seen, Decision.Put<V, ?> put, Invalidations by) {
    byte[] value = codec.encodeValue(put.value());
    Invalidations last = by;
    while (!bytes.replace(
        encoded, seen, ByteEntry.of(value, put.expiresAt(), put.notAfter(), last.number()))) {
      Invalidations before = last;
      last = bytes.invalidations(encoded);
      if (last.number() == before.number() || last.mayCoverSince(before.number(), Keys.text(key))) {
        return false;
      }
    }
    return true;
  }

  private <R extends @Nullable Object> boolean commit(
      byte[] key, @Nullable ByteEntry seen, Decision<V, R> decision) {
    if (seen == null || decision instanceof Decision.Keep) {
      return true;
    } else if (decision instanceof Decision.Touch<V, R> touch) {
      return bytes.touch(key, seen, touch.expiresAt(), touch.notAfter());
    }
    return bytes.replace(key, seen, null);
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    byte[] encoded = codec.encodeKey(key);
    if (expiry.isSameForUpdates() || bytes.invalidations(encoded).isEmpty()) {
      bytes.put(encoded, codec.encodeValue(value), expiry);
    } else {
      Store.super.put(key, value, expiry); // looks whether what is there is hidden
    }
  }

  @Override
  public boolean follow(ChangeListener<? super K> listener) {
    return bytes.follow(
        new ChangeListener<>() {
          @Override
          public void changed(byte[] key) {
            try {
              listener.changed(codec.decodeKey(key));
            } catch (UndecodableException e) {
              // nor can one who looks for a key of this cache's have found it
            }
          }

          @Override
          public void invalidated(List<String> patterns) {
            listener.invalidated(patterns);
          }

          @Override
          public void lost() {
            listener.lost();
          }

          @Override
          public void found() {
            listener.found();
          }
        });
  }

  @Override
  public EntryCursor<K, V> scan() {
    return new Cursor(bytes.scan());
  }

  @Override
  public EntryCursor<K, V> scanToChange() {
    return new Cursor(bytes.scanToChange());
  }

  @Override
  public void clear() {
    bytes.clear();
  }

  @Override
  public long size() {
    return bytes.size();
  }

  @Override
  public void setMaximum(long maximum) {
    bytes.setMaximum(maximum);
  }

  @Override
  public long invalidate(List<String> patterns) {
    return bytes.invalidate(patterns);
  }

  @Override
  public void reclaimed(long invalidation) {
    bytes.reclaimed(invalidation);
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    reclaim(dead);
    bytes.sweep(
        key -> {
          K decoded = decodeKey(key);
          if (decoded != null) {
            dead.accept(decoded);
          }
        });
  }

  /** Names what is hidden since the sweep before: by now, who hid it would have reclaimed it. */
  private void reclaim(Consumer<? super K> dead) {
    Set<Long> waiting = bytes.unreclaimed();
    Set<Long> abandoned = new HashSet<>(waiting);
    abandoned.retainAll(waitedBefore);
    if (!abandoned.isEmpty() && reclaimAll(dead)) {
      abandoned.forEach(bytes::reclaimed);
    }
    waitedBefore = waiting;
  }

  /** Returns whether nothing is left of what is hidden. */
  private boolean reclaimAll(Consumer<? super K> dead) {
    boolean all = true;
    try (Cursor cursor = new Cursor(bytes.scanToChange())) {
      while (cursor.advance()) {
        if (cursor.isHidden()) {
          K key = cursor.key();
          dead.accept(key);
          StoredEntry<V> left = peek(key);
          all &= left == null || left.expiresAt() != Expiry.INVALIDATED;
        }
      }
    }
    return all;
  }

  private @Nullable K decodeKey(byte[] key) {
    try {
      return codec.decodeKey(key);
    } catch (UndecodableException e) {
      ByteEntry entry = bytes.get(key);
      if (entry != null) {
        drop(key, entry, e);
      }
      return null;
    }
  }

  @Override
  public Map<String, Object> details() {
    return bytes.details();
  }

  @Override
  public void destroy() {
    bytes.destroy();
  }

  @Override
  public void close() {
    bytes.close();
  }

  private final class Cursor implements EntryCursor<K, V> {
    private final ByteCursor cursor;
    private @Nullable K key;

    Cursor(ByteCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean advance() {
      while (cursor.advance()) {
        key = decodeKey(cursor.key());
        if (key != null) {
          return true;
        }
      }
      return false;
    }

    @Override
    public K key() {
      return requireNonNull(key);
    }

    /** Decoded only now, as most who walk over entries look for keys. */
    @Override
    public StoredEntry<V> entry() {
      ByteEntry entry = cursor.entry();
      return new Decoded<>(entry, codec.decodeValue(entry.value()), isHidden());
    }

    boolean isHidden() {
      return OptimisticStore.this.isHidden(key(), cursor.key(), cursor.entry());
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
