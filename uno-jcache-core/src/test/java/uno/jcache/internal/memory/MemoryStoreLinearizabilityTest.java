/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.memory;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Decision;
import uno.jcache.spi.Expiry;
import uno.jcache.spi.Store;
import uno.jcache.spi.StoreContexts;
import uno.jcache.spi.StoredEntry;

/**
 * Whatever the order in which threads take their steps, the results of their operations are those
 * of some order of the operations. Lincheck makes up small programs of the operations below, runs
 * each with many different interleavings of the steps, and looks for an order of the operations
 * that explains the results. A call of Caffeine's is taken as one step, which is Caffeine's own
 * promise, and one of an entry's too, which is what its monitor is for: so the few hundred
 * interleavings are all of our steps. Programs are short and many, as most of the longer ones fail
 * to bring two operations together at one entry.
 */
class MemoryStoreLinearizabilityTest {
  @Test
  void bareValuesAreLinearizable() {
    check(BareValues.class);
  }

  @Test
  void wrappedValuesAreLinearizable() {
    check(WrappedValues.class);
  }

  @Test
  void theMixtureOfBothIsLinearizable() {
    check(Mixture.class);
  }

  private static void check(Class<?> operations) {
    new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .iterations(30)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .addGuarantee(
            forClasses(name -> name.startsWith("com.github.benmanes.caffeine."))
                .allMethods()
                .treatAsAtomic())
        .addGuarantee(forClasses(MemoryEntry.class.getName()).allMethods().treatAsAtomic())
        .check(operations);
  }

  /** What can be done with a store. */
  @Param(name = "key", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Operations {
    final Expiry expiry;
    final Store<Integer, Integer> store;

    Operations(ExpiryPolicy policy) {
      expiry = Expiry.of("linearizable", policy, () -> Instant.EPOCH); // where time stands still
      store = new MemoryStore<>(StoreContexts.of("linearizable", expiry, 1_000));
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

    long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? expiry.onCreation() : expiry.onUpdate(current.expiresAt());
    }

    private static int number(@Nullable StoredEntry<Integer> entry) {
      return (entry == null) ? 0 : entry.value();
    }
  }

  /** In a store that never expires anything. */
  public static final class BareValues extends Operations {
    public BareValues() {
      super(new EternalExpiryPolicy());
    }
  }

  /**
   * In a store where an update keeps the deadline, so that a put is a look, a put, a check and, as
   * the other operations create entries with a deadline of their own, at times a correction.
   */
  public static final class WrappedValues extends Operations {
    public WrappedValues() {
      super(new CreatedExpiryPolicy(Duration.ONE_MINUTE));
    }

    @Override
    long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? 30_000 : current.expiresAt();
    }
  }

  /** In a store that begins with bare values; what other operations than put create is wrapped. */
  public static final class Mixture extends Operations {
    public Mixture() {
      super(new EternalExpiryPolicy());
    }

    @Override
    long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? 60_000 : current.expiresAt();
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
