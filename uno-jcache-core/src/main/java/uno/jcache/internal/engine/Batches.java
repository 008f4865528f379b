/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import static java.util.Objects.requireNonNull;
import static uno.jcache.internal.engine.Step.none;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.concurrent.KeyLock;
import uno.jcache.internal.concurrent.KeyLocks;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.LoadLease;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoredEntry;
import uno.jcache.internal.store.Transition;
import uno.jcache.spi.OperationTime;

/**
 * Runs several operations in batches of the store's batch size. Each runs as the {@link Engine}
 * runs a single one, even if others fail.
 */
final class Batches<K, V> {
  private final Engine<K, V> engine;
  private final KeyLocks<K> locks;

  Batches(Engine<K, V> engine) {
    this.engine = engine;
    this.locks = engine.locks();
  }

  /**
   * Runs one operation for each key, as {@link Engine#change} does. Runs each even if others throw.
   */
  <R extends @Nullable Object> Map<K, Attempt<R>> changeAll(
      Map<K, ? extends Operation<K, V, R>> operations) {
    return run(
        operations,
        engine::change,
        (each, attempts) -> {
          if (engine.takesNoLocks() && engine.loading().isIdle()) {
            runTogether(each, Map.of(), attempts);
            return;
          }
          holding(
              each.keySet(),
              held -> {
                try {
                  runTogether(each, held, attempts);
                } finally {
                  each.keySet().forEach(engine.loading()::supersede);
                }
              });
        });
  }

  /** Runs one operation. */
  interface SingleRunner<K, V, R extends @Nullable Object> {
    R run(K key, Operation<K, V, R> operation);
  }

  /** Runs several operations in one call to the store. */
  interface BatchRunner<K, V, R extends @Nullable Object> {
    void run(Map<K, Operation<K, V, R>> operations, Map<K, Attempt<R>> attempts);
  }

  /**
   * Runs operations one by one, or in batches. If this thread is already making a decision about a
   * key, the operation on that key runs alone, so that {@link Engine#change} can reject it.
   */
  <R extends @Nullable Object> Map<K, Attempt<R>> run(
      Map<K, ? extends Operation<K, V, R>> operations,
      SingleRunner<K, V, R> single,
      BatchRunner<K, V, R> together) {
    int size = engine.store().batch();
    Map<K, Attempt<R>> attempts = new HashMap<>();
    Map<K, Operation<K, V, R>> batch = new HashMap<>();
    operations.forEach(
        (key, operation) -> {
          if (size == 1 || operations.size() == 1 || locks.isDeciding(key)) {
            attempts.put(key, Attempt.of(() -> single.run(key, operation)));
            return;
          }
          batch.put(key, operation);
          if (batch.size() == size) {
            together.run(batch, attempts);
            OperationTime.renew();
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      together.run(batch, attempts);
    }
    return attempts;
  }

  /** Passes the keys to the action in batches of the store's batch size. */
  void forEach(Collection<? extends K> keys, Consumer<List<K>> action) {
    int size = engine.store().batch();
    List<K> all = List.copyOf(keys);
    for (int i = 0; i < all.size(); i += size) {
      action.accept(all.subList(i, Math.min(i + size, all.size())));
      OperationTime.renew();
    }
  }

  <R extends @Nullable Object> void runTogether(
      Map<K, Operation<K, V, R>> operations,
      Map<K, @Nullable KeyLock> held,
      Map<K, Attempt<R>> attempts) {
    Store<K, Object> in = engine.store();
    Engine.RuleSnapshot begun = engine.snapshotRules();
    Map<K, FailureRecordingTransition<R>> transitions = new HashMap<>();
    operations.forEach(
        (key, operation) ->
            transitions.put(
                key,
                new FailureRecordingTransition<>(
                    engine.new OperationTransition<>(key, held.get(key), operation, in))));
    try {
      in.computeAll(transitions)
          .forEach(
              (key, outcome) -> {
                Throwable failure = requireNonNull(transitions.get(key)).failure;
                attempts.put(
                    key,
                    (failure != null)
                        ? Attempt.failed(failure)
                        : Attempt.of(
                            () -> {
                              engine.reapplyIfChanged(key, begun, in);
                              return engine.perform(key, held.get(key), outcome, in);
                            }));
              });
    } catch (RuntimeException | Error e) { // of the store
      operations.keySet().forEach(key -> attempts.putIfAbsent(key, Attempt.failed(e)));
    }
  }

  /** Records what a transition throws, and keeps the entry unchanged in that case. */
  private static final class FailureRecordingTransition<R extends @Nullable Object>
      implements Transition<Object, Outcome<R>> {
    private final Transition<Object, Outcome<R>> transition;
    private @Nullable Throwable failure;

    FailureRecordingTransition(Transition<Object, Outcome<R>> transition) {
      this.transition = transition;
    }

    @Override
    public Decision<Object, Outcome<R>> decide(@Nullable StoredEntry<Object> current) {
      return recordingFailure(() -> transition.decide(current));
    }

    @Override
    public Decision<Object, Outcome<R>> decideUnreadable() {
      return recordingFailure(transition::decideUnreadable);
    }

    private Decision<Object, Outcome<R>> recordingFailure(
        Supplier<Decision<Object, Outcome<R>>> decision) {
      failure = null;
      try {
        return decision.get();
      } catch (RuntimeException | Error e) {
        failure = e;
        return new Decision.Keep<>(new Outcome<>(none(), 0, List.of()));
      }
    }

    @Override
    public @Nullable LoadLease<Object> lease() {
      return transition.lease();
    }

    @Override
    public Decision<Object, Outcome<R>> decideIfChanged(@Nullable StoredEntry<Object> current) {
      return recordingFailure(() -> transition.decideIfChanged(current));
    }
  }

  /** Throws the failures of the attempts, preceded by an earlier one if it is not null. */
  static void throwFailures(
      Collection<? extends Attempt<?>> attempts, @Nullable RuntimeException before) {
    Failures failures = new Failures();
    failures.add(before);
    attempts.forEach(attempt -> failures.add(attempt.failure()));
    failures.throwIfAny();
  }

  /** Runs a batch while it holds the locks of its keys. */
  void holding(Collection<? extends K> keys, Consumer<Map<K, @Nullable KeyLock>> batch) {
    Map<K, @Nullable KeyLock> held = new LinkedHashMap<>();
    try {
      // All batches lock keys in the same order, so that overlapping batches do not deadlock.
      List<K> ordered = new ArrayList<>(keys);
      ordered.sort(Comparator.comparingInt(Object::hashCode));
      for (K key : ordered) {
        held.put(key, locks.acquire(key));
      }
      batch.accept(held);
    } finally {
      held.forEach(locks::release);
    }
  }
}
