/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.BoundContract;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.NotHidingContract;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.internal.store.SweepContract;
import uno.jcache.spi.Together;
import uno.jcache.spi.Together.Task;

/** A store that weighs its entries keeps the same contract. */
class WeighedMemoryStoreTest extends StoreContractTest
    implements BoundContract, SweepContract, NotHidingContract {
  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return MemoryProviderType.INSTANCE.create(
        new StoreSpec<>(
            context.cacheName(),
            context.owner(),
            context.keyHash(),
            context.expiry(),
            context.maximum(),
            context.maximumBytes(),
            (key, value) -> 1,
            context.executor(),
            context.listener(),
            context.codec(),
            context.fallbackOnError()));
  }

  /** An entry with a deadline is cleared while others find, replace and remove it. */
  @Test
  void clearsWhileOthersOperate() throws Exception {
    Expiry expiry =
        Expiry.of("test", new CreatedExpiryPolicy(Duration.ONE_HOUR), InstantSource.system());
    try (Store<String, Object> store = create(StoreSpecs.of("test", expiry, 1_000))) {
      AtomicBoolean done = new AtomicBoolean();
      Task operate =
          () -> {
            for (int i = 0; i < 20_000; i++) {
              String key = "k" + i % 7;
              store.put(key, i, expiry);
              store.compute(
                  key,
                  entry ->
                      (entry == null)
                          ? new Decision.Keep<>(true)
                          : new Decision.Put<>(entry.value(), entry.expiresAt() + 1, true));
              store.compute(key, entry -> new Decision.Remove<>(true));
            }
            done.set(true);
          };
      Task clear =
          () -> {
            while (!done.get()) {
              store.clear();
            }
          };
      Together.run(operate, operate, clear);
      store.clear();
      assertThat(store.size()).isZero();
    }
  }
}
