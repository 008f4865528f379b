/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.function.UnaryOperator;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.Linearizability;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.memory.MemoryProviderType;
import uno.jcache.spi.StoreListener;

/**
 * Two stores in the heap, whose operations are taken as single steps; that they are linearizable
 * themselves has a test of its own.
 */
@Tag("slow")
@Tag("lincheck")
class TieredStoreLinearizabilityTest {
  @Test
  void putsThatFillAreLinearizable() {
    check(Eternal.class);
  }

  @Test
  void putsThatDoNotFillAreLinearizable() {
    check(Created.class);
  }

  private static void check(Class<?> operations) {
    Linearizability.options()
        .addGuarantee(
            forClasses(name -> name.startsWith("uno.jcache.internal.store.memory."))
                .allMethods()
                .treatAsAtomic())
        .check(operations);
  }

  static <K, V> Store<K, V> tiered(StoreSpec<K, V> context) {
    var factory = MemoryProviderType.INSTANCE;
    StoreSpec<K, V> near =
        new StoreSpec<>(
            context.cacheName(),
            context.owner(),
            context.keyHash(),
            context.expiry().withoutPolicy(),
            context.maximum(),
            context.maximumBytes(),
            null,
            context.executor(),
            StoreListener.NONE,
            context.codec(),
            context.fallbackOnError());
    return new TieredStore<>(
        factory.create(near),
        factory.create(context),
        context.expiry(),
        UnaryOperator.identity(),
        context.codec(),
        Long.MAX_VALUE,
        TierListener.NONE);
  }

  /** Where a put knows the deadline, and fills. */
  public static final class Eternal extends Linearizability.Operations {
    public Eternal() {
      super(new EternalExpiryPolicy(), TieredStoreLinearizabilityTest::tiered);
    }
  }

  /** Where a put leaves filling to the next read. */
  public static final class Created extends Linearizability.Operations {
    public Created() {
      super(new CreatedExpiryPolicy(Duration.ONE_MINUTE), TieredStoreLinearizabilityTest::tiered);
    }
  }
}
