/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.concurrent.TimeUnit;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.ByteCodecs;
import uno.jcache.internal.store.Linearizability;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.spi.HeapByteStore;

/**
 * A call of the store of bytes is taken as one step, and so are encoding and decoding: the
 * interleavings are those of reading, deciding and committing, and of what falls back.
 */
@Tag("slow")
@Tag("lincheck")
class OptimisticStoreLinearizabilityTest {
  @Test
  void putsThatLookAtNothingAreLinearizable() {
    check(Eternal.class);
  }

  @Test
  void putsThatKeepTheDeadlineAreLinearizable() {
    check(Created.class);
  }

  @Test
  void readsThatMoveTheDeadlineAreLinearizable() {
    check(Accessed.class);
  }

  private static void check(Class<?> operations) {
    Linearizability.options()
        .addGuarantee(
            forClasses(HeapByteStore.class.getName(), ByteCodecs.class.getName() + "$1")
                .allMethods()
                .treatAsAtomic())
        .check(operations);
  }

  static Store<Integer, Integer> store(StoreSpec<Integer, Integer> context) {
    StoreSpec<Integer, Integer> outside = StoreSpecs.withCodec(context, ByteCodecs.ofNumbers(0));
    return new OptimisticStore<>(outside, new HeapByteStore(outside.context()));
  }

  /** In a store that never expires anything. */
  public static final class Eternal extends Linearizability.Operations {
    public Eternal() {
      super(new EternalExpiryPolicy(), OptimisticStoreLinearizabilityTest::store);
    }
  }

  /** In a store where an update keeps the deadline. */
  public static final class Created extends Linearizability.Operations {
    public Created() {
      super(
          new CreatedExpiryPolicy(Duration.ONE_MINUTE), OptimisticStoreLinearizabilityTest::store);
    }
  }

  /** In a store where the first read after a write replaces the entry by one that lives longer. */
  public static final class Accessed extends Linearizability.Operations {
    public Accessed() {
      super(new LongerByAccess(), OptimisticStoreLinearizabilityTest::store);
    }
  }

  private static final class LongerByAccess implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
      return Duration.ONE_MINUTE;
    }

    @Override
    public Duration getExpiryForAccess() {
      return new Duration(TimeUnit.MINUTES, 2);
    }

    @Override
    public Duration getExpiryForUpdate() {
      return Duration.ONE_MINUTE;
    }
  }
}
