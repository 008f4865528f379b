/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.Decision;
import uno.jcache.spi.EntryCursor;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoredEntry;
import uno.jcache.spi.Transition;

/**
 * Keeps entries in the heap, in a Caffeine cache that bounds them.
 *
 * <h2>Two forms of an entry</h2>
 *
 * Where the policy is eternal, an entry is kept as its bare value; elsewhere, and where it has a
 * deadline all the same, it is wrapped in a {@link MemoryEntry}. Most caches never expire anything,
 * and to them a wrapper would cost one more object to allocate on each put, to find on each get,
 * and to keep in the heap. {@link #bare} says that no entry was ever wrapped here, so that a get
 * need not even look at the class of what it found; it flips once, before the first wrapped entry
 * can be seen. Where entries are weighed, all are wrapped and carry their weight: Caffeine would
 * call the weigher, which is user code, under a lock.
 *
 * <h2>Commits compare identities</h2>
 *
 * {@link #compute} reads, decides and commits by one compare-and-set, in a loop; Caffeine's own
 * {@code compute} would run the decision, which may be user code, under the lock of a hash bin. The
 * comparison is by identity, as {@code equals} would be user code too. That a bare value may come
 * back (A, B, A) does no harm: the bare value is all that there is to the entry, so a decision made
 * from the first A is right for the second.
 *
 * <h2>Puts that do not look</h2>
 *
 * A compare-and-set costs three times a plain put, which Caffeine answers mostly without its write
 * buffer. Where the new deadline does not depend on the old entry, a put is a plain put. Where an
 * update keeps the deadline ({@code CreatedExpiryPolicy}, {@code AccessedExpiryPolicy}), {@link
 * #putKeepingDeadline} looks first, puts, and compares afterwards what it replaced with what it
 * saw.
 *
 * <h2>Expired entries</h2>
 *
 * stay until somebody removes them, which core's sweeper does. Caffeine's own expiry is not used:
 * it would read the clock on each get and reorder a timer on each touch, and its removals would not
 * go through the rules of the cache.
 */
final class MemoryStore<K, V> implements Store<K, V> {
  private final Cache<K, Object> cache;
  private final ConcurrentMap<K, Object> map;
  private final Policy<K, Object> policy;
  private final Expiry expiry;
  private volatile boolean bare;

  MemoryStore(StoreContext<K, V> context) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(context.executor());
    ToIntBiFunction<K, V> weigher = context.weigher();
    if (weigher == null) {
      builder.maximumSize(context.maximum());
    } else {
      builder
          .maximumWeight(context.maximum())
          .weigher((K key, Object stored) -> weigher.applyAsInt(key, valueOf(stored)));
    }
    builder.evictionListener((key, stored, cause) -> context.onEviction().run());
    this.cache = builder.build();
    this.map = cache.asMap();
    this.policy = cache.policy();
    this.expiry = context.expiry();
    this.bare = expiry.isEternal();
  }

  @Override
  public @Nullable V get(K key) {
    Object stored = cache.getIfPresent(key);
    // `bare` must be read after the entry: whoever wraps one clears it before.
    if (bare || !(stored instanceof MemoryEntry<?>)) {
      return cast(stored);
    }
    MemoryEntry<V> entry = cast(stored);
    long expiresAt = entry.expiresAt();
    if (!expiry.isLive(expiresAt)) {
      return null;
    }
    if (expiry.isMovedByAccess()) {
      long moved = expiry.onAccess(expiresAt);
      if (moved != expiresAt) {
        entry.expiresAt(moved);
      }
    }
    return entry.value();
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    return entryOf(policy.getIfPresentQuietly(key));
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    while (true) {
      Object stored = cache.getIfPresent(key);
      Decision<V, R> decision = transition.decide(entryOf(stored));
      if (commit(key, stored, decision)) {
        return decision.result();
      }
    }
  }

  private <R extends @Nullable Object> boolean commit(
      K key, @Nullable Object stored, Decision<V, R> decision) {
    if (decision instanceof Decision.Put<V, R> put) {
      return replace(key, stored, store(put.value(), put.expiresAt()));
    } else if (stored == null || decision instanceof Decision.Keep) {
      return true;
    } else if (decision instanceof Decision.Remove) {
      return replace(key, stored, null);
    }
    long expiresAt = ((Decision.Touch<V, R>) decision).expiresAt();
    if (stored instanceof MemoryEntry<?> entry) {
      entry.expiresAt(expiresAt);
      return true;
    }
    return replace(key, stored, store(valueOf(stored), expiresAt));
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    if (bare && expiry.isEternal()) {
      putBare(key, value);
    } else if (expiry.isUpdateLikeCreation()) {
      cache.put(key, store(value, expiry.onCreation()));
    } else {
      putKeepingDeadline(key, value, expiry);
    }
  }

  private void putBare(K key, V value) {
    Object replaced = map.put(key, value);
    if (!bare && replaced instanceof MemoryEntry<?> entry && expiry.isLive(entry.expiresAt())) {
      // The first entry with a deadline came in between: an update keeps the deadline.
      replace(key, value, store(value, entry.expiresAt()));
    }
  }

  /**
   * Replaces the value and hands the deadline on. What a plain put replaces is what was seen, or at
   * least an entry of the same deadline, unless the entry ended and began anew in between; only
   * then the deadline that was handed on is corrected.
   */
  @SuppressWarnings("ReferenceEquality") // an entry's identity is its version
  private void putKeepingDeadline(K key, V value, Expiry expiry) {
    while (true) {
      Object seen = policy.getIfPresentQuietly(key);
      if (seen == null || !expiry.isLive(deadlineOf(seen))) {
        if (replace(key, seen, store(value, expiry.onCreation()))) {
          return;
        }
        continue;
      }
      long expiresAt = expiry.onUpdate(deadlineOf(seen));
      Object stored = store(value, expiresAt);
      Object replaced = map.put(key, stored);
      if (replaced != seen) {
        long corrected =
            (replaced == null) ? expiry.onCreation() : expiry.onUpdate(deadlineOf(replaced));
        if (corrected != expiresAt) {
          replace(key, stored, store(value, corrected));
        }
      }
      return;
    }
  }

  private static long deadlineOf(Object stored) {
    return (stored instanceof MemoryEntry<?> entry) ? entry.expiresAt() : Expiry.NEVER;
  }

  /** Puts {@code next}, or nothing where it is null, in the place of exactly {@code seen}. */
  private boolean replace(K key, @Nullable Object seen, @Nullable Object next) {
    if (seen == null) {
      return map.putIfAbsent(key, requireNonNull(next)) == null;
    }
    var swap = new Swap<K>(seen, next);
    map.computeIfPresent(key, swap);
    return swap.done;
  }

  private static final class Swap<K> implements BiFunction<K, Object, @Nullable Object> {
    private final Object seen;
    private final @Nullable Object next;
    boolean done;

    Swap(Object seen, @Nullable Object next) {
      this.seen = seen;
      this.next = next;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // an entry's identity is its version
    public @Nullable Object apply(K key, Object current) {
      done = (current == seen);
      return done ? next : current;
    }
  }

  @Override
  public EntryCursor<K, V> scan() {
    return new Cursor(map.entrySet().iterator());
  }

  @Override
  public void clear() {
    cache.invalidateAll();
  }

  @Override
  public long size() {
    return cache.estimatedSize();
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

  /** Returns the form in which to keep an entry. */
  private Object store(V value, long expiresAt) {
    if (expiresAt == Expiry.NEVER && expiry.isEternal()) {
      return requireNonNull(value);
    }
    if (bare) {
      bare = false;
    }
    return new MemoryEntry<>(value, expiresAt);
  }

  private V valueOf(Object stored) {
    return (stored instanceof MemoryEntry<?> entry) ? cast(entry.value()) : cast(stored);
  }

  private @Nullable StoredEntry<V> entryOf(@Nullable Object stored) {
    if (stored == null) {
      return null;
    }
    return (stored instanceof MemoryEntry<?>)
        ? cast(stored)
        : new MemoryEntry<>(cast(stored), Expiry.NEVER);
  }

  @SuppressWarnings({"NullAway", "unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends @Nullable Object> T cast(@Nullable Object stored) {
    return (T) stored;
  }

  private final class Cursor implements EntryCursor<K, V> {
    private final Iterator<Map.Entry<K, Object>> entries;
    private Map.@Nullable Entry<K, Object> current;

    Cursor(Iterator<Map.Entry<K, Object>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean advance() {
      current = entries.hasNext() ? entries.next() : null;
      return current != null;
    }

    @Override
    public K key() {
      return requireNonNull(current).getKey();
    }

    @Override
    public StoredEntry<V> entry() {
      return requireNonNull(entryOf(requireNonNull(current).getValue()));
    }

    @Override
    public void close() {}
  }
}
