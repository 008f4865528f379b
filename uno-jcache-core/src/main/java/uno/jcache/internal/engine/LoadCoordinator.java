/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.engine.Step.none;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.integration.Load;
import uno.jcache.internal.engine.integration.ReadThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.UnstorableException;

/**
 * Connects loads with the store. Leases the keys when loads begin, and stores the loaded values
 * when they end, unless a key was changed in between by this or another process.
 */
final class LoadCoordinator<K, V> implements ReadThrough.Target<K, V> {
  /**
   * The shortest pause between two polls for a value that another process loads, in nanoseconds.
   */
  private static final long SHORTEST_PAUSE = 1_000_000;

  private static final long LONGEST_PAUSE = 32_000_000;

  private static final Logger LOGGER = System.getLogger(LoadCoordinator.class.getName());

  /** The minimum time between two warnings about values that cannot be stored, in nanoseconds. */
  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
  private final Engine<K, V> engine;
  private final Expiry expiry;
  private final Copies<K> keys;
  private final Statistics statistics;
  private final Duration loadLease;
  private final Consumer<? super V> check;

  LoadCoordinator(Engine<K, V> engine, CacheParts<K, V> parts) {
    this.engine = engine;
    this.expiry = parts.expiry();
    this.keys = parts.keys();
    this.statistics = parts.statistics();
    this.loadLease = parts.loadLease();
    this.check = parts.check();
  }

  @Override
  public Map<K, Object> begin(Collection<Load<K>> loads, boolean mayWait) {
    Map<K, LoadLease<Object>> leases = engine.store().lease(loads.stream().map(Load::key).toList());
    if (mayWait && !loadLease.isZero()) {
      awaitOthers(leases);
    }
    Map<K, Object> found = new HashMap<>();
    for (Load<K> load : loads) {
      LoadLease<Object> lease = requireNonNull(leases.get(load.key()));
      load.begin(lease);
      StoredEntry<Object> entry = lease.entry();
      if (entry != null && expiry.isLive(entry.expiresAt())) {
        found.put(load.key(), entry.value());
      }
    }
    return found;
  }

  /**
   * Waits for other processes that load the same keys. Polls the store, since only it knows them.
   */
  private void awaitOthers(Map<K, LoadLease<Object>> leases) {
    long end = System.nanoTime() + loadLease.toNanos();
    long pause = SHORTEST_PAUSE;
    while (true) {
      List<K> taken = new ArrayList<>();
      leases.forEach(
          (key, lease) -> {
            if (lease.isTaken()) {
              taken.add(key);
            }
          });
      long left = end - System.nanoTime();
      if (taken.isEmpty() || left <= 0 || Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      // Each poll has its own time-out.
      leases.putAll(OperationTime.apart(() -> engine.store().lease(taken)));
    }
  }

  @Override
  public void store(Map<Load<K>, @Nullable Object> loaded, boolean replace) {
    Map<K, Operation<K, V, @Nullable Void>> stores = new HashMap<>();
    loaded.forEach(
        (load, stored) ->
            stores.put(keys.copy(load.key()), new StoreLoaded<>(load, stored, replace)));
    Map<K, Attempt<@Nullable Void>> attempts =
        engine
            .batches()
            .run(
                stores,
                engine::runLocked,
                (batch, done) ->
                    engine
                        .batches()
                        .holding(
                            batch.keySet(),
                            held -> engine.batches().runTogether(batch, held, done)));
    // One unstorable value must not prevent the others from being stored: retry each alone.
    if (attempts.size() > 1) {
      attempts.replaceAll(
          (key, attempt) ->
              isUnstorable(attempt)
                  ? Attempt.of(() -> engine.runLocked(key, requireNonNull(stores.get(key))))
                  : attempt);
    }
    for (Load<K> load : loaded.keySet()) {
      if (requireNonNull(attempts.get(load.key())).failure() != null) {
        load.setStored(false); // unknown: its lease is released if it still exists
      }
    }
    attempts
        .values()
        .removeIf(
            attempt -> {
              if (attempt.failure() instanceof UnstorableException e) {
                unstorable(e);
                return true;
              }
              return false;
            });
    Batches.throwFailures(attempts.values(), null);
  }

  private static boolean isUnstorable(Attempt<?> attempt) {
    return attempt.failure() instanceof UnstorableException;
  }

  @Override
  public void unstorable(UnstorableException why) {
    statistics.countError();
    long now = System.nanoTime();
    long until = quietUntil.get();
    boolean isWarning = now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET);
    LOGGER.log(
        isWarning ? Level.WARNING : Level.DEBUG,
        "A value that was loaded is returned, but not cached (logged once a minute): {0}",
        why.getMessage());
  }

  @Override
  public void end(Collection<Load<K>> loads) {
    Map<K, LoadLease<Object>> leases = new HashMap<>();
    for (Load<K> load : loads) {
      LoadLease<Object> lease = load.lease();
      if (lease != null && !load.isStored()) {
        leases.put(load.key(), lease);
      }
    }
    try {
      engine.store().release(leases);
    } catch (StoreException e) {
      // already counted; the lease expires by itself
    }
  }

  @Override
  public void check(V value) {
    check.accept(value);
  }

  @Override
  public void failed() {
    statistics.countError();
  }

  /** Stores a loaded value, or removes the entry if there is none, unless it may be stale. */
  private static final class StoreLoaded<K, V> implements Operation<K, V, @Nullable Void> {
    private final Load<K> load;
    private final @Nullable Object stored;
    private final boolean replace;

    StoreLoaded(Load<K> load, @Nullable Object stored, boolean replace) {
      this.load = load;
      this.stored = stored;
      this.replace = replace;
    }

    @Override
    public @Nullable LoadLease<Object> lease() {
      return load.lease();
    }

    @Override
    public Decision<Object, Outcome<@Nullable Void>> decide(Step<K, V> step) {
      load.setStored(
          !load.isSuperseded() && (replace || (!step.isPresent() && step.storesLoaded())));
      if (!load.isStored()) {
        return step.keep(none());
      }
      return (stored == null)
          ? step.remove(none())
          : step.load(stored, new Lifetime(load.timeToLive()), none());
    }

    @Override
    public Decision<Object, Outcome<@Nullable Void>> decideIfChanged(Step<K, V> step) {
      load.setStored(false);
      return step.keep(none());
    }
  }
}
