/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.CallerRunsExecutor;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;

/**
 * Keeps entries in the heap, in a Caffeine cache that bounds them.
 *
 * <h2>Two forms of an entry</h2>
 *
 * An eternal entry is kept as its bare value; one with a deadline is wrapped in a {@link
 * MemoryEntry}. In most caches nothing expires, and a wrapper would cost another object in the heap
 * and another read from memory on each get. While {@link #bare} is true, no entry has ever been
 * wrapped here, so that a get need not check the class of what it found. It becomes false once,
 * before the first wrapped entry is visible.
 *
 * <h2>Commits compare identities</h2>
 *
 * {@link #compute} reads, decides and commits by one compare-and-set, in a loop; Caffeine's own
 * {@code compute} would run the decision, which may be user code, under the lock of a hash bin. The
 * comparison is by identity, as {@code equals} would be user code too. An ABA change does no harm:
 * a decision based on the first A is correct for the second.
 *
 * <p>A new value of a live wrapped entry is set in place, in the entry; the other commits ({@link
 * Swap}) change the map, and retire a wrapped entry that leaves it, in one step. A retired entry
 * counts as absent. If entries are weighed, no value is set in place, as Caffeine must know the new
 * weight; so no entry is retired.
 *
 * <h2>Expired entries</h2>
 *
 * stay until the sweeper removes them. Caffeine's own expiry is not used: it would read the clock
 * on each get and reorder a timer on each touch, and its removals would bypass the cache, which
 * must report that entries expired.
 */
final class MemoryStore<K, V> implements Store<K, V> {
  private final Cache<K, Object> cache;
  private final ConcurrentMap<K, Object> map;
  private final Policy<K, Object> policy;
  private final Expiry expiry;
  private final boolean inPlace;
  private volatile boolean bare;

  MemoryStore(StoreSpec<K, V> context) {
    Caffeine<Object, Object> builder =
        Caffeine.newBuilder().executor(CallerRunsExecutor.of(context.executor()));
    ToIntBiFunction<K, V> weigher = context.weigher();
    if (weigher == null) {
      builder.maximumSize(context.maximum());
    } else {
      builder
          .maximumWeight(context.maximum())
          .weigher((K key, Object stored) -> weigher.applyAsInt(key, valueOf(stored)));
    }
    builder.evictionListener(
        (key, stored, cause) -> {
          retire(stored);
          context.listener().evicted();
        });
    this.cache = builder.build();
    this.map = cache.asMap();
    this.policy = cache.policy();
    this.expiry = context.expiry();
    this.inPlace = (weigher == null);
    this.bare = expiry.isEternal();
  }

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    Object stored = cache.getIfPresent(key);
    // `bare` must be read after the entry: it is cleared before the first one is wrapped.
    if (bare || !(stored instanceof MemoryEntry<?>)) {
      return cast(stored);
    }
    MemoryEntry<V> entry = cast(stored);
    V value = entry.value();
    long expiresAt = entry.expiresAt();
    if (value == null) {
      return getSettled(key, dead);
    } else if (!expiry.isLive(expiresAt)) {
      dead.accept(key);
      return null;
    }
    if (expiry.isMovedByAccess()) {
      long deadline = entry.policyDeadline();
      long moved = expiry.onAccess(deadline);
      if (moved != deadline) {
        entry.moveTo(moved);
      }
    }
    return value;
  }

  /**
   * An entry as it was read at one moment.
   *
   * @param found what the map had: the bare value, or the {@link MemoryEntry}
   */
  private record Seen<V>(Object found, V value, long expiresAt, long policyDeadline, long notAfter)
      implements StoredEntry<V> {
    /** A bare value. */
    Seen(V value) {
      this(value, value, Expiry.NEVER, Expiry.NEVER, Expiry.NEVER);
    }

    Seen(MemoryEntry<V> entry, V value) {
      this(entry, value, entry.expiresAt(), entry.policyDeadline(), entry.notAfter());
    }
  }

  private @Nullable Seen<V> see(K key, @Nullable Object found) {
    Object there = found;
    Seen<V> seen = see(there);
    while (seen == null && there != null) {
      there = settled(key);
      seen = see(there);
    }
    return seen;
  }

  /** Returns the entry as it is now; null if there is none, or if it is retired. */
  private static <V> @Nullable Seen<V> see(@Nullable Object found) {
    if (found == null) {
      return null;
    } else if (found instanceof MemoryEntry<?>) {
      MemoryEntry<V> entry = cast(found);
      V value = entry.value();
      return (value == null) ? null : new Seen<>(entry, value);
    }
    V value = cast(found);
    return new Seen<>(value);
  }

  /**
   * Returns what has replaced a retired entry. The thread that retires an entry replaces or removes
   * it while the key is locked in the map.
   */
  private @Nullable Object settled(K key) {
    return map.computeIfPresent(key, (same, stored) -> isRetired(stored) ? null : stored);
  }

  private static boolean isRetired(Object stored) {
    return stored instanceof MemoryEntry<?> entry && entry.value() == null;
  }

  private @Nullable V getSettled(K key, Consumer<? super K> dead) {
    Seen<V> seen = see(key, settled(key));
    if (seen != null && !expiry.isLive(seen.expiresAt())) {
      dead.accept(key);
      return null;
    }
    return (seen == null) ? null : seen.value();
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return see(key, policy.getIfPresentQuietly(key));
  }

  @Override
  public @Nullable StoredEntry<V> read(K key) {
    return see(key, cache.getIfPresent(key));
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    while (true) {
      Seen<V> seen = see(key, cache.getIfPresent(key));
      Decision<V, R> decision = transition.decide(seen);
      if (commit(key, seen, decision)) {
        return decision.result();
      }
    }
  }

  private <R extends @Nullable Object> boolean commit(
      K key, @Nullable Seen<V> seen, Decision<V, R> decision) {
    if (decision instanceof Decision.Put<V, R> put) {
      return put(key, seen, put.value(), put.expiresAt(), put.notAfter());
    } else if (seen == null || decision instanceof Decision.Keep) {
      return true;
    } else if (decision instanceof Decision.Remove) {
      return swap(key, seen, null);
    }
    Decision.Touch<V, R> touch = (Decision.Touch<V, R>) decision;
    if (seen.found() instanceof MemoryEntry<?> entry && entry.notAfter() == touch.notAfter()) {
      entry.moveTo(touch.expiresAt());
      return true;
    }
    return swap(key, seen, store(seen.value(), touch.expiresAt(), touch.notAfter()));
  }

  /** Replaces exactly the entry that was read by a value. */
  private boolean put(K key, @Nullable Seen<V> seen, V value, long expiresAt, long notAfter) {
    if (seen == null) {
      Object there = map.putIfAbsent(key, store(value, expiresAt, notAfter));
      if (there instanceof MemoryEntry<?> entry && entry.value() == null) {
        map.remove(key, there); // it is retired, so it leaves the map in any case
      }
      return there == null;
    } else if (inPlace
        && seen.found() instanceof MemoryEntry<?>
        && seen.notAfter() == Expiry.NEVER
        && notAfter == Expiry.NEVER
        && expiry.isLive(seen.expiresAt())) {
      MemoryEntry<V> entry = cast(seen.found());
      return entry.compareAndSet(seen.value(), value, expiresAt);
    }
    return swap(key, seen, store(value, expiresAt, notAfter));
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    if (bare && expiry.isEternal()) {
      putBare(key, value);
      return;
    }
    while (true) {
      Object found = cache.getIfPresent(key);
      if (inPlace && found instanceof MemoryEntry<?>) {
        MemoryEntry<V> entry = cast(found);
        if (entry.notAfter() == Expiry.NEVER && entry.update(value, expiry)) {
          return;
        }
      }
      Seen<V> seen = see(found);
      long expiresAt =
          (seen != null && expiry.isLive(seen.expiresAt()))
              ? expiry.onUpdate(seen.policyDeadline())
              : expiry.onCreation();
      if (put(key, seen, value, expiresAt, Expiry.NEVER)) {
        return;
      }
    }
  }

  private void putBare(K key, V value) {
    Object replaced = map.put(key, value);
    if (!expiry.isEternal()) {
      // The policy has changed meanwhile, and the pass over all entries may have missed this one.
      swap(key, new Seen<>(value), store(value, expiry.onCreation(), Expiry.NEVER));
      return;
    }
    if (!bare && replaced instanceof MemoryEntry<?>) {
      // The first entry with a deadline was stored meanwhile, and an update must keep a deadline.
      MemoryEntry<V> entry = cast(replaced);
      Seen<V> seen = see(entry);
      if (seen != null && expiry.isLive(seen.expiresAt())) {
        swap(key, new Seen<>(value), store(value, seen.policyDeadline(), seen.notAfter()));
      }
    }
  }

  /** Replaces exactly the entry that was read by {@code next}, or removes it if that is null. */
  private boolean swap(K key, Seen<V> seen, @Nullable Object next) {
    var swap = new Swap<K, V>(seen, inPlace, !expiry.isLive(seen.expiresAt()), next);
    map.computeIfPresent(key, swap);
    return swap.done;
  }

  private static final class Swap<K, V> implements BiFunction<K, Object, @Nullable Object> {
    private final Seen<V> seen;
    private final boolean retires;
    private final boolean dead;
    private final @Nullable Object next;
    boolean done;

    Swap(Seen<V> seen, boolean retires, boolean dead, @Nullable Object next) {
      this.seen = seen;
      this.retires = retires;
      this.dead = dead;
      this.next = next;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // an entry's identity is its version
    public @Nullable Object apply(K key, Object current) {
      done = (current == seen.found()) && retire(current);
      return done ? next : current;
    }

    private boolean retire(Object current) {
      if (retires && current instanceof MemoryEntry<?>) {
        MemoryEntry<V> entry = cast(current);
        return entry.retire(seen.value(), seen.expiresAt(), dead);
      }
      return true;
    }
  }

  @Override
  public EntryCursor<K, V> scan() {
    return new MemoryCursor(map.entrySet().iterator());
  }

  @Override
  public void clear() {
    // So that a thread that has found an entry before cannot set a value in it later.
    map.values().forEach(this::retire);
    cache.invalidateAll();
  }

  /** Retires an entry that leaves the map, if values are set in place at all. */
  private void retire(@Nullable Object stored) {
    if (inPlace && stored instanceof MemoryEntry<?> entry) {
      entry.retire();
    }
  }

  @Override
  public long size() {
    return cache.estimatedSize();
  }

  @Override
  public OptionalLong knownSize() {
    return OptionalLong.of(size());
  }

  @Override
  public void setMaximum(long maximum) {
    policy.eviction().orElseThrow().setMaximum(maximum);
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    if (bare) {
      return;
    }
    map.forEach(
        (key, stored) -> {
          if (stored instanceof MemoryEntry<?> entry && !expiry.isLive(entry.expiresAt())) {
            dead.accept(key);
          }
        });
  }

  @Override
  public void close() {
    cache.invalidateAll();
    cache.cleanUp();
  }

  /** Returns the form in which an entry is kept: bare or wrapped. */
  private Object store(V value, long expiresAt, long notAfter) {
    if (Math.min(expiresAt, notAfter) == Expiry.NEVER && expiry.isEternal()) {
      return requireNonNull(value);
    }
    if (bare) {
      bare = false;
    }
    return (notAfter == Expiry.NEVER)
        ? new MemoryEntry<>(value, expiresAt)
        : new MemoryEntry.Limited<>(value, expiresAt, notAfter);
  }

  private V valueOf(Object stored) {
    if (stored instanceof MemoryEntry<?>) {
      MemoryEntry<V> entry = cast(stored);
      return requireNonNull(entry.value());
    }
    return cast(stored);
  }

  @SuppressWarnings({"NullAway", "unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends @Nullable Object> T cast(@Nullable Object stored) {
    return (T) stored;
  }

  private final class MemoryCursor implements EntryCursor<K, V> {
    private final Iterator<Map.Entry<K, Object>> entries;
    private @Nullable K key;
    private @Nullable Object found;

    /** The entry; read on demand, as callers that need keys only do not ask for it. */
    private @Nullable StoredEntry<V> entry;

    MemoryCursor(Iterator<Map.Entry<K, Object>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean advance() {
      found = null;
      entry = null;
      while (found == null && entries.hasNext()) {
        Map.Entry<K, Object> next = entries.next();
        Object value = next.getValue();
        if (value instanceof MemoryEntry<?> wrapped) {
          entry = see(wrapped);
          value = entry; // null if it is retired
        }
        key = next.getKey();
        found = value;
      }
      return found != null;
    }

    @Override
    public K key() {
      return requireNonNull(key);
    }

    @Override
    public StoredEntry<V> entry() {
      if (entry == null) {
        entry = see(requireNonNull(found));
      }
      return requireNonNull(entry);
    }

    @Override
    public void close() {}
  }
}
