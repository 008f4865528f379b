/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.internal.store.BoundContract;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.HiddenSweepContract;
import uno.jcache.internal.store.HidingContract;
import uno.jcache.internal.store.SerializedCodec;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.SweepContract;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.internal.store.memory.MemoryProviderType;
import uno.jcache.internal.store.tiered.TierListener;
import uno.jcache.internal.store.tiered.TieredStore;
import uno.jcache.spi.StoreListener;

/** A level in the heap that is smaller than what the tests store, in front of a file. */
class MemoryOverFileTest extends StoreContractTest
    implements BoundContract, SweepContract, HidingContract, HiddenSweepContract {
  private final Path dir;

  MemoryOverFileTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    StoreSpec<String, Object> near =
        new StoreSpec<>(
            context.cacheName(),
            context.owner(),
            context.keyHash(),
            context.expiry().withoutPolicy(),
            20,
            OptionalLong.empty(),
            null,
            context.executor(),
            StoreListener.NONE,
            context.codec(),
            context.fallbackOnError());
    return new TieredStore<>(
        MemoryProviderType.INSTANCE.create(near),
        ByteProviderType.over(
                new FileStoreProvider().open("test", Map.of("dir", dir.toString(), "reserve", 0)))
            .create(context),
        context.expiry(),
        UnaryOperator.identity(),
        context.codec(),
        Long.MAX_VALUE,
        TierListener.NONE);
  }

  @Override
  protected EntryCodec<String, Object> codec() {
    return new SerializedCodec();
  }
}
