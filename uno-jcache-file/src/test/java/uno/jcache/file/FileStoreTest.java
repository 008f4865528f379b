/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.util.Map;
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

class FileStoreTest extends StoreContractTest
    implements BoundContract, SweepContract, HidingContract, HiddenSweepContract {
  private final Path dir;

  FileStoreTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Override
  protected Store<String, Object> create(StoreSpec<String, Object> context) {
    return ByteProviderType.over(
            new FileStoreProvider().open("test", Map.of("dir", dir.toString(), "reserve", 0)))
        .create(context);
  }

  @Override
  protected EntryCodec<String, Object> codec() {
    return new SerializedCodec();
  }
}
