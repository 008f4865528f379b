/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.LifeLimits;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Keys;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * Makes a {@link Store} of a {@link ByteStore}: the one place that encodes, decides and commits for
 * all stores outside the heap. A decision is made from what was read, and committed by one
 * compare-and-set; where somebody else won the race, it is made again.
 *
 * <p>Bytes are not trusted. An entry that cannot be decoded counts as absent. It stays, as others
 * may read it: it is replaced or removed by what the application puts or removes, but not by what
 * it loads. Only what is damaged is dropped by whoever finds it.
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
  private static final int REMEMBERED = 10_000;

  /** In milliseconds: a clock that was corrected by less was not set back. */
  private static final long INEXACT = 60_000;

  private final DegradingByteStore bytes;

  private final boolean isRemote;

  private final EntryCodec<K, V> codec;
  private final Expiry expiry;
  private final LifeLimits limits;
  private final StoreListener listener;

  /** From when lives are counted of entries that do not tell when they were stored. */
  private volatile long limitedSince;

  /** How often the store had failed when each invalidation was declared. */
  private final Map<Long, Long> failuresAt = new ConcurrentHashMap<>();

  /** The invalidations that waited to be reclaimed when {@link #sweep} ran last. */
  private volatile Set<Long> waitedBefore = Set.of();

  /** Keeps the entries of a cache in a store of bytes, which it closes with itself. */
  public OptimisticStore(StoreSpec<K, V> context, ByteStore bytes) {
    this.bytes = new DegradingByteStore(context, bytes);
    this.isRemote = this.bytes.isRemote();
    this.codec = context.codec();
    this.expiry = context.expiry();
    this.limits = context.limits();
    this.limitedSince = expiry.now();
    this.listener = context.listener();
  }

  /**
   * What was read.
   *
   * @param notAfter by what is stored, and by the rules of who reads
   */
  private record Decoded<V>(ByteEntry entry, V value, long notAfter, boolean hidden)
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
    return !bytes.isShared() && entry.writtenAt() - INEXACT > expiry.recently();
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

  private long expiresAt(K key, ByteEntry entry) {
    return Math.min(entry.policyDeadline(), notAfter(key, entry));
  }

  /**
   * What a transition is shown.
   *
   * @param current null where there is no entry that it can be shown
   * @param isUnreadable whether there is a live one, which others may read
   */
  private record Look<V>(@Nullable Decoded<V> current, boolean isUnreadable) {}

  /**
   * Returns what to show of an entry. That its value cannot be read is found out here, before a
   * transition sees it, since user code would not know what to make of it. Such an entry stays as
   * long as it lives, as others may read it. What is damaged is dropped.
   *
   * @return null where the entry was dropped, and another may be there
   */
  private @Nullable Look<V> look(K key, byte[] encoded, ByteEntry entry, boolean hidden) {
    UndecodableException why;
    try {
      return new Look<>(decoded(key, entry, hidden), false);
    } catch (UndecodableException e) {
      why = e;
    }
    if (why.isDamaged()) {
      if (bytes.compareAndSet(encoded, entry, null)) {
        listener.undecodable("an entry is damaged, and was dropped: " + why.getMessage());
      }
      return null;
    } else if (hidden || !expiry.isLive(entry.expiresAt())) {
      boolean unused = bytes.compareAndSet(encoded, entry, null); // nobody has a use for it
      return null;
    }
    listener.undecodable("an entry cannot be read here, and counts as absent: " + why.getMessage());
    return new Look<>(null, true);
  }

  private @Nullable Look<V> look(
      K key, byte[] encoded, @Nullable ByteEntry seen, Invalidations by) {
    return (seen == null || seen.isLease())
        ? new Look<>(null, false)
        : look(key, encoded, seen, isHidden(key, seen, by));
  }

  private @Nullable Decoded<V> decode(K key, byte[] encoded, ByteEntry entry, boolean hidden) {
    Look<V> look = look(key, encoded, entry, hidden);
    return (look == null) ? null : look.current();
  }

  private Decoded<V> decoded(K key, ByteEntry entry, boolean hidden) {
    if (entry.isForeign()) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    }
    return new Decoded<>(entry, codec.decodeValue(entry.value()), notAfter(key, entry), hidden);
  }

  private boolean isHidden(K key, byte[] encoded, ByteEntry entry) {
    return isHidden(key, entry, bytes.invalidations(encoded));
  }

  /** Returns whether an entry that would be alive is covered by one of the invalidations. */
  private boolean isHidden(K key, ByteEntry entry, Invalidations by) {
    return entry.epoch() < by.epoch()
        && !by.isEmpty()
        && expiry.isLive(expiresAt(key, entry))
        && InvalidationMatcher.hides(by, entry.epoch(), Keys.text(key));
  }

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    byte[] encoded = codec.encodeKey(key);
    return inTime(() -> value(key, encoded, bytes.get(encoded), dead));
  }

  /** Runs an operation, for which callers wait no longer than for one call. */
  private <T extends @Nullable Object> T inTime(Supplier<T> operation) {
    return isRemote ? OperationTime.of(operation) : operation.get();
  }

  private @Nullable V value(
      K key, byte[] encoded, @Nullable ByteEntry entry, Consumer<? super K> dead) {
    if (entry == null || entry.isLease()) {
      return null;
    } else if (!expiry.isLive(expiresAt(key, entry)) || isHidden(key, encoded, entry)) {
      tell(dead, key);
      return null;
    }
    Decoded<V> decoded = decode(key, encoded, entry, false);
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

  /** Moves a deadline. The reader has its value, whatever becomes of that. */
  private void touch(byte[] key, ByteEntry entry, long policyDeadline, long notAfter) {
    try {
      boolean unused = bytes.touch(key, entry, policyDeadline, notAfter); // who changes it wins
    } catch (StoreException e) {
      // told already, and the entry ends too early at worst
    }
  }

  /** Names a dead entry. The reader has its answer, whatever becomes of that. */
  private void tell(Consumer<? super K> dead, K key) {
    try {
      dead.accept(key);
    } catch (StoreException e) {
      // told already; the entry stays dead, and the next who comes by removes it
    }
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    byte[] encoded = codec.encodeKey(key);
    return inTime(() -> entry(key, encoded, bytes.get(encoded)));
  }

  private @Nullable Decoded<V> entry(K key, byte[] encoded, @Nullable ByteEntry entry) {
    return (entry == null || entry.isLease())
        ? null
        : decode(key, encoded, entry, isHidden(key, encoded, entry));
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    return inTime(() -> compute(key, codec.encodeKey(key), transition));
  }

  private <R extends @Nullable Object> R compute(
      K key, byte[] encoded, Transition<V, R> transition) {
    ByteEntry lease = leaseOf(transition);
    while (true) {
      ByteEntry seen = (lease == null) ? bytes.getForDecision(encoded) : lease;
      lease = null; // the next time, somebody has changed what was there
      Invalidations by = bytes.invalidations(encoded);
      Look<V> look = look(key, encoded, seen, by);
      if (look == null) {
        continue; // it was dropped, or there is another by now
      }
      Decision<V, R> decision = decide(key, transition, seen, look, by);
      if (decision instanceof Decision.Put<V, R> put
          ? commit(key, encoded, seen, put, by)
          : commit(encoded, seen, decision)) {
        return decision.result();
      }
      OperationTime.renew(); // others were quicker
    }
  }

  /**
   * Returns what a load has left for its key, if it was the first there: then the change that
   * stores what was loaded finds out by itself whether it is still there.
   */
  private @Nullable ByteEntry leaseOf(Transition<V, ?> transition) {
    return (transition.lease() instanceof HeldLease<V> marked && marked.isOwn())
        ? marked.seen
        : null;
  }

  private <R extends @Nullable Object> Decision<V, R> decide(
      K key,
      Transition<V, R> transition,
      @Nullable ByteEntry seen,
      Look<V> look,
      Invalidations by) {
    return OperationTime.apart(() -> decideApart(key, transition, seen, look, by));
  }

  private <R extends @Nullable Object> Decision<V, R> decideApart(
      K key,
      Transition<V, R> transition,
      @Nullable ByteEntry seen,
      Look<V> look,
      Invalidations by) {
    LoadLease<V> lease = transition.lease();
    // A mark that this store did not leave says nothing of what others have changed since.
    boolean isLate =
        (lease instanceof HeldLease<V> marked) ? marked.isLate(key, seen, by) : lease != null;
    if (isLate) {
      return transition.decideLate(look.current());
    }
    return look.isUnreadable() ? transition.decideUnreadable() : transition.decide(look.current());
  }

  private boolean commit(
      K key, byte[] encoded, @Nullable ByteEntry seen, Decision.Put<V, ?> put, Invalidations by) {
    byte[] value = codec.encodeValue(put.value());
    Invalidations last = by;
    while (!bytes.compareAndSet(encoded, seen, entry(value, put, last))) {
      Invalidations before = last;
      last = bytes.invalidations(encoded);
      if (last.epoch() == before.epoch()
          || InvalidationMatcher.mayCoverSince(last, before.epoch(), Keys.text(key))) {
        return false;
      }
      OperationTime.renew();
    }
    return true;
  }

  private <R extends @Nullable Object> boolean commit(
      byte[] key, @Nullable ByteEntry seen, Decision<V, R> decision) {
    if (seen == null && decision instanceof Decision.Remove) {
      bytes.announceRemoval(key);
      return true;
    } else if (seen == null || decision instanceof Decision.Keep) {
      return true;
    } else if (decision instanceof Decision.Touch<V, R> touch) {
      return bytes.touch(key, seen, touch.expiresAt(), touch.notAfter());
    }
    return bytes.compareAndSet(key, seen, null);
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    byte[] encoded = codec.encodeKey(key);
    boolean isDone =
        isPutBlindly(encoded, expiry)
            && inTime(
                () ->
                    bytes
                        .putAll(List.of(encoded), List.of(codec.encodeValue(value)), expiry)
                        .get(0));
    if (!isDone) {
      Store.super.put(key, value, expiry);
    }
  }

  /** Returns whether nobody need look whether what is there is hidden. */
  private boolean isPutBlindly(byte[] key, Expiry expiry) {
    return expiry.isSameForUpdates() || bytes.invalidations(key).isEmpty();
  }

  /** Decodes nothing, so that no code of the application's runs but for the key. */
  @Override
  public void set(K key, V value, long policyDeadline, long notAfter) {
    byte[] encodedKey = codec.encodeKey(key);
    byte[] encoded = codec.encodeValue(value);
    boolean unused =
        inTime(
            () -> {
              ByteEntry seen;
              ByteEntry next;
              do {
                seen = bytes.getForDecision(encodedKey);
                next =
                    ByteEntry.of(
                        encoded,
                        policyDeadline,
                        notAfter,
                        bytes.invalidations(encodedKey).epoch(),
                        expiry.now());
              } while (!bytes.compareAndSet(encodedKey, seen, next));
              return true;
            });
  }

  /** As {@link #set}. */
  @Override
  public void drop(K key) {
    byte[] encoded = codec.encodeKey(key);
    boolean unused =
        inTime(
            () -> {
              ByteEntry seen;
              do {
                seen = bytes.getForDecision(encoded);
              } while (seen != null && !bytes.compareAndSet(encoded, seen, null));
              return true;
            });
  }

  // ---- many at once

  @Override
  public int batch() {
    return bytes.batchSize();
  }

  private List<byte[]> encode(Collection<? extends K> keys) {
    List<byte[]> encoded = new ArrayList<>(keys.size());
    keys.forEach(key -> encoded.add(codec.encodeKey(key)));
    return encoded;
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    return inTime(() -> valuesOf(keys, dead));
  }

  private Map<K, V> valuesOf(Collection<? extends K> keys, Consumer<? super K> dead) {
    List<K> asked = new ArrayList<>(keys);
    List<byte[]> encoded = encode(asked);
    List<@Nullable ByteEntry> entries = bytes.getAll(encoded);
    Map<K, V> found = new HashMap<>(2 * entries.size());
    for (int i = 0; i < entries.size(); i++) {
      V value = value(asked.get(i), encoded.get(i), entries.get(i), dead);
      if (value != null) {
        found.put(asked.get(i), value);
      }
    }
    return found;
  }

  @Override
  public Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys) {
    return inTime(() -> entriesOf(keys));
  }

  private Map<K, StoredEntry<V>> entriesOf(Collection<? extends K> keys) {
    List<K> asked = new ArrayList<>(keys);
    List<byte[]> encoded = encode(asked);
    List<@Nullable ByteEntry> entries = bytes.getAll(encoded);
    Map<K, StoredEntry<V>> found = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      StoredEntry<V> entry = entry(asked.get(i), encoded.get(i), entries.get(i));
      if (entry != null) {
        found.put(asked.get(i), entry);
      }
    }
    return found;
  }

  /** Decides upon all once; those that others were quicker with, one after the other. */
  @Override
  public <R> Map<K, R> computeAll(Map<K, ? extends Transition<V, R>> transitions) {
    return inTime(() -> computeTogether(transitions));
  }

  private <R> Map<K, R> computeTogether(Map<K, ? extends Transition<V, R>> transitions) {
    List<K> keys = new ArrayList<>(transitions.keySet());
    List<byte[]> encoded = encode(keys);
    List<@Nullable ByteEntry> seen = seenBy(keys, encoded, transitions);
    Map<K, R> results = new HashMap<>();
    List<K> changed = new ArrayList<>();
    List<Decision<V, R>> decisions = new ArrayList<>();
    List<ByteChange> changes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      K key = keys.get(i);
      ByteEntry entry = seen.get(i);
      Invalidations by = bytes.invalidations(encoded.get(i));
      Look<V> look = look(key, encoded.get(i), entry, by);
      if (look == null) {
        continue;
      }
      Decision<V, R> decision = decide(key, requireNonNull(transitions.get(key)), entry, look, by);
      if (decision instanceof Decision.Put<V, R> put) {
        changes.add(new ByteChange(encoded.get(i), entry, encode(put, by)));
      } else if (decision instanceof Decision.Remove && entry != null) {
        changes.add(new ByteChange(encoded.get(i), entry, null));
      } else {
        if (commit(encoded.get(i), entry, decision)) {
          results.put(key, decision.result());
        }
        continue;
      }
      changed.add(key);
      decisions.add(decision);
    }
    List<Boolean> done = changes.isEmpty() ? List.of() : bytes.compareAndSetAll(changes);
    for (int i = 0; i < changed.size(); i++) {
      if (done.get(i)) {
        results.put(changed.get(i), decisions.get(i).result());
      }
    }
    for (K key : keys) {
      if (!results.containsKey(key)) {
        OperationTime.renew(); // others were quicker
        results.put(key, compute(key, requireNonNull(transitions.get(key))));
      }
    }
    return results;
  }

  /** Returns what is decided upon: what loads have left, as {@link #leaseOf}, is not looked at. */
  private List<@Nullable ByteEntry> seenBy(
      List<K> keys, List<byte[]> encoded, Map<K, ? extends Transition<V, ?>> transitions) {
    List<@Nullable ByteEntry> seen = new ArrayList<>(keys.size());
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry lease = leaseOf(requireNonNull(transitions.get(keys.get(i))));
      seen.add(lease);
      if (lease == null) {
        asked.add(i);
      }
    }
    if (!asked.isEmpty()) {
      List<@Nullable ByteEntry> found =
          bytes.getAllForDecision(asked.stream().map(encoded::get).toList());
      for (int i = 0; i < found.size(); i++) {
        seen.set(asked.get(i), found.get(i));
      }
    }
    return seen;
  }

  private ByteEntry encode(Decision.Put<V, ?> put, Invalidations by) {
    return entry(codec.encodeValue(put.value()), put, by);
  }

  private ByteEntry entry(byte[] value, Decision.Put<V, ?> put, Invalidations by) {
    return ByteEntry.of(value, put.expiresAt(), put.notAfter(), by.epoch(), expiry.now());
  }

  @Override
  public void putAll(Map<K, V> values, Expiry expiry) {
    inTime(
        () -> {
          putTogether(values, expiry);
          return true;
        });
  }

  private void putTogether(Map<K, V> values, Expiry expiry) {
    List<K> blindly = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    List<K> looking = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          byte[] encodedKey = codec.encodeKey(key);
          if (isPutBlindly(encodedKey, expiry)) {
            blindly.add(key);
            keys.add(encodedKey);
            encoded.add(codec.encodeValue(value));
          } else {
            looking.add(key);
          }
        });
    List<Boolean> stored = keys.isEmpty() ? List.of() : bytes.putAll(keys, encoded, expiry);
    for (int i = 0; i < stored.size(); i++) {
      if (!stored.get(i)) {
        looking.add(blindly.get(i));
      }
    }
    for (K key : looking) {
      OperationTime.renew(); // each is decided upon by itself
      Store.super.put(key, requireNonNull(values.get(key)), expiry);
    }
  }

  /** Those keys of which something may be hidden are looked at. */
  @Override
  public Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    return inTime(() -> removeTogether(keys, expiry));
  }

  private Map<K, Removal> removeTogether(Collection<? extends K> keys, Expiry expiry) {
    List<K> blindly = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    List<K> looking = new ArrayList<>();
    for (K key : keys) {
      byte[] encodedKey = codec.encodeKey(key);
      if (bytes.removesBlindly() && bytes.invalidations(encodedKey).isEmpty()) {
        blindly.add(key);
        encoded.add(encodedKey);
      } else {
        looking.add(key);
      }
    }
    Map<K, Removal> removed = new HashMap<>();
    List<Removal> found = encoded.isEmpty() ? List.of() : bytes.removeAll(encoded, expiry.now());
    for (int i = 0; i < found.size(); i++) {
      Removal what = found.get(i);
      if (what == Removal.SUPERSEDED) {
        looking.add(blindly.get(i));
      } else {
        removed.put(blindly.get(i), what);
      }
    }
    Map<K, Transition<V, Removal>> transitions = new HashMap<>();
    looking.forEach(
        key ->
            transitions.put(
                key, entry -> new Decision.Remove<>(StoredEntry.removed(entry, expiry))));
    if (!transitions.isEmpty()) {
      removed.putAll(computeAll(transitions));
    }
    return removed;
  }

  // ---- loads

  /**
   * What was there when a load began.
   *
   * @param seen what stood for the key; or null where only this process changes the store, which
   *     knows by itself whether it did
   * @param epoch of the last invalidation by then
   */
  private record HeldLease<V>(
      @Nullable ByteEntry seen, long epoch, @Nullable StoredEntry<V> entry, boolean isTaken)
      implements LoadLease<V> {
    boolean isLate(Object key, @Nullable ByteEntry now, Invalidations by) {
      return (seen != null && !seen.equals(now))
          || (by.epoch() != epoch && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(key)));
    }

    /** Returns whether the mark is this load's alone, and no entry. */
    @SuppressWarnings("ReferenceEquality") // the one that stands for what could not be seen
    boolean isOwn() {
      return seen != null && seen.isLease() && !isTaken && seen != DegradingByteStore.UNKNOWN;
    }
  }

  @Override
  public Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    return inTime(() -> markTogether(keys));
  }

  private Map<K, LoadLease<V>> markTogether(Collection<? extends K> keys) {
    List<K> asked = new ArrayList<>(keys);
    List<byte[]> encoded = encode(asked);
    List<ByteLease> leases = bytes.isShared() ? bytes.lease(encoded) : null;
    Map<K, LoadLease<V>> result = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      K key = asked.get(i);
      ByteLease lease = (leases == null) ? null : leases.get(i);
      ByteEntry seen = (lease == null) ? null : lease.entry();
      ByteEntry entry = (lease == null) ? bytes.get(encoded.get(i)) : seen;
      // By now, an answer from before what was seen may have been the last that was heard.
      long epoch = bytes.invalidations(encoded.get(i)).epoch();
      result.put(
          key,
          new HeldLease<>(
              seen,
              (seen == null) ? epoch : Math.max(epoch, seen.epoch()),
              entry(key, encoded.get(i), entry),
              lease != null && lease.isTaken()));
    }
    return result;
  }

  @Override
  public void release(Map<K, LoadLease<V>> leases) {
    List<ByteChange> changes = new ArrayList<>();
    leases.forEach(
        (key, lease) -> {
          if (lease instanceof HeldLease<V> marked
              && marked.seen != null
              && marked.seen.isLease()
              && marked.seen != DegradingByteStore.UNKNOWN) {
            changes.add(new ByteChange(codec.encodeKey(key), marked.seen, null));
          }
        });
    if (!changes.isEmpty()) {
      List<Boolean> unused = inTime(() -> bytes.compareAndSetAll(changes));
    }
  }

  // ---- what others change

  @Override
  public boolean isShared() {
    return bytes.isShared();
  }

  @Override
  public void follow(ChangeListener<? super K> listener) {
    bytes.follow(
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
    return new DecodingCursor(bytes.scan());
  }

  @Override
  public EntryCursor<K, V> scanKeys(String prefix) {
    return new DecodingCursor(bytes.scanKeys(codec.keyPrefixes(prefix)));
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
    limitedSince = expiry.now();
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
    bytes.setMaximum(maximum);
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    long failures = bytes.failures();
    OptionalLong epoch = bytes.invalidate(patterns);
    if (failuresAt.size() > REMEMBERED) {
      failuresAt.clear(); // of those that nobody reclaimed; the sweeper will
    }
    epoch.ifPresent(published -> failuresAt.put(published, failures));
    return epoch;
  }

  /** Where anything failed meanwhile, something may be left; then it is left to the sweeper. */
  @Override
  public void reclaimed(long epoch) {
    Long failures = failuresAt.remove(epoch);
    if (failures != null && failures == bytes.failures()) {
      bytes.reclaimed(epoch);
    }
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    reclaim(dead);
    bytes.sweep(
        key -> {
          K decoded = decodeKey(key);
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
      boolean unused = bytes.compareAndSet(key, entry, null);
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
    try (DecodingCursor cursor = new DecodingCursor(bytes.scan())) {
      while (cursor.advance()) {
        if (cursor.isHidden()) {
          K key = cursor.key();
          dead.accept(key);
          StoredEntry<V> left = peek(key);
          all &= left == null || left.expiresAt() != Expiry.INVALIDATED;
        }
      }
    }
    return all && failures == bytes.failures();
  }

  /** Returns a key; or null if it cannot be read, which is as with {@link #look values}. */
  private @Nullable K decodeKey(byte[] key) {
    UndecodableException why;
    try {
      return codec.decodeKey(key);
    } catch (UndecodableException e) {
      why = e;
    }
    ByteEntry entry = why.isDamaged() ? bytes.get(key) : null;
    if (entry != null && bytes.compareAndSet(key, entry, null)) {
      listener.undecodable("an entry is damaged, and was dropped: " + why.getMessage());
    } else if (!why.isDamaged()) {
      listener.undecodable("an entry cannot be read here, and is passed over: " + why.getMessage());
    }
    return null;
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

  private final class DecodingCursor implements EntryCursor<K, V> {
    private final DegradingByteStore.DegradingCursor cursor;
    private @Nullable K key;

    DecodingCursor(DegradingByteStore.DegradingCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean advance() {
      while (cursor.advance()) {
        K next = decodeKey(cursor.key());
        if (next != null && !wasRemovedSince(next)) {
          key = next;
          return true;
        }
      }
      return false;
    }

    /** Returns whether the entry was read ahead, and is no longer there: it was invalidated. */
    private boolean wasRemovedSince(K next) {
      Invalidations by = bytes.invalidations(cursor.key());
      long epoch = cursor.epoch();
      return epoch < by.epoch()
          && InvalidationMatcher.mayCoverSince(by, epoch, Keys.text(next))
          && bytes.get(cursor.key()) == null;
    }

    @Override
    public K key() {
      return requireNonNull(key);
    }

    /** Decoded only now, as most who walk over entries look for keys. */
    @Override
    public StoredEntry<V> entry() {
      return decoded(key(), cursor.entry(), isHidden());
    }

    @Override
    public long expiresAt() {
      return isHidden()
          ? Expiry.INVALIDATED
          : OptimisticStore.this.expiresAt(key(), cursor.entry());
    }

    @Override
    public boolean isComplete() {
      return cursor.isComplete();
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
