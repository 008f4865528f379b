/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.PatternIndex;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Removal;

/**
 * Two levels of stores that are one: a near one, which is quick and may forget, before a far one,
 * which has the truth. The far level may be tiered itself.
 *
 * <p>Decisions look at the far level and commit there; the near one only ever has what the far one
 * had at a moment since which nobody changed it ({@link Stripes}). So every rule of JCache holds
 * over the tier as it does over the far level alone, and a read after a write sees it, whichever
 * level it comes from. What the far level evicts may be found near for a while.
 *
 * <p>An access that moves a deadline is a change of the far level, too. Policies of the standard
 * move a long deadline once a tick at most ({@link Expiry#onAccess}), so that a key which is read
 * all the time is still read near.
 */
public final class TieredStore<K, V> implements Store<K, V> {
  private final Store<K, V> near;
  private final Store<K, V> far;
  private final Expiry expiry;
  private final UnaryOperator<K> keys;
  private final EntryCodec<K, V> codec;
  private final long nearLife;
  private final TierListener reads;
  private final Stripes stripes = new Stripes();

  /** Told what this is told by the far level: levels in front of this one. */
  private final List<ChangeListener<? super K>> followers = new CopyOnWriteArrayList<>();

  private final boolean shared;

  /** Whether the near level is read: it is wanted, and hears of what others change. */
  private volatile boolean nearOn;

  /** Nobody waits for the far level with it, as who tells of changes waits for it. */
  private final Object lock = new Object();

  private boolean wanted = true; // by the lock, as what follows
  private boolean informed;

  /**
   * Puts one store before another, and closes both with itself.
   *
   * @param near made with an expiry that no access moves; it is told each deadline
   * @param expiry the cache's
   * @param keys makes what the near level may keep of a key, which its reader may change later
   * @param codec brings what the far level decoded into a form that the near one may keep
   * @param nearLife how long an entry may stay near, in milliseconds; {@link Long#MAX_VALUE} for as
   *     long as it lives
   * @param reads told of each read
   */
  public TieredStore(
      Store<K, V> near,
      Store<K, V> far,
      Expiry expiry,
      UnaryOperator<K> keys,
      EntryCodec<K, V> codec,
      long nearLife,
      TierListener reads) {
    this.near = near;
    this.far = far;
    this.expiry = expiry;
    this.keys = keys;
    this.codec = codec;
    this.nearLife = nearLife;
    this.reads = reads;
    this.shared = far.isShared();
    far.follow(new RemoteChangeHandler());
    synchronized (lock) {
      informed |= !shared;
      nearOn = informed;
    }
  }

  // ---- reads

  @Override
  public @Nullable V get(K key, Consumer<? super K> dead) {
    if (!nearOn) {
      return far.get(key, dead);
    } else if (expiry.isMovedByAccess()) {
      return getAndMove(key, dead);
    }
    V value = near.get(key);
    if (value == null) {
      return getFar(key, dead);
    }
    reads.hitNear();
    return value;
  }

  private @Nullable V getFar(K key, Consumer<? super K> dead) {
    StoredEntry<V> entry = readFar(key);
    if (entry == null) {
      return null;
    } else if (!expiry.isLive(entry.expiresAt())) {
      dead.accept(key);
      return null;
    }
    return entry.value();
  }

  @Override
  public @Nullable StoredEntry<V> read(K key) {
    StoredEntry<V> entry = nearOn ? near.read(key) : null;
    if (entry != null && expiry.isLive(entry.expiresAt())) {
      reads.hitNear();
      return entry;
    }
    return readFar(key);
  }

  private @Nullable StoredEntry<V> readFar(K key) {
    long number = stripes.beforeRead(key);
    long start = reads.start();
    StoredEntry<V> entry = far.read(key);
    boolean hit = entry != null && expiry.isLive(entry.expiresAt());
    reads.wentFar(hit, start);
    if (entry == null || !hit) {
      return entry;
    }
    V value = entry.value();
    if (number != Stripes.NO_FILL) {
      Fill<K, V> fill = fillOf(key, value, entry.policyDeadline(), entry.notAfter());
      stripes.afterRead(key, number, () -> fill(fill), () -> forgetFilled(key));
    }
    return entry;
  }

  /** Reads where an access may move the deadline: which the far level must then know. */
  private @Nullable V getAndMove(K key, Consumer<? super K> dead) {
    StoredEntry<V> entry = near.peek(key);
    if (entry == null || !expiry.isLive(entry.expiresAt())) {
      return accessFar(key, dead, current -> expiry.onAccess(current.policyDeadline()));
    }
    long moved = expiry.onAccess(entry.policyDeadline());
    if (moved != entry.policyDeadline()) {
      return accessFar(key, dead, current -> moved); // a policy of the user's is asked once
    }
    V value = near.get(key); // again, as a use
    reads.hitNear();
    return (value == null) ? entry.value() : value;
  }

  /**
   * What an access found.
   *
   * @param value null where there is no live entry
   * @param dead whether there is a dead one
   */
  private record Accessed<V>(@Nullable V value, boolean dead) {}

  /** Moves the deadline of a live entry. */
  private final class Access implements Transition<V, Accessed<V>> {
    private final ToLongFunction<StoredEntry<V>> deadline;

    Access(ToLongFunction<StoredEntry<V>> deadline) {
      this.deadline = deadline;
    }

    @Override
    public Decision<V, Accessed<V>> decide(@Nullable StoredEntry<V> current) {
      if (current == null || !expiry.isLive(current.expiresAt())) {
        return new Decision.Keep<>(new Accessed<>(null, current != null));
      }
      long moved = deadline.applyAsLong(current);
      Accessed<V> found = new Accessed<>(current.value(), false);
      return (moved == current.policyDeadline())
          ? new Decision.Keep<>(found)
          : new Decision.Touch<>(moved, current.notAfter(), found);
    }
  }

  private @Nullable V accessFar(
      K key, Consumer<? super K> dead, ToLongFunction<StoredEntry<V>> deadline) {
    long start = reads.start();
    Accessed<V> accessed = compute(key, new Access(deadline));
    reads.wentFar(accessed.value() != null, start);
    if (accessed.dead()) {
      dead.accept(key);
    }
    return accessed.value();
  }

  @Override
  public @Nullable StoredEntry<V> peek(K key) {
    if (nearOn && nearLife == Long.MAX_VALUE) { // or the near entry does not tell its deadline
      StoredEntry<V> entry = near.peek(key);
      if (entry != null && expiry.isLive(entry.expiresAt())) {
        return entry;
      }
    }
    return far.peek(key);
  }

  // ---- changes

  /** An entry of the far level, in a form that the near one may keep. */
  private record Fill<K, V>(K key, V value, long policyDeadline, long notAfter) {}

  private Fill<K, V> fillOf(K key, V value, long policyDeadline, long notAfter) {
    return new Fill<>(keys.apply(key), codec.detached(value), policyDeadline, notAfter);
  }

  /** What was seen of an entry last, and decided. */
  private static final class Last<V> {
    private @Nullable StoredEntry<V> seen;
    private @Nullable Decision<V, ?> decision;

    private <R extends @Nullable Object> Decision<V, R> is(
        @Nullable StoredEntry<V> seen, Decision<V, R> decision) {
      this.seen = seen;
      this.decision = decision;
      return decision;
    }
  }

  /** Remembers what a transition decided last. */
  private record Watched<V, R extends @Nullable Object>(Transition<V, R> transition, Last<V> last)
      implements Transition<V, R> {
    @Override
    public Decision<V, R> decide(@Nullable StoredEntry<V> current) {
      return last.is(current, transition.decide(current));
    }

    @Override
    public @Nullable LoadLease<V> lease() {
      return transition.lease();
    }

    @Override
    public Decision<V, R> decideUnreadable() {
      return last.is(null, transition.decideUnreadable());
    }

    @Override
    public Decision<V, R> decideLate(@Nullable StoredEntry<V> current) {
      return last.is(current, transition.decideLate(current));
    }
  }

  @Override
  public <R extends @Nullable Object> R compute(K key, Transition<V, R> transition) {
    Last<V> last = new Last<>();
    Fill<K, V> fill = null;
    long number = stripes.enter(key, () -> forget(key));
    try {
      long failures = far.failures();
      R result = far.compute(key, new Watched<>(transition, last));
      fill = (far.failures() == failures) ? fillOf(key, last) : null;
      return result;
    } finally {
      leave(key, number, fill);
    }
  }

  /** Returns what a decision that was committed leaves in the far level, if that is an entry. */
  private @Nullable Fill<K, V> fillOf(K key, Last<V> last) {
    StoredEntry<V> seen = last.seen;
    try {
      if (last.decision instanceof Decision.Put<V, ?> put) {
        return fillOf(key, put.value(), put.expiresAt(), put.notAfter());
      } else if (seen == null || last.decision instanceof Decision.Remove) {
        return null;
      }
      return (last.decision instanceof Decision.Touch<V, ?> touch)
          ? fillOf(key, seen.value(), touch.expiresAt(), touch.notAfter())
          : fillOf(key, seen.value(), seen.policyDeadline(), seen.notAfter());
    } catch (UndecodableException e) {
      return null; // who asks the far level for it finds it absent
    } catch (RuntimeException e) { // of a copier
      reads.notFilled(e);
      return null;
    }
  }

  /** Returns what a put leaves in the far level; or null if no reader could read it. */
  private @Nullable Fill<K, V> fillOfPut(K key, V value, long deadline) {
    try {
      return fillOf(key, value, deadline, Expiry.NEVER);
    } catch (UndecodableException e) {
      return null;
    }
  }

  @Override
  public void put(K key, V value, Expiry expiry) {
    Fill<K, V> fill = null;
    long number = stripes.enter(key, () -> forget(key));
    try {
      if (expiry.isSameForUpdates()) {
        // The deadline before the put, so that the entry does not live longer near than far.
        Fill<K, V> known = fillOfPut(key, value, expiry.onCreation());
        long failures = far.failures();
        far.put(key, value, expiry);
        fill = (far.failures() == failures) ? known : null; // or the far level may not have it
      } else {
        far.put(key, value, expiry);
      }
    } finally {
      leave(key, number, fill);
    }
  }

  private void leave(K key, long number, @Nullable Fill<K, V> fill) {
    if (fill == null) {
      stripes.leave(key);
    } else {
      stripes.leave(key, number, () -> fill(fill), () -> forgetFilled(key));
    }
  }

  // ---- many at once

  @Override
  public int batch() {
    return far.batch();
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    if (!nearOn) {
      return far.getAll(keys, dead);
    } else if (expiry.isMovedByAccess()) {
      return getAndMoveAll(keys, dead);
    }
    Map<K, V> found = new HashMap<>();
    List<K> missing = new ArrayList<>();
    for (K key : keys) {
      V value = near.get(key);
      if (value == null) {
        missing.add(key);
      } else {
        reads.hitNear();
        found.put(key, value);
      }
    }
    readAllFar(missing)
        .forEach(
            (key, entry) -> {
              if (expiry.isLive(entry.expiresAt())) {
                found.put(key, entry.value());
              } else {
                dead.accept(key);
              }
            });
    return found;
  }

  @Override
  public Map<K, StoredEntry<V>> readAll(Collection<? extends K> keys) {
    Map<K, StoredEntry<V>> found = new HashMap<>();
    List<K> missing = new ArrayList<>();
    for (K key : keys) {
      StoredEntry<V> entry = nearOn ? near.read(key) : null;
      if (entry != null && expiry.isLive(entry.expiresAt())) {
        reads.hitNear();
        found.put(key, entry);
      } else {
        missing.add(key);
      }
    }
    found.putAll(readAllFar(missing));
    return found;
  }

  private Map<K, StoredEntry<V>> readAllFar(List<K> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<K, Long> numbers = new HashMap<>();
    keys.forEach(key -> numbers.put(key, stripes.beforeRead(key)));
    long start = reads.start();
    Map<K, StoredEntry<V>> found = far.readAll(keys);
    for (K key : keys) {
      StoredEntry<V> entry = found.get(key);
      boolean hit = entry != null && expiry.isLive(entry.expiresAt());
      reads.wentFar(hit, start);
      long number = requireNonNull(numbers.get(key));
      if (entry != null && hit && number != Stripes.NO_FILL) {
        Fill<K, V> fill = fillOf(key, entry.value(), entry.policyDeadline(), entry.notAfter());
        stripes.afterRead(key, number, () -> fill(fill), () -> forgetFilled(key));
      }
    }
    return found;
  }

  /** As {@link #getAndMove}. */
  private Map<K, V> getAndMoveAll(Collection<? extends K> keys, Consumer<? super K> dead) {
    Map<K, V> found = new HashMap<>();
    Map<K, Access> far = new HashMap<>();
    for (K key : keys) {
      StoredEntry<V> entry = near.peek(key);
      if (entry == null || !expiry.isLive(entry.expiresAt())) {
        far.put(key, new Access(current -> expiry.onAccess(current.policyDeadline())));
        continue;
      }
      long moved = expiry.onAccess(entry.policyDeadline());
      if (moved != entry.policyDeadline()) {
        far.put(key, new Access(current -> moved));
      } else {
        V value = near.get(key);
        reads.hitNear();
        found.put(key, (value == null) ? entry.value() : value);
      }
    }
    long start = reads.start();
    computeAll(far)
        .forEach(
            (key, accessed) -> {
              V value = accessed.value();
              reads.wentFar(value != null, start);
              if (value != null) {
                found.put(key, value);
              } else if (accessed.dead()) {
                dead.accept(key);
              }
            });
    return found;
  }

  @Override
  public <R> Map<K, R> computeAll(Map<K, ? extends Transition<V, R>> transitions) {
    Map<K, Last<V>> lasts = new HashMap<>();
    Map<K, Transition<V, R>> watched = new HashMap<>();
    transitions.forEach(
        (key, transition) -> {
          Last<V> last = new Last<>();
          lasts.put(key, last);
          watched.put(key, new Watched<>(transition, last));
        });
    return asWriterOf(
        transitions.keySet(),
        () -> far.computeAll(watched),
        key -> fillOf(key, requireNonNull(lasts.get(key))));
  }

  @Override
  public void putAll(Map<K, V> values, Expiry expiry) {
    Map<K, Fill<K, V>> fills = new HashMap<>();
    if (expiry.isSameForUpdates()) {
      values.forEach(
          (key, value) -> {
            Fill<K, V> fill = fillOfPut(key, value, expiry.onCreation());
            if (fill != null) {
              fills.put(key, fill);
            }
          });
    }
    boolean unused =
        asWriterOf(
            values.keySet(),
            () -> {
              far.putAll(values, expiry);
              return true;
            },
            fills::get);
  }

  @Override
  public Map<K, Removal> removeAll(Collection<? extends K> keys, Expiry expiry) {
    return asWriterOf(keys, () -> far.removeAll(keys, expiry), key -> null);
  }

  /**
   * Runs an action as the writer of several keys.
   *
   * @param fills what to fill with if nothing fails; or null
   */
  private <T> T asWriterOf(
      Collection<? extends K> keys, Supplier<T> action, Function<K, @Nullable Fill<K, V>> fills) {
    Map<K, Long> numbers = new HashMap<>();
    boolean done = false;
    try {
      for (K key : keys) {
        numbers.put(key, stripes.enter(key, () -> forget(key)));
      }
      long failures = far.failures();
      T result = action.get();
      done = far.failures() == failures;
      return result;
    } finally {
      for (Map.Entry<K, Long> each : numbers.entrySet()) {
        K key = each.getKey();
        leave(key, each.getValue(), done ? fills.apply(key) : null);
      }
    }
  }

  @Override
  public Map<K, LoadLease<V>> lease(Collection<? extends K> keys) {
    return far.lease(keys);
  }

  @Override
  public void release(Map<K, LoadLease<V>> leases) {
    far.release(leases);
  }

  // ---- near

  /**
   * Puts an entry near. Called while it is what the far level has. A failure is nobody's: the read
   * has its value, and the change stands. Nor does it leave a stale entry, as the one before was
   * dropped by then.
   */
  private void fill(Fill<K, V> fill) {
    if (!nearOn || !expiry.isLive(Math.min(fill.policyDeadline(), fill.notAfter()))) {
      return;
    }
    long limit =
        (nearLife == Long.MAX_VALUE)
            ? fill.notAfter()
            : Math.min(fill.notAfter(), expiry.after(nearLife));
    try {
      near.set(fill.key(), fill.value(), fill.policyDeadline(), limit);
    } catch (RuntimeException e) {
      reads.notFilled(e);
    }
  }

  /** Drops what was filled, and is old by now. */
  private void forgetFilled(K key) {
    try {
      forget(key);
    } catch (RuntimeException e) {
      reads.notFilled(e); // and who changes the key drops it, too
    }
  }

  private void forget(K key) {
    if (nearOn) {
      near.drop(key);
    }
  }

  /** What is near was filled by older limits, and is filled anew. */
  @Override
  public boolean limitsChanged() {
    if (!far.limitsChanged()) {
      return false;
    }
    boolean unused =
        stripes.asWriterOfAll(
            () -> {
              near.clear();
              return true;
            });
    return true;
  }

  @Override
  public void clear() {
    boolean unused =
        stripes.asWriterOfAll(
            () -> {
              near.clear();
              return true;
            },
            cleared -> {
              far.clear();
              return true;
            });
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    List<Glob> globs = patterns.stream().map(Glob::of).toList();
    return stripes.asWriterOfAll(
        () -> forgetMatching(globs), forgotten -> far.invalidate(patterns));
  }

  private boolean forgetMatching(List<Glob> patterns) {
    PatternIndex<Glob> index = new PatternIndex<>(patterns, Function.identity());
    try (EntryCursor<K, V> cursor = near.scanToChange(Glob.commonPrefix(patterns))) {
      while (cursor.advance()) {
        K key = cursor.key();
        if (index.matchesAny(Keys.text(key))) {
          forget(key);
        }
      }
    }
    return true;
  }

  @Override
  public void reclaimed(long epoch) {
    far.reclaimed(epoch);
  }

  @Override
  public void invalidateLater(List<String> patterns) {
    List<Glob> globs = patterns.stream().map(Glob::of).toList();
    boolean unused =
        stripes.asWriterOfAll(
            () -> forgetMatching(globs),
            forgotten -> {
              far.invalidateLater(patterns);
              return true;
            });
  }

  @Override
  public long failures() {
    return far.failures();
  }

  /** Reads near from now on, or not; the near level is empty then. */
  public void setNearOn(boolean on) {
    synchronized (lock) {
      wanted = on;
      switchNear();
    }
  }

  private void setInformed(boolean now) {
    synchronized (lock) {
      informed = now;
      switchNear();
    }
  }

  /**
   * With the lock. Whoever reads or fills near meanwhile does so as if before, and is forgotten
   * with it.
   */
  private void switchNear() {
    boolean on = wanted && informed;
    if (!on && !nearOn) {
      return;
    }
    nearOn = false;
    boolean unused =
        stripes.asWriterOfAll(
            () -> {
              near.clear();
              return true;
            },
            cleared -> {
              nearOn = on;
              return true;
            });
  }

  // ---- what others change

  @Override
  public boolean isShared() {
    return far.isShared();
  }

  @Override
  public void follow(ChangeListener<? super K> listener) {
    if (shared) {
      synchronized (lock) {
        followers.add(listener);
        if (informed) {
          listener.found();
        }
      }
    }
  }

  /**
   * A change by others is like a writer who was here: nobody fills with what was before. Who tells
   * of it tells others, too, and hears of no failures.
   */
  private final class RemoteChangeHandler implements ChangeListener<K> {
    private void tell(Runnable action) {
      try {
        action.run();
      } catch (RuntimeException e) {
        synchronized (lock) {
          nearOn = false; // until it can be cleared, as it may have what is no longer true
        }
        reads.notFilled(e);
      }
    }

    @Override
    public void changed(K key) {
      tell(
          () -> {
            long unused = stripes.enter(key, () -> forget(key));
            stripes.leave(key);
          });
      followers.forEach(follower -> follower.changed(key));
    }

    @Override
    public void invalidated(List<String> patterns) {
      List<Glob> globs = patterns.stream().map(Glob::of).toList();
      Supplier<Boolean> forgetting = () -> forgetMatching(globs);
      tell(() -> stripes.asWriterOfAll(forgetting));
      followers.forEach(follower -> follower.invalidated(patterns));
    }

    @Override
    public void lost() {
      tell(() -> setInformed(false));
      followers.forEach(ChangeListener::lost);
    }

    @Override
    public void found() {
      tell(() -> setInformed(true));
      followers.forEach(ChangeListener::found);
    }
  }

  // ---- the rest

  @Override
  public EntryCursor<K, V> scan() {
    return far.scan();
  }

  @Override
  public EntryCursor<K, V> scanKeys(String prefix) {
    return far.scanKeys(prefix);
  }

  @Override
  public EntryCursor<K, V> scanToChange(String prefix) {
    // Near, so that nobody fills any more with what the far level had before it was scanned.
    return new FarThenNearCursor<>(
        far.scanToChange(prefix),
        () -> stripes.asWriterOfAll(() -> FarThenNearCursor.list(near.scanToChange(prefix))));
  }

  @Override
  public long size() {
    return far.size();
  }

  @Override
  public OptionalLong knownSize() {
    return far.knownSize();
  }

  @Override
  public void setMaximum(long maximum) {
    far.setMaximum(maximum);
  }

  @Override
  public void sweep(Consumer<? super K> dead) {
    try {
      useNearAgain();
      near.sweep(this::forgetDead);
    } finally {
      far.sweep(dead);
    }
  }

  /** After it could not be told of a change, or not be cleared. */
  private void useNearAgain() {
    if (!nearOn) {
      synchronized (lock) {
        if (wanted && informed && !nearOn) {
          switchNear();
        }
      }
    }
  }

  private void forgetDead(K key) {
    boolean unused =
        near.compute(
            key,
            current ->
                (current == null || expiry.isLive(current.expiresAt()))
                    ? new Decision.Keep<>(false)
                    : new Decision.Remove<>(true));
  }

  @Override
  public Map<String, Object> details() {
    return far.details();
  }

  /** Returns about how many entries are near, where that is known. */
  public OptionalLong nearSize() {
    return near.knownSize();
  }

  @Override
  public void destroy() {
    try {
      near.destroy();
    } finally {
      far.destroy();
    }
  }

  @Override
  public void close() {
    try {
      near.close();
    } finally {
      far.close();
    }
  }
}
