/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.engine.Step.none;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import javax.cache.integration.CacheLoader;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.concurrent.KeyLock;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.engine.event.Listeners;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.UserCode;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.StoredForm;
import uno.jcache.spi.Removal;

/**
 * The operations of a cache. Each is a small decision over one entry, which the {@link Engine}
 * runs.
 *
 * <p>Arguments are checked, and values in their stored form, before they come here.
 */
public final class Operations<K, V> {
  private final String cacheName;
  private final Engine<K, V> engine;
  private final Expiry expiry;
  private final Copies<K> keys;
  private final boolean keysAreStored;
  private final StoredForm<K, V> values;
  private final Statistics statistics;
  private final WriteThrough<K, V> writeThrough;
  private final KeyLocks<K> locks;
  private final Consumer<? super V> check;
  private final ReadThrough<K, V> loading;
  private final @Nullable ReadThrough<K, V> readThrough;

  /** The operations of a cache with these parts. */
  public Operations(CacheParts<K, V> parts) {
    this.cacheName = parts.cacheName();
    this.engine = new Engine<>(parts);
    this.expiry = parts.expiry();
    this.keys = parts.keys();
    this.keysAreStored = keys.isByReference();
    this.values = parts.values();
    this.statistics = parts.statistics();
    this.writeThrough = parts.writeThrough();
    this.locks = engine.locks();
    this.check = parts.check();
    this.loading = engine.loading();
    this.readThrough = (parts.isReadThrough() && parts.loader() != null) ? loading : null;
  }

  // ---- reads

  /** Returns the value of a key that was looked up in vain, where the cache reads through. */
  public @Nullable V load(K key) {
    return (readThrough == null) ? null : readThrough.get(key);
  }

  /**
   * Returns the value of a key that was looked up in vain, by a loader of the caller's.
   *
   * @param timeToLive in milliseconds; 0 for what the policy says
   */
  public @Nullable V load(
      K key, Function<? super K, ? extends @Nullable V> loader, long timeToLive) {
    return loading.get(key, loader, timeToLive);
  }

  /** Returns the values of keys that were looked up in vain, where the cache reads through. */
  public Map<K, V> loadMissing(Collection<? extends K> keys) {
    return (readThrough == null || keys.isEmpty()) ? Map.of() : readThrough.getAll(keys);
  }

  /**
   * Returns the values of keys that were looked up in vain, by a loader of the caller's.
   *
   * @param timeToLive in milliseconds; 0 for what the policy says
   */
  public Map<K, V> loadMissing(
      Collection<? extends K> keys,
      Function<? super Set<K>, ? extends Map<? extends K, ? extends V>> loader,
      long timeToLive) {
    return keys.isEmpty() ? Map.of() : loading.getAll(keys, loader, timeToLive);
  }

  /** Returns whether there is a live entry. Counts as no access. */
  public boolean containsKey(K key) {
    return live(key) != null;
  }

  private @Nullable StoredEntry<Object> live(K key) {
    StoredEntry<Object> entry = engine.store().peek(key);
    return (entry != null && expiry.isLive(entry.expiresAt())) ? entry : null;
  }

  /** Returns what is known of an entry, if there is a live one. Counts as no access. */
  public Optional<EntryMetadata> metadata(K key) {
    // By a decision, since a level in front may have it for a shorter time.
    return engine
        .store()
        .compute(
            key,
            entry ->
                new Decision.Keep<>(
                    (entry == null || !expiry.isLive(entry.expiresAt()))
                        ? Optional.empty()
                        : Optional.of(values.metadata(entry.value(), entry.expiresAt()))));
  }

  /** Ends the entry if its deadline has passed. */
  public void expire(K key) {
    engine.run(key, step -> step.keep(none()));
  }

  // ---- writes

  /** Stores a value. */
  public void put(K key, V value, Object stored, Lifetime lifetime) {
    var write = new OneWrite(key, value);
    engine.change(
        keys.copy(key),
        step -> {
          write.run();
          return step.put(stored, lifetime, none());
        });
  }

  /**
   * Stores a value without a look at the old one, where nothing depends on that.
   *
   * @return false where something does, and nothing was stored
   */
  public boolean putPlain(K key, Object stored) {
    Engine.RuleSnapshot begun = engine.snapshotRules();
    if (!engine.isPlain(key)) {
      return false;
    }
    storePlain(keysAreStored ? key : keys.copy(key), stored, begun);
    return true;
  }

  private void storePlain(K key, Object stored, Engine.RuleSnapshot begun) {
    // Before, as this holds no lock: a load that replaces could store between the two.
    loading.supersede(key);
    engine.store().put(key, stored, expiry);
    engine.reapplyIfChanged(key, begun, engine.store());
    statistics.count(Statistics.PUT);
  }

  /** Stores a value and returns the old one. */
  public @Nullable V getAndPut(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return engine.change(
        keys.copy(key),
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          write.run();
          return step.put(stored, old);
        });
  }

  /** Stores a value where there is none. */
  public boolean putIfAbsent(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return engine.change(
        keys.copy(key),
        step -> {
          if (step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where there is one. */
  public boolean replace(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return engine.change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where the old one is equal to the expected one. */
  public boolean replace(K key, V expected, V value, Object stored) {
    var write = new OneWrite(key, value);
    return engine.change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          } else if (!step.value().equals(expected)) {
            return step.access(false);
          }
          write.run();
          return step.put(stored, true);
        });
  }

  /** Stores a value where there is one and returns the old one. */
  public @Nullable V getAndReplace(K key, V value, Object stored) {
    var write = new OneWrite(key, value);
    return engine.change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(none());
          }
          V old = step.value();
          write.run();
          return step.put(stored, old);
        });
  }

  /**
   * Stores several values. Of a batch that the writer fails with, what was written is stored.
   *
   * @param stored the same keys with the values in their stored form
   */
  public void putAll(Map<? extends K, ? extends V> map, Map<K, Object> stored, Lifetime lifetime) {
    if (!writeThrough.isOn()) {
      putAllWritten(stored, lifetime, null);
      return;
    }
    engine.inBatch(
        stored.keySet(),
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.writeAll(map);
          stored.keySet().retainAll(batch.succeeded());
          putAllWritten(stored, lifetime, batch.failure());
        });
  }

  private void putAllWritten(
      Map<K, Object> stored, Lifetime lifetime, @Nullable RuntimeException failure) {
    Map<K, Operation<K, V, @Nullable Void>> puts = new HashMap<>();
    Map<K, Object> plain = new HashMap<>();
    Engine.RuleSnapshot begun = engine.snapshotRules();
    stored.forEach(
        (key, value) -> {
          if (lifetime.isByPolicy() && engine.isPlain(key)) {
            plain.put(key, value);
          } else {
            puts.put(key, step -> step.put(value, lifetime, none()));
          }
        });
    List<Attempt<@Nullable Void>> attempts = new ArrayList<>();
    attempts.add(
        Attempt.of(
            () -> {
              putAllPlain(plain, begun);
              return none();
            }));
    attempts.addAll(engine.changeAll(puts).values());
    Engine.throwFailures(attempts, failure);
  }

  private void putAllPlain(Map<K, Object> stored, Engine.RuleSnapshot begun) {
    int most = engine.store().batch();
    if (most == 1) {
      stored.forEach((key, value) -> storePlain(key, value, begun));
      return;
    }
    engine.inBatches(stored.keySet(), keys -> putTogether(keys, stored, begun));
  }

  private void putTogether(List<K> keys, Map<K, Object> stored, Engine.RuleSnapshot begun) {
    Map<K, Object> batch = new HashMap<>();
    keys.forEach(key -> batch.put(key, requireNonNull(stored.get(key))));
    keys.forEach(loading::supersede); // as storePlain does
    engine.store().putAll(batch, expiry);
    for (K key : keys) {
      engine.reapplyIfChanged(key, begun, engine.store());
      statistics.count(Statistics.PUT);
    }
  }

  /** Changes each of the keys, whatever listeners throw, and throws at the end. */
  private void batch(
      Collection<? extends K> keys, Consumer<K> action, @Nullable RuntimeException failure) {
    Failures failures = new Failures();
    failures.add(failure);
    keys.forEach(key -> failures.run(() -> action.accept(key)));
    failures.throwIfAny();
  }

  /** Removes the entry. */
  public boolean remove(K key) {
    if (isRemovedPlainly()) {
      return removeTogether(List.of(key)).get(key) == Removal.LIVE;
    }
    var delete = new OneWrite(key, null);
    return engine.change(
        key,
        step -> {
          delete.run();
          return step.remove(step.isPresent());
        });
  }

  /** Removes the entry where its value is equal to the expected one. */
  public boolean remove(K key, V expected) {
    var delete = new OneWrite(key, null);
    return engine.change(
        key,
        step -> {
          if (!step.lookedUp().isPresent()) {
            return step.keep(false);
          } else if (!step.value().equals(expected)) {
            return step.access(false);
          }
          delete.run();
          return step.remove(true);
        });
  }

  /** Removes the entry and returns its value. */
  public @Nullable V getAndRemove(K key) {
    var delete = new OneWrite(key, null);
    return engine.change(
        key,
        step -> {
          V old = step.lookedUp().isPresent() ? step.value() : none();
          delete.run();
          return step.remove(old);
        });
  }

  /**
   * Removes several entries. Of a batch that the writer fails with, what was deleted is removed.
   */
  public void removeAll(Collection<? extends K> keys) {
    if (!writeThrough.isOn()) {
      removeAllDeleted(keys, null);
      return;
    }
    engine.inBatch(
        keys,
        held -> {
          WriteThrough.Batch<K> batch = writeThrough.deleteAll(keys);
          removeAllDeleted(batch.succeeded(), batch.failure());
        });
  }

  /**
   * Removes all entries. Where nobody asks what there was they are cleared, which takes no longer
   * for many: of these, statistics want to know how many there are.
   *
   * @return how many were removed, as far as somebody wants to know
   */
  public int removeAll() {
    if (engine.isRemovedUnseen()) {
      long[] counts = statistics.isEnabled() ? liveAndDead() : new long[2];
      clear();
      count(Statistics.REMOVAL, counts[0]);
      count(Statistics.EXPIRATION, counts[1]);
      return (int) Math.min(Integer.MAX_VALUE, counts[0]);
    }
    Store<K, Object> in = engine.store();
    Set<K> keys = new HashSet<>();
    boolean complete;
    try (EntryCursor<K, Object> cursor = in.scanToChange("")) {
      while (cursor.advance()) {
        keys.add(cursor.key());
      }
      complete = cursor.isComplete();
    }
    removeAll(keys);
    if (!complete) {
      in.invalidateLater(List.of("*"));
    }
    return keys.size();
  }

  private long[] liveAndDead() {
    long[] counts = new long[2];
    try (EntryCursor<K, Object> cursor = engine.store().scanKeys("")) {
      while (cursor.advance()) {
        counts[expiry.isLive(cursor.expiresAt()) ? 0 : 1]++;
      }
    }
    return counts;
  }

  private void count(int bit, long times) {
    for (long i = 0; i < times; i++) {
      statistics.count(bit);
    }
  }

  private void removeAllDeleted(Collection<? extends K> keys, @Nullable RuntimeException failure) {
    Map<K, Operation<K, V, @Nullable Void>> removals = new HashMap<>();
    Set<K> plain = new LinkedHashSet<>();
    for (K key : keys) {
      if (isRemovedPlainly()) {
        plain.add(key);
      } else {
        removals.put(key, step -> step.remove(none()));
      }
    }
    List<Attempt<@Nullable Void>> attempts = new ArrayList<>();
    attempts.add(
        Attempt.of(
            () -> {
              engine.inBatches(plain, this::removeTogether);
              return none();
            }));
    attempts.addAll(engine.changeAll(removals).values());
    Engine.throwFailures(attempts, failure);
  }

  /** Returns whether nobody need look at an entry that is removed, and the store gains by that. */
  private boolean isRemovedPlainly() {
    return engine.store().batch() > 1 && engine.isRemovedUnseen();
  }

  private Map<K, Removal> removeTogether(List<K> keys) {
    keys.forEach(loading::supersede); // as storePlain does
    Map<K, Removal> removed = engine.store().removeAll(keys, expiry);
    removed.values().forEach(each -> statistics.count(counts(each)));
    return removed;
  }

  private static int counts(Removal removal) {
    return switch (removal) {
      case NOTHING, SUPERSEDED -> 0; // a store returns none of the latter: it has looked again
      case EXPIRED -> Statistics.EXPIRATION;
      case INVALIDATED, LIVE -> Statistics.REMOVAL;
    };
  }

  /**
   * Removes entries, and leaves the application's system of record alone. A value that is being
   * loaded from before does not outlive this.
   *
   * @param patterns which keys, as strings
   * @param stale says the same of a key
   * @param likely the keys that are likely to match, where the store need not be searched for
   *     others: these are hidden, and removed later; empty where it must be searched
   * @return how many entries were removed
   */
  public long invalidate(
      List<String> patterns, Predicate<? super K> stale, Collection<? extends K> likely) {
    return invalidate(
        patterns,
        stale,
        likely,
        new Invalidator<>() {
          @Override
          public boolean invalidate(K key, boolean hidden) {
            return Operations.this.invalidate(key, hidden);
          }

          @Override
          public Operation<K, V, Boolean> operation(K key, boolean hidden) {
            return step -> step.invalidate(hidden);
          }

          @Override
          public void ended() {}
        });
  }

  /** Removes one entry, and leaves the application's system of record alone. */
  public boolean invalidate(K key) {
    return invalidate(key, false);
  }

  private boolean invalidate(K key, boolean hidden) {
    return engine.change(key, step -> step.invalidate(hidden));
  }

  /** How entries are invalidated. */
  private interface Invalidator<K, V> {
    /** Invalidates one, and returns whether there was one; as {@link Step#invalidate} has it. */
    boolean invalidate(K key, boolean hidden);

    /** Returns what does the same as one of several. */
    Operation<K, V, Boolean> operation(K key, boolean hidden);

    /** Called after several were done. */
    void ended();
  }

  /**
   * Invalidates entries: immediately, where the store hides them, and looks for them then; or one
   * after the other. In the midst of a decision nothing is hidden, as this would make it start
   * over.
   */
  private long invalidate(
      List<String> patterns,
      Predicate<? super K> stale,
      Collection<? extends K> likely,
      Invalidator<K, V> how) {
    LongAdder invalidated = new LongAdder();
    Failures failures = new Failures();
    Store<K, Object> in = engine.store();
    forEachLoading(stale, key -> count(how.invalidate(key, false), invalidated), failures);
    OptionalLong epoch =
        (patterns.isEmpty() || locks.isDeciding()) ? OptionalLong.empty() : in.invalidate(patterns);
    boolean hidden = epoch.isPresent();
    if (hidden && !likely.isEmpty()) {
      likely.forEach(key -> failures.run(() -> count(how.invalidate(key, true), invalidated)));
      failures.throwIfAny();
      return invalidated.sum(); // others are hidden, and removed by who looks for such next
    }
    boolean complete;
    // A listener may change the keys whose end it is yet to hear of: so with it, one by one.
    int together = engine.hasListeners() ? 1 : in.batch();
    // What is hidden stays so if the scan fails.
    String prefix = Glob.commonPrefix(patterns.stream().map(Glob::of).toList());
    try (EntryCursor<K, Object> cursor = hidden ? in.scanKeys(prefix) : in.scanToChange(prefix)) {
      forEachBatch(
          cursor, stale, keys -> invalidate(keys, hidden, how, invalidated, failures), together);
      complete = cursor.isComplete();
    }
    if (!hidden && !complete) {
      in.invalidateLater(patterns);
    }
    failures.throwIfAny(); // one may be left, which is looked for later
    epoch.ifPresent(in::reclaimed);
    return invalidated.sum();
  }

  private void invalidate(
      List<K> keys,
      boolean hidden,
      Invalidator<K, V> how,
      LongAdder invalidated,
      Failures failures) {
    if (keys.size() == 1) {
      failures.run(() -> count(how.invalidate(keys.get(0), hidden), invalidated));
      return;
    }
    Map<K, Operation<K, V, Boolean>> operations = new HashMap<>();
    keys.forEach(key -> operations.put(key, how.operation(key, hidden)));
    try {
      engine
          .changeAll(operations)
          .values()
          .forEach(
              attempt -> {
                failures.add(attempt.failure());
                count(Boolean.TRUE.equals(attempt.result()), invalidated);
              });
    } finally {
      failures.run(how::ended);
    }
  }

  private static void count(boolean yes, LongAdder counter) {
    if (yes) {
      counter.increment();
    }
  }

  /**
   * Removes entries as {@link #invalidate(List, Predicate, Collection)} does, because of a rule:
   * this sets off no others.
   *
   * @param patterns which keys, as strings; none if they cannot say it
   * @param likely as {@link #invalidate(List, Predicate, Collection)} has it
   * @param gone told of each entry that is gone, also of those that were found dead
   * @return how many entries were removed
   */
  public long invalidateByRule(
      List<String> patterns,
      Predicate<? super K> stale,
      Collection<? extends K> likely,
      Consumer<? super K> gone) {
    Map<K, AtomicBoolean> ended = new HashMap<>();
    return invalidate(
        patterns,
        stale,
        likely,
        new Invalidator<>() {
          @Override
          public boolean invalidate(K key, boolean hidden) {
            return invalidateByRule(key, hidden, gone);
          }

          @Override
          public Operation<K, V, Boolean> operation(K key, boolean hidden) {
            AtomicBoolean it = new AtomicBoolean();
            ended.put(key, it);
            return byRule(hidden, it);
          }

          @Override
          public void ended() {
            Map<K, AtomicBoolean> done = Map.copyOf(ended);
            ended.clear();
            done.forEach(
                (key, it) -> {
                  if (it.get()) {
                    gone.accept(key);
                  }
                });
          }
        });
  }

  /** Returns what ends an entry because of a rule, and says whether there was one to end. */
  private Operation<K, V, Boolean> byRule(boolean hidden, AtomicBoolean ended) {
    return step -> {
      ended.set(step.isStored() && !(hidden && step.isPresent()));
      return step.invalidateByRule(hidden);
    };
  }

  /** As {@link #invalidateByRule(List, Predicate, Collection, Consumer)}, for known keys. */
  public long invalidateByRule(Collection<? extends K> stale, Consumer<? super K> gone) {
    LongAdder invalidated = new LongAdder();
    batch(stale, key -> count(invalidateByRule(key, false, gone), invalidated), null);
    return invalidated.sum();
  }

  /**
   * Removes one entry because of a rule.
   *
   * @return whether there was a live one
   */
  private boolean invalidateByRule(K key, boolean hidden, Consumer<? super K> gone) {
    if (locks.isDeciding(key)) {
      return false; // by its processor or writer, which is about to change it anyway
    }
    AtomicBoolean ended = new AtomicBoolean();
    try {
      return engine.change(key, byRule(hidden, ended));
    } finally {
      if (ended.get()) { // whatever listeners threw
        gone.accept(key);
      }
    }
  }

  /**
   * Limits the lives of entries. Where the store judges by the limits itself, they hold already,
   * for all that it has.
   */
  public void limitLives(ToLongFunction<? super K> limit) {
    if (engine.store().limitsChanged()) {
      return; // what is being loaded catches up with the rules when it is stored
    }
    forEachKey(
        key -> true,
        key -> {
          long life = limit.applyAsLong(key);
          if (life != Long.MAX_VALUE) {
            engine.run(key, step -> step.limit(life));
          }
        });
  }

  /** Brings the deadlines of entries nearer, up to so many milliseconds from now. */
  public void shortenLives(long life) {
    engine.shorteningLives(); // before the first is looked at
    forEachKey(key -> true, key -> engine.run(key, step -> step.shorten(life)));
  }

  /** Keeps loads that are under way from storing what they find. */
  public void supersedeLoads() {
    for (K key : loading.keys()) {
      engine.change(
          key, step -> step.keep(none())); // with its lock, or what it stores could come after
    }
  }

  /**
   * Calls for each key that there is, or that is being loaded; for all, whatever listeners throw.
   *
   * @param chosen whether to call for a key
   */
  private void forEachKey(Predicate<? super K> chosen, Consumer<K> action) {
    Failures failures = new Failures();
    // These first: what they load is then superseded, or in the store when that is scanned.
    forEachLoading(chosen, action, failures);
    forEachStored(chosen, action, failures);
    failures.throwIfAny();
  }

  private void forEachLoading(Predicate<? super K> chosen, Consumer<K> action, Failures failures) {
    for (K key : loading.keys()) {
      if (chosen.test(key)) {
        failures.run(() -> action.accept(key));
      }
    }
  }

  private void forEachStored(Predicate<? super K> chosen, Consumer<K> action, Failures failures) {
    try (EntryCursor<K, Object> cursor = engine.store().scanToChange("")) {
      forEach(cursor, chosen, action, failures);
    }
  }

  /** Calls for as many of the chosen keys at once as the store likes. */
  private void forEachBatch(
      EntryCursor<K, Object> cursor,
      Predicate<? super K> chosen,
      Consumer<List<K>> action,
      int most) {
    List<K> batch = new ArrayList<>();
    while (cursor.advance()) {
      K key = cursor.key();
      if (!chosen.test(key)) {
        continue;
      }
      batch.add(key);
      if (batch.size() >= most) {
        action.accept(List.copyOf(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      action.accept(batch);
    }
  }

  private void forEach(
      EntryCursor<K, Object> cursor,
      Predicate<? super K> chosen,
      Consumer<K> action,
      Failures failures) {
    while (cursor.advance()) {
      K key = cursor.key();
      if (chosen.test(key)) {
        failures.run(() -> action.accept(key));
      }
    }
  }

  /** Removes all entries, and tells nobody. */
  public void clear() {
    for (K key : loading.keys()) {
      engine.change(key, step -> step.forget());
    }
    engine.store().clear();
  }

  /**
   * Writes or deletes once, however often its decision is made again. A decision is made again in
   * spite of the key's lock when its entry is evicted or expires at that moment.
   */
  private final class OneWrite {
    private final K key;
    private final @Nullable V value;
    private boolean done;

    OneWrite(K key, @Nullable V value) {
      this.key = key;
      this.value = value;
    }

    void run() {
      if (done) {
        return;
      } else if (value == null) {
        writeThrough.delete(key);
      } else {
        writeThrough.write(key, value);
      }
      done = true;
    }
  }

  // ---- processors

  /**
   * Runs an entry processor.
   *
   * @throws EntryProcessorException around what the processor throws
   */
  public <T extends @Nullable Object> T invoke(
      K key, EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {
    K copy = keys.copy(key);
    KeyLock lock = locks.acquire(copy);
    try {
      return engine.change(copy, new Invocation<>(key, processor, arguments));
    } finally {
      locks.release(copy, lock);
    }
  }

  /** Runs an entry processor for each of several keys, as {@link #invoke} does. */
  public <T extends @Nullable Object> Map<K, Attempt<T>> invokeAll(
      Collection<? extends K> keys,
      EntryProcessor<K, V, T> processor,
      @Nullable Object[] arguments) {
    Map<K, Operation<K, V, T>> invocations = new HashMap<>();
    for (K key : keys) {
      invocations.put(this.keys.copy(key), new Invocation<>(key, processor, arguments));
    }
    return engine.inBatches(
        invocations,
        (key, invocation) -> {
          KeyLock lock = locks.acquire(key);
          try {
            return engine.change(key, invocation);
          } finally {
            locks.release(key, lock);
          }
        },
        (batch, attempts) ->
            engine.inBatch(
                batch.keySet(),
                held -> {
                  try {
                    engine.runTogether(batch, held, attempts);
                  } finally {
                    batch.keySet().forEach(loading::supersede);
                  }
                }));
  }

  /**
   * Runs a processor, anew for each look at the entry, until what it did has been written through.
   */
  private final class Invocation<T extends @Nullable Object> implements Operation<K, V, T> {
    private final K key;
    private final EntryProcessor<K, V, T> processor;
    private final @Nullable Object[] arguments;
    private @Nullable ProcessorEntry<K, V> entry;
    private T result = none();

    Invocation(K key, EntryProcessor<K, V, T> processor, @Nullable Object[] arguments) {
      this.key = key;
      this.processor = processor;
      this.arguments = arguments;
    }

    @Override
    public Decision<Object, Outcome<T>> decide(Step<K, V> step) {
      ProcessorEntry<K, V> processed = entry;
      if (processed == null || !processed.isWritten()) {
        processed = new ProcessorEntry<>(key, step, readThrough, check);
        entry = processed;
        result = process(processed);
      }
      return processed.decide(step.lookedUp(), values, writeThrough, result);
    }

    private T process(ProcessorEntry<K, V> entry) {
      try {
        return UserCode.call(() -> processor.process(entry, arguments));
      } catch (RuntimeException e) {
        if (entry.isLoaderFailure(e)) {
          throw e; // counted where the loader failed
        }
        statistics.countError();
        throw (e instanceof EntryProcessorException it) ? it : wrapped(e);
      } catch (Error e) { // which nobody could handle within another exception
        statistics.countError();
        throw e;
      }
    }

    private EntryProcessorException wrapped(RuntimeException e) {
      return new EntryProcessorException(
          "Cache '" + cacheName + "': the entry processor failed for key '" + key + "'",
          UserCode.thrown(e));
    }
  }

  // ---- loads

  /**
   * Loads entries.
   *
   * @param replace whether to load those that there are, too
   */
  public void loadAll(Collection<? extends K> keys, boolean replace) {
    if (!loading.hasLoader()) {
      return;
    } else if (replace) {
      loading.reloadAll(keys);
    } else {
      loading.getAll(keys.stream().filter(key -> !containsKey(key)).toList());
    }
  }
}
