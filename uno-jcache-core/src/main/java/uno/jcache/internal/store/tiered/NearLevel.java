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
 * The near cache of a {@link TieredStore}: whether it may be read, how it is filled, and how
 * entries are dropped. An entry of it equals that of the far store, unless a change of that is in
 * progress ({@link Stripes}) or, by another process, is being reported.
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

  /** Whether it is read: it is enabled, and subscribed to the changes of other processes. */
  private volatile boolean on;

  /** Never held during a call of the far store: the thread that reports changes waits for it. */
  private final Object lock = new Object();

  private boolean enabled = true; // guarded by the lock, as the next
  private boolean subscribed;

  /** For the parameters, see {@link TieredStore}. It is not read yet. */
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

  /** Returns whether it may be read and filled now. */
  boolean isOn() {
    return on;
  }

  /** Enables or disables it. It is empty then. */
  void setEnabled(boolean now) {
    synchronized (lock) {
      enabled = now;
      update();
    }
  }

  /** Enables it without a subscription, as no other process changes the far store. */
  void startUnshared() {
    synchronized (lock) {
      subscribed = true;
      on = enabled;
    }
  }

  /** Sets whether the changes of other processes are reported to it. */
  void setSubscribed(boolean now) {
    synchronized (lock) {
      subscribed = now;
      update();
    }
  }

  /** Passes to an action whether it is subscribed, which does not change until the action ends. */
  void withSubscribed(Consumer<Boolean> action) {
    synchronized (lock) {
      action.accept(subscribed);
    }
  }

  /** Stops reading it until it has been cleared: it may have stale entries. */
  void distrust() {
    synchronized (lock) {
      on = false;
    }
  }

  /** Called with the lock. Concurrent reads and fills count as earlier; the fills are cleared. */
  private void update() {
    boolean next = enabled && subscribed;
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

  /** Removes dead entries, and tries to use it again if it is distrusted. */
  void sweep() {
    if (!on) {
      synchronized (lock) {
        if (enabled && subscribed && !on) {
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

  /** Returns a live entry, and counts this as a use; null if the near cache is off. */
  @Nullable StoredEntry<V> read(K key) {
    return on ? live(store.read(key)) : null;
  }

  /** Returns a live entry, without counting this as a use. */
  @Nullable StoredEntry<V> peek(K key) {
    return live(store.peek(key));
  }

  /** Returns whether its entries have the deadlines of the far store, and not shorter ones. */
  boolean hasFarDeadlines() {
    return on && life == Long.MAX_VALUE;
  }

  private @Nullable StoredEntry<V> live(@Nullable StoredEntry<V> entry) {
    return (entry != null && expiry.isLive(entry.expiresAt())) ? entry : null;
  }

  // ---- fills

  /** An entry of the far store, in a form that the near cache may keep. */
  record Fill<K, V>(K key, V value, long policyDeadline, long notAfter) {}

  /**
   * Returns an entry to fill with.
   *
   * @throws UndecodableException if its value cannot be decoded
   */
  Fill<K, V> fillOf(K key, V value, long policyDeadline, long notAfter) {
    return new Fill<>(keys.apply(key), codec.detached(value), policyDeadline, notAfter);
  }

  /** Returns the version to pass to {@link #afterRead}. */
  long beforeRead(K key) {
    return stripes.beforeRead(key);
  }

  /** Fills with an entry that was read, unless the key was changed since {@link #beforeRead}. */
  void afterRead(K key, long version, StoredEntry<V> read) {
    V value = read.value(); // throws if it cannot be decoded
    if (version != Stripes.NO_FILL) {
      Fill<K, V> fill = fillOf(key, value, read.policyDeadline(), read.notAfter());
      stripes.afterRead(key, version, () -> fill(fill), () -> forgetFilled(key));
    }
  }

  /**
   * Stores an entry. Called while the far store has the same. If this fails, the caller does not
   * notice: the read has its value, and the change is committed. No stale entry is left, as the
   * previous one has been dropped.
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

  /** Drops an entry that was filled and is stale by now. */
  private void forgetFilled(K key) {
    try {
      forget(key);
    } catch (RuntimeException e) {
      listener.notFilled(e); // the writer of the key drops it, too
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
   * @param failures how often the far store has failed; if it fails meanwhile, nothing is filled
   * @param fills returns the entry to fill with afterwards; null if there is none
   */
  <T> T asWriterOf(
      Collection<? extends K> written,
      Supplier<Long> failures,
      Supplier<T> action,
      Function<K, @Nullable Fill<K, V>> fills) {
    Map<K, Long> versions = new HashMap<>(2 * written.size());
    boolean done = false;
    try {
      for (K key : written) {
        versions.put(key, stripes.enter(key, () -> forget(key)));
      }
      long before = failures.get();
      T result = action.get();
      done = failures.get() == before;
      return result;
    } finally {
      for (Map.Entry<K, Long> each : versions.entrySet()) {
        K key = each.getKey();
        leave(key, each.getValue(), done ? fills.apply(key) : null);
      }
    }
  }

  private void leave(K key, long version, @Nullable Fill<K, V> fill) {
    if (fill == null) {
      stripes.leave(key);
    } else {
      stripes.leave(key, version, () -> fill(fill), () -> forgetFilled(key));
    }
  }

  /** Drops the entry of a key that another process has changed. */
  void forgetChanged(K key) {
    long unused = stripes.enter(key, () -> forget(key));
    stripes.leave(key);
  }

  /** Drops the entries that match a pattern, and then changes the far store. */
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

  /** Drops all entries, and then changes the far store. */
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

  /** Lists its entries, for a caller that changes them. */
  List<FarThenNearCursor.Found<K, V>> listToChange(String prefix) {
    return stripes.asWriterOfAll(() -> FarThenNearCursor.list(store.scanToChange(prefix)));
  }

  // ---- the rest

  /** Returns about how many entries it has, if known. */
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
