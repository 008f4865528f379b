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
 * <p>Bytes are not trusted. An entry that cannot be decoded counts as absent, whoever looks, and is
 * replaced or removed by what is decided then.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public final class OptimisticStore<K, V> implements Store<K, V> {
  private final ByteStore bytes;
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final StoreListener listener;

  /** Keeps the entries of a cache in a store of bytes, which it closes with itself. */
  public OptimisticStore(StoreContext<K, V> context, ByteStore bytes) {
    this.bytes = bytes;
    this.codec = context.codec();
    this.expiry = context.expiry();
    this.listener = context.listener();
  }

  /** What was read; the value is decoded when somebody asks for it. */
  private final class Decoding implements StoredEntry<V> {
    private final ByteEntry entry;
    private @Nullable V value;

    Decoding(ByteEntry entry) {
      this.entry = entry;
    }

    @Override
    public V value() {
      if (value == null) {
        value = codec.decodeValue(entry.value());
      }
      return requireNonNull(value);
    }

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

  @Override
  public @Nullable V get(K key) {
    byte[] encoded = codec.encodeKey(key);
    ByteEntry entry = bytes.get(encoded);
    if (entry == null || !expiry.isLive(entry.expiresAt())) {
      return null;
    }
    V value;
    try {
      value = codec.decodeValue(entry.value());
    } catch (UndecodableException e) {
      drop(encoded, entry, e);
      return null;
    }
    if (expiry.isMovedByAccess()) {
      long moved = expiry.onAccess(entry.policyDeadline());
      if (moved != entry.policyDeadline()) {
        touch(encoded, entry, moved, entry.notAfter());
      }
    }
    return value;
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
    if (entry == null) {
      return null;
    }
    Decoding decoding = new Decoding(entry);
    return isReadable(encoded, decoding) ? decoding : null;
  }

  @SuppressWarnings("CheckReturnValue") // decoded to see whether it can be
  private boolean isReadable(byte[] key, Decoding decoding) {
    try {
      decoding.value();
      return true;
    } catch (UndecodableException e) {
      drop(key, decoding.entry, e);
      return false;
    }
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    byte[] encoded = codec.encodeKey(key);
    while (true) {
      ByteEntry seen = bytes.get(encoded);
      Decision<V, R> decision;
      try {
        decision = transition.decide((seen == null) ? null : new Decoding(seen));
      } catch (UndecodableException e) {
        drop(encoded, requireNonNull(seen), e);
        continue;
      }
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
  public void close() {
    bytes.close();
  }

  private final class Cursor implements EntryCursor<K, V> {
    private final ByteCursor cursor;
    private @Nullable K key;
    private @Nullable Decoding entry;

    Cursor(ByteCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean advance() {
      while (cursor.advance()) {
        K decoded = decodeKey(cursor.key());
        if (decoded != null) {
          Decoding decoding = new Decoding(cursor.entry());
          if (isReadable(cursor.key(), decoding)) {
            key = decoded;
            entry = decoding;
            return true;
          }
        }
      }
      return false;
    }

    @Override
    public K key() {
      return requireNonNull(key);
    }

    @Override
    public StoredEntry<V> entry() {
      return requireNonNull(entry);
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
