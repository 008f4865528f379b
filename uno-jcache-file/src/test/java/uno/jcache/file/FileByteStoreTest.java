/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ByteStoreContractTest;
import uno.jcache.spi.StoreContext;

class FileByteStoreTest extends ByteStoreContractTest {
  private final Path dir;

  FileByteStoreTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Override
  protected ByteStore create(StoreContext context) {
    return new FileByteStore(
        context,
        new FileResources(
            "test",
            FileSettings.of("test", Map.of("dir", dir.toString(), "reserve", 0)),
            (path, mode) -> new RandomAccessFile(path.toFile(), mode)),
        store -> {});
  }
}
