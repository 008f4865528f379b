/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Store} of a {@link ByteStore}: the one place that encodes, decides and commits for
 * all stores outside the heap. A decision is made from what was read, and committed by one
 * compare-and-set; where somebody else won the race, it is made again.
 *
 * <p>Bytes are not trusted. An entry that cannot be decoded is dropped by whoever finds it, and
 * counts as absent.
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

  /** Keeps the entries of a cache in a store of bytes, which it closes with itself. */
  public OptimisticStore(StoreContext<K, V> context, ByteStore bytes) {
    this.bytes = new Fallback(context, bytes);
    this.codec = context.codec();
    this.expiry = context.expiry();
    this.listener = context.listener();
  }

  /** What was read. */
  private record Decoded<V>(ByteEntry entry, V value) implements StoredEntry<V> {
    @Override
    public long expiresAt() {
      return entry.expiresAt();
    }

    @Override
    public long policyDeadline() {
      return entry.policyDeadline();
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
  private @Nullable Decoded<V> decode(byte[] key, ByteEntry entry) {
    try {
      return new Decoded<>(entry, codec.decodeValue(entry.value()));
    } catch (UndecodableException e) {
      drop(key, entry, e);
      return null;
    }
  }

  @Override
  public @Nullable V get(K key) {
    byte[] encoded = codec.encodeKey(key);
    ByteEntry entry = bytes.get(encoded);
    if (entry == null || !expiry.isLive(entry.expiresAt())) {
      return null;
    }
    Decoded<V> decoded = decode(encoded, entry);
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
    return (entry == null) ? null : decode(encoded, entry);
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    byte[] encoded = codec.encodeKey(key);
    while (true) {
      ByteEntry seen = bytes.getForDecision(encoded);
      Decoded<V> current = (seen == null) ? null : decode(encoded, seen);
      if (current == null && seen != null) {
        continue; // it was dropped, or there is another by now
      }
      Decision<V, R> decision = transition.decide(current);
      if (commit(encoded, seen, decision)) {
        return decision.result();
      }
    }
  }

  private <R extends @Nullable Object> boolean commit(
      byte[] key, @Nullable ByteEntry seen, Decision<V, R> decision) {
    if (decision instanceof Decision.Put<V, R> put) {
      byte[] value = codec.encodeValue(put.value());
      return bytes.replace(key, seen, ByteEntry.of(value, put.expiresAt(), put.notAfter()));
    } else if (seen == null || decision instanceof Decision.Keep) {
      return true;
    } else if (decision instanceof Decision.Touch<V, R> touch) {
      return bytes.touch(key, seen, touch.expiresAt(), touch.notAfter());
    }
    return bytes.replace(key, seen, null);
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    bytes.put(codec.encodeKey(key), codec.encodeValue(value), expiry);
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
  public void sweep(Consumer<? super K> dead) {
    bytes.sweep(
        key -> {
          K decoded = decodeKey(key);
          if (decoded != null) {
            dead.accept(decoded);
          }
        });
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
      return new Decoded<>(entry, codec.decodeValue(entry.value()));
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
