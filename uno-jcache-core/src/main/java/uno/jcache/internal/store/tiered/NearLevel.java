/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.PatternIndex;

/**
 * The near level of a {@link TieredStore}: whether it may be read, what is filled into it, and how
 * that is forgotten. It only ever has what the far level had at a moment since which nobody changed
 * it ({@link Stripes}).
 *
 * <p>Safe for use by many threads.
 */
final class NearLevel<K, V> {
  private final Store<K, V> store;
  private final Expiry expiry;
  private final UnaryOperator<K> keys;
  private final EntryCodec<K, V> codec;
  private final long life;
  private final TierListener listener;
  private final Stripes stripes = new Stripes();

  /** Whether it is read: it is wanted, and hears of what others change. */
  private volatile boolean on;

  /** Nobody waits for the far level with it, as who tells of changes waits for it. */
  private final Object lock = new Object();

  private boolean wanted = true; // by the lock, as what follows
  private boolean informed;

  /** As {@link TieredStore} has it; it is not read yet. */
  NearLevel(
      Store<K, V> store,
      Expiry expiry,
      UnaryOperator<K> keys,
      EntryCodec<K, V> codec,
      long life,
      TierListener listener) {
    this.store = store;
    this.expiry = expiry;
    this.keys = keys;
    this.codec = codec;
    this.life = life;
    this.listener = listener;
  }

  // ---- whether it may be read

  /** Returns whether it is read and filled now. */
  boolean isOn() {
    return on;
  }

  /** Reads it from now on, or not; it is empty then. */
  void setWanted(boolean now) {
    synchronized (lock) {
      wanted = now;
      update();
    }
  }

  /** Reads it from the beginning, as there are no other processes. */
  void startInformed() {
    synchronized (lock) {
      informed = true;
      on = wanted;
    }
  }

  /** Takes note of whether it hears of all that other processes change. */
  void setInformed(boolean now) {
    synchronized (lock) {
      informed = now;
      update();
    }
  }

  /**
   * Runs an action with whether it hears of what others change, which does not change meanwhile.
   */
  void withInformed(Consumer<Boolean> action) {
    synchronized (lock) {
      action.accept(informed);
    }
  }

  /** Reads it no longer, until it can be emptied: it may have what is no longer true. */
  void distrust() {
    synchronized (lock) {
      on = false;
    }
  }

  /**
   * With the lock. Whoever reads or fills meanwhile does so as if before, and is forgotten with it.
   */
  private void update() {
    boolean next = wanted && informed;
    if (!next && !on) {
      return;
    }
    on = false;
    boolean unused =
        asWriterOfAll(
            this::clear,
            cleared -> {
              on = next;
              return true;
            });
  }

  /** Removes dead entries; and tries to use it again if it is distrusted. */
  void sweep() {
    if (!on) {
      synchronized (lock) {
        if (wanted && informed && !on) {
          update();
        }
      }
    }
    store.sweep(this::forgetDead);
  }

  private void forgetDead(K key) {
    boolean unused =
        store.compute(
            key,
            current ->
                (current == null || expiry.isLive(current.expiresAt()))
                    ? new Decision.Keep<>(false)
                    : new Decision.Remove<>(true));
  }

  // ---- reads

  /** Returns the value of a live entry, and counts this as a use. */
  @Nullable V get(K key) {
    return store.get(key);
  }

  /** Returns a live entry, and counts this as a use; null where it is not read. */
  @Nullable StoredEntry<V> read(K key) {
    return on ? live(store.read(key)) : null;
  }

  /** Returns a live entry, and counts this as no use. */
  @Nullable StoredEntry<V> peek(K key) {
    return live(store.peek(key));
  }

  /** Returns whether its entries tell their deadlines: they do not where it has a shorter life. */
  boolean tellsDeadlines() {
    return on && life == Long.MAX_VALUE;
  }

  private @Nullable StoredEntry<V> live(@Nullable StoredEntry<V> entry) {
    return (entry != null && expiry.isLive(entry.expiresAt())) ? entry : null;
  }

  // ---- fills

  /** An entry of the far level, in a form that the near one may keep. */
  record Fill<K, V>(K key, V value, long policyDeadline, long notAfter) {}

  /**
   * Returns what may be filled.
   *
   * @throws UndecodableException if no reader could read it
   */
  Fill<K, V> fillOf(K key, V value, long policyDeadline, long notAfter) {
    return new Fill<>(keys.apply(key), codec.detached(value), policyDeadline, notAfter);
  }

  /** Returns what a reader hands to {@link #afterRead}. */
  long beforeRead(K key) {
    return stripes.beforeRead(key);
  }

  /** Fills with what was read, unless somebody has changed the key since {@link #beforeRead}. */
  void afterRead(K key, long number, StoredEntry<V> read) {
    V value = read.value(); // which fails the reader if it cannot be decoded
    if (number != Stripes.NO_FILL) {
      Fill<K, V> fill = fillOf(key, value, read.policyDeadline(), read.notAfter());
      stripes.afterRead(key, number, () -> fill(fill), () -> forgetFilled(key));
    }
  }

  /**
   * Puts an entry near. Called while it is what the far level has. A failure is nobody's: the read
   * has its value, and the change stands. Nor does it leave a stale entry, as the one before was
   * dropped by then.
   */
  private void fill(Fill<K, V> fill) {
    if (!on || !expiry.isLive(Math.min(fill.policyDeadline(), fill.notAfter()))) {
      return;
    }
    long limit =
        (life == Long.MAX_VALUE) ? fill.notAfter() : Math.min(fill.notAfter(), expiry.after(life));
    try {
      store.set(fill.key(), fill.value(), fill.policyDeadline(), limit);
    } catch (RuntimeException e) {
      listener.notFilled(e);
    }
  }

  /** Drops what was filled, and is old by now. */
  private void forgetFilled(K key) {
    try {
      forget(key);
    } catch (RuntimeException e) {
      listener.notFilled(e); // and who changes the key drops it, too
    }
  }

  private void forget(K key) {
    if (on) {
      store.drop(key);
    }
  }

  // ---- writers

  /**
   * Runs an action as the writer of several keys.
   *
   * @param failures how often the far level has failed; where it does meanwhile, nothing is filled
   * @param fills what to fill with then; null for nothing
   */
  <T> T asWriterOf(
      Collection<? extends K> written,
      Supplier<Long> failures,
      Supplier<T> action,
      Function<K, @Nullable Fill<K, V>> fills) {
    Map<K, Long> numbers = new HashMap<>(2 * written.size());
    boolean done = false;
    try {
      for (K key : written) {
        numbers.put(key, stripes.enter(key, () -> forget(key)));
      }
      long before = failures.get();
      T result = action.get();
      done = failures.get() == before;
      return result;
    } finally {
      for (Map.Entry<K, Long> each : numbers.entrySet()) {
        K key = each.getKey();
        leave(key, each.getValue(), done ? fills.apply(key) : null);
      }
    }
  }

  private void leave(K key, long number, @Nullable Fill<K, V> fill) {
    if (fill == null) {
      stripes.leave(key);
    } else {
      stripes.leave(key, number, () -> fill(fill), () -> forgetFilled(key));
    }
  }

  /** Forgets a key that somebody else has changed. */
  void forgetChanged(K key) {
    long unused = stripes.enter(key, () -> forget(key));
    stripes.leave(key);
  }

  /** Forgets what matches a pattern, and then changes the far level. */
  <R> R forgettingMatching(List<String> patterns, Supplier<R> far) {
    List<Glob> globs = patterns.stream().map(Glob::of).toList();
    return asWriterOfAll(() -> forgetMatching(globs), forgotten -> far.get());
  }

  private boolean forgetMatching(List<Glob> patterns) {
    PatternIndex<Glob> index = new PatternIndex<>(patterns, Function.identity());
    try (EntryCursor<K, V> cursor = store.scanToChange(Glob.commonPrefix(patterns))) {
      while (cursor.advance()) {
        K key = cursor.key();
        if (index.matchesAny(Keys.text(key))) {
          forget(key);
        }
      }
    }
    return true;
  }

  /** Forgets everything, and then changes the far level. */
  void forgettingAll(Runnable far) {
    boolean unused =
        asWriterOfAll(
            this::clear,
            cleared -> {
              far.run();
              return true;
            });
  }

  private boolean clear() {
    store.clear();
    return true;
  }

  private <R> R asWriterOfAll(Supplier<Boolean> near, Function<Boolean, R> far) {
    return stripes.asWriterOfAll(near, far);
  }

  /** Lists what it has, for a caller who changes what it finds. */
  List<FarThenNearCursor.Found<K, V>> listToChange(String prefix) {
    return stripes.asWriterOfAll(() -> FarThenNearCursor.list(store.scanToChange(prefix)));
  }

  // ---- the rest

  /** Returns about how many entries it has, where that is known. */
  OptionalLong size() {
    return store.knownSize();
  }

  void destroy() {
    store.destroy();
  }

  void close() {
    store.close();
  }
}
