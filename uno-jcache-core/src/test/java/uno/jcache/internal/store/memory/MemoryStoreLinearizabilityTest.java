/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.Linearizability;
import uno.jcache.internal.store.StoredEntry;

/**
 * A call of Caffeine's is taken as one step, which is Caffeine's own promise, and one of an entry's
 * too, which is what its monitor is for: so the few hundred interleavings are all of our steps.
 */
@Tag("slow")
@Tag("lincheck")
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
    Linearizability.options()
        .addGuarantee(
            forClasses(name -> name.startsWith("com.github.benmanes.caffeine."))
                .allMethods()
                .treatAsAtomic())
        .addGuarantee(forClasses(MemoryEntry.class.getName()).allMethods().treatAsAtomic())
        .check(operations);
  }

  /** In a store that never expires anything. */
  public static final class BareValues extends Linearizability.Operations {
    public BareValues() {
      super(new EternalExpiryPolicy(), MemoryStore::new);
    }
  }

  /**
   * In a store where an update keeps the deadline, so that a put is a look, a put, a check and, as
   * the other operations create entries with a deadline of their own, at times a correction.
   */
  public static final class WrappedValues extends Linearizability.Operations {
    public WrappedValues() {
      super(new CreatedExpiryPolicy(Duration.ONE_MINUTE), MemoryStore::new);
    }

    @Override
    protected long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? 30_000 : current.expiresAt();
    }
  }

  /** In a store that begins with bare values; what other operations than put create is wrapped. */
  public static final class Mixture extends Linearizability.Operations {
    public Mixture() {
      super(new EternalExpiryPolicy(), MemoryStore::new);
    }

    @Override
    protected long deadline(@Nullable StoredEntry<Integer> current) {
      return (current == null) ? 60_000 : current.expiresAt();
    }
  }
}
