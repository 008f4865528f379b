/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.cache.expiry.ExpiryPolicy;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;

/**
 * Whatever the order in which threads take their steps, the results of their operations are those
 * of some order of the operations. Lincheck makes up small programs of the operations below, runs
 * each with many different interleavings of the steps, and looks for an order of the operations
 * that explains the results. Programs are short and many, as most of the longer ones fail to bring
 * two operations together at one entry.
 */
public final class Linearizability {
  /** Lists and maps that a call makes for itself: no other thread sees them. */
  private static final String[] OF_ONE_CALL = {
    "java.util.ArrayList",
    "java.util.ArrayList$Itr",
    "java.util.HashMap",
    "java.util.ImmutableCollections$List12",
    "java.util.ImmutableCollections$ListN",
    "java.util.ImmutableCollections$ListItr",
    "java.util.ImmutableCollections$Map1",
    "java.util.Collections$CopiesList"
  };

  /** How many random programs are checked; {@code -Dlincheck.programs=30} checks more. */
  private static final int PROGRAMS = Integer.getInteger("lincheck.programs", 10);

  private Linearizability() {}

  /** Returns how to check {@link Operations}: each program is run some hundred times. */
  public static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .iterations(PROGRAMS)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .addGuarantee(forClasses(OF_ONE_CALL).allMethods().ignore());
  }

  /**
   * Returns how to check {@link Operations} by running them, rather than by choosing who goes on:
   * for stores that do too much for that.
   */
  public static StressOptions stress() {
    return new StressOptions()
        .sequentialSpecification(Model.class)
        .iterations(10)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1);
  }

  /** What can be done with a store. */
  @Param(name = "key", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Operations {
    private final Expiry expiry;
    private final Store<Integer, Integer> store;

    /** With a store for this policy, in which time stands still. */
    protected Operations(
        ExpiryPolicy policy,
        Function<StoreSpec<Integer, Integer>, Store<Integer, Integer>> stores) {
      expiry = Expiry.of("linearizable", policy, () -> Instant.EPOCH);
      store = stores.apply(StoreSpecs.of("linearizable", expiry, 1_000));
    }

    @Operation
    public @Nullable Integer get(@Param(name = "key") int key) {
      return store.get(key);
    }

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
      store.put(key, value, expiry);
    }

    @Operation
    public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
      return store.compute(
          key,
          current ->
              (current == null)
                  ? new Decision.Put<>(value, deadline(null), true)
                  : new Decision.Keep<>(false));
    }

    @Operation
    public int increment(@Param(name = "key") int key) {
      return store.compute(
          key,
          current -> {
            int next = number(current) + 1;
            return new Decision.Put<>(next, deadline(current), next);
          });
    }

    @Operation
    public int remove(@Param(name = "key") int key) {
      return store.compute(key, current -> new Decision.Remove<>(number(current)));
    }

    @Operation
    public boolean replace(
        @Param(name = "key") int key,
        @Param(name = "value") int expected,
        @Param(name = "value") int value) {
      return store.compute(
          key,
          current ->
              (number(current) == expected)
                  ? new Decision.Put<>(value, deadline(current), true)
                  : new Decision.Keep<>(false));
    }

    /** Returns the deadline of what an operation other than a put stores. */
    protected long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? expiry.onCreation() : expiry.onUpdate(current.expiresAt());
    }

    private static int number(@Nullable StoredEntry<Integer> entry) {
      return (entry == null) ? 0 : entry.value();
    }
  }

  /** What a store does, said in the simplest way. */
  public static final class Model {
    private final Map<Integer, Integer> map = new HashMap<>();

    public @Nullable Integer get(int key) {
      return map.get(key);
    }

    public void put(int key, int value) {
      map.put(key, value);
    }

    public boolean putIfAbsent(int key, int value) {
      return map.putIfAbsent(key, value) == null;
    }

    public int increment(int key) {
      return map.merge(key, 1, Integer::sum);
    }

    public int remove(int key) {
      return Objects.requireNonNullElse(map.remove(key), 0);
    }

    public boolean replace(int key, int expected, int value) {
      return map.replace(key, expected, value);
    }
  }
}
