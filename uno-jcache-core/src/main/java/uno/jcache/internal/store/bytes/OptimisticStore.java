/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.BulkStore;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreException;

/**
 * Makes a {@link Store} of a {@link ByteStore}: the one place that encodes, decides and commits for
 * all stores outside the heap. A decision is based on the entry that was read, and committed by one
 * compare-and-set; if another writer wins the race, it is made again ({@link CommitLoop}).
 *
 * <p>Neither the bytes nor the store are trusted: {@link EntryReader} interprets entries, and
 * {@link DegradingByteStore} handles failures of the store.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 */
public final class OptimisticStore<K, V> extends BulkStore<K, V> {
  private final StoreFacets facets;
  private final DegradingByteStore bytes;
  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final EntryReader<K, V> reader;
  private final CommitLoop<K, V> commits;
  private final LoadLeases<K, V> leases;
  private final Reclaimer<K, V> reclaimer;

  /** Creates a store on a store of bytes, which it closes with itself. */
  public OptimisticStore(StoreSpec<K, V> spec, ByteStore store) {
    this.facets = new StoreFacets(store);
    this.bytes = new DegradingByteStore(spec, facets);
    this.codec = spec.codec();
    this.expiry = spec.expiry();
    this.reader = new EntryReader<>(spec, facets, bytes);
    this.commits = new CommitLoop<>(spec, facets, bytes, reader);
    this.leases = new LoadLeases<>(facets, bytes, reader);
    this.reclaimer = new Reclaimer<>(bytes, reader, expiry);
  }

  @Override
  public int batch() {
    return facets.bulk.batchSize();
  }

  /** Runs an operation within the time of one call, however many calls it makes. */
  private <T extends @Nullable Object> T inTime(Supplier<T> operation) {
    return (facets.remote != null) ? OperationTime.of(operation) : operation.get();
  }

  private List<byte[]> encode(Collection<? extends K> keys) {
    List<byte[]> encoded = new ArrayList<>(keys.size());
    keys.forEach(key -> encoded.add(codec.encodeKey(key)));
    return encoded;
  }

  // ---- reads

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    List<byte[]> encoded = encode(keys);
    return inTime(
        () -> found(keys, encoded, (key, place, entry) -> value(key, place, entry, dead)));
  }

  @Override
  public Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys) {
    List<byte[]> encoded = encode(keys);
    return inTime(() -> found(keys, encoded, reader::read));
  }

  /** Converts an entry that was read; the result is null if it counts as absent. */
  private interface Reading<K, T> {
    @Nullable T of(K key, byte[] encoded, @Nullable ByteEntry entry);
  }

  private <T> Map<K, T> found(
      Collection<? extends K> keys, List<byte[]> encoded, Reading<K, T> reading) {
    List<@Nullable ByteEntry> entries = bytes.getAll(encoded);
    Map<K, T> found = new HashMap<>(2 * entries.size());
    int i = 0;
    for (K key : keys) {
      T read = reading.of(key, encoded.get(i), entries.get(i));
      if (read != null) {
        found.put(key, read);
      }
      i++;
    }
    return found;
  }

  private @Nullable V value(
      K key, byte[] encoded, @Nullable ByteEntry entry, Consumer<? super K> dead) {
    if (entry == null || entry.isPlaceholder()) {
      return null;
    } else if (!reader.isLive(key, entry) || reader.isHidden(key, encoded, entry)) {
      report(dead, key);
      return null;
    }
    StoredEntry<V> read = reader.read(key, encoded, entry);
    if (read == null) {
      return null;
    }
    if (expiry.isMovedByAccess()) {
      long moved = expiry.onAccess(entry.policyDeadline());
      if (moved != entry.policyDeadline()) {
        touch(encoded, entry, moved);
      }
    }
    return read.value();
  }

  /** Moves a deadline. If that fails, the reader gets the value nevertheless. */
  private void touch(byte[] key, ByteEntry entry, long policyDeadline) {
    try {
      // a concurrent change of the entry wins
      boolean unused = bytes.touch(key, entry, policyDeadline, entry.notAfter());
    } catch (StoreException e) {
      // reported already; at worst the entry ends too early
    }
  }

  /** Reports a dead entry. If its removal fails, the reader gets its answer nevertheless. */
  private void report(Consumer<? super K> dead, K key) {
    try {
      dead.accept(key);
    } catch (StoreException e) {
      // reported already; the entry stays dead, and the next reader removes it
    }
  }

  // ---- changes

  @Override
  public <R extends @Nullable Object> Map<K, R> computeAll(
      Map<K, ? extends Transition<V, R>> transitions) {
    return inTime(() -> commits.commitAll(transitions));
  }

  @Override
  public void putAll(Map<K, V> values, Expiry expiry) {
    List<K> blind = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    List<K> others = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          byte[] encodedKey = codec.encodeKey(key);
          if (facets.blindPuts != null
              && (expiry.isSameForUpdates() || facets.invalidations(encodedKey).isEmpty())) {
            blind.add(key);
            keys.add(encodedKey);
            encoded.add(codec.encodeValue(value));
          } else {
            others.add(key); // the old entry must be read: it may be hidden
          }
        });
    Map<K, Boolean> unused =
        inTime(
            () -> {
              List<Boolean> stored =
                  keys.isEmpty() ? List.of() : bytes.putAll(keys, encoded, expiry);
              for (int i = 0; i < stored.size(); i++) {
                if (!stored.get(i)) {
                  others.add(blind.get(i));
                }
              }
              return decide(others, key -> Transition.put(requireNonNull(values.get(key)), expiry));
            });
  }

  /** If an invalidation may hide the entry of a key, that entry is read first. */
  @Override
  public Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    List<K> blind = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    List<K> others = new ArrayList<>();
    for (K key : keys) {
      byte[] encodedKey = codec.encodeKey(key);
      if (facets.blindRemovals != null && facets.invalidations(encodedKey).isEmpty()) {
        blind.add(key);
        encoded.add(encodedKey);
      } else {
        others.add(key);
      }
    }
    return inTime(
        () -> {
          Map<K, Removal> removed = new HashMap<>();
          List<Removal> found =
              encoded.isEmpty() ? List.of() : bytes.removeAll(encoded, expiry.now());
          for (int i = 0; i < found.size(); i++) {
            if (found.get(i) == Removal.SUPERSEDED) {
              others.add(blind.get(i));
            } else {
              removed.put(blind.get(i), found.get(i));
            }
          }
          removed.putAll(decide(others, key -> Transition.remove(expiry)));
          return removed;
        });
  }

  /** Decides on entries that must be read first. */
  private <R> Map<K, R> decide(List<K> keys, Function<K, Transition<V, R>> transition) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    OperationTime.renew();
    return commits.commitAll(keys.stream().collect(Collectors.toMap(key -> key, transition)));
  }

  /** Does not decode the old value, so that no code of the application runs but for the key. */
  @Override
  public void set(K key, V value, long policyDeadline, long notAfter) {
    byte[] encoded = codec.encodeValue(value);
    overwrite(key, epoch -> ByteEntry.of(encoded, policyDeadline, notAfter, epoch, expiry.now()));
  }

  /** As {@link #set}. */
  @Override
  public void drop(K key) {
    overwrite(key, epoch -> null);
  }

  /** Stores an entry under the epoch of the last invalidation, or removes the old one if null. */
  private void overwrite(K key, LongFunction<@Nullable ByteEntry> entry) {
    byte[] encoded = codec.encodeKey(key);
    boolean unused =
        inTime(
            () -> {
              ByteChange change;
              do {
                ByteEntry seen = bytes.getAllForDecision(List.of(encoded)).get(0);
                ByteEntry next = entry.apply(facets.invalidations(encoded).epoch());
                if (seen == null && next == null) {
                  return true;
                }
                change = new ByteChange(encoded, seen, next);
              } while (!bytes.compareAndSetAll(List.of(change)).get(0));
              return true;
            });
  }

  // ---- loads

  @Override
  public Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    List<K> asked = List.copyOf(keys);
    List<byte[]> encoded = encode(asked);
    return inTime(() -> leases.take(asked, encoded));
  }

  @Override
  public void release(Map<K, LoadLease<V>> leases) {
    boolean unused =
        inTime(
            () -> {
              this.leases.release(leases, codec::encodeKey);
              return true;
            });
  }

  // ---- what others change

  @Override
  public boolean isShared() {
    return facets.shared != null;
  }

  @Override
  public void follow(ChangeListener<? super K> listener) {
    if (facets.shared == null) {
      return;
    }
    facets.shared.follow(
        new ChangeListener<>() {
          @Override
          public void changed(byte[] key) {
            try {
              listener.changed(codec.decodeKey(key));
            } catch (UndecodableException e) {
              // no key of this cache, so no near cache has it
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
    return new DecodingCursor<>(bytes, reader, bytes.scan());
  }

  @Override
  public EntryCursor<K, V> scanKeys(String prefix) {
    return new DecodingCursor<>(bytes, reader, bytes.scanKeys(codec.keyPrefixes(prefix)));
  }

  @Override
  public void invalidateLater(List<String> patterns) {
    bytes.invalidateLater(patterns);
  }

  @Override
  public long failures() {
    return bytes.failures();
  }

  @Override
  public boolean limitsChanged() {
    reader.limitsChanged();
    return true;
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
  public OptionalLong knownSize() {
    return bytes.knownSize();
  }

  @Override
  public void setMaximum(long maximum) {
    if (facets.bounded != null) {
      facets.bounded.setMaximum(maximum);
    }
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return reclaimer.invalidate(patterns);
  }

  @Override
  public void reclaimed(long epoch) {
    reclaimer.reclaimed(epoch);
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    reclaimer.sweep(dead);
  }

  @Override
  public Map<String, Object> details() {
    return (facets.inspectable == null) ? Map.of() : facets.inspectable.details();
  }

  @Override
  public void destroy() {
    bytes.destroy();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
