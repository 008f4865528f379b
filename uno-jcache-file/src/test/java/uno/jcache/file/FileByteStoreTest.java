/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.tests.BlindPutsContract;
import uno.jcache.spi.tests.BoundedContract;
import uno.jcache.spi.tests.ByteStoreTests;
import uno.jcache.spi.tests.CompareAndSetContract;
import uno.jcache.spi.tests.EntriesContract;
import uno.jcache.spi.tests.ExpiredSweepContract;
import uno.jcache.spi.tests.InspectableContract;
import uno.jcache.spi.tests.InvalidatingContract;
import uno.jcache.spi.tests.PersistentContract;
import uno.jcache.spi.tests.PersistentInvalidatingContract;
import uno.jcache.spi.tests.ScannableContract;
import uno.jcache.spi.tests.SweepableContract;
import uno.jcache.spi.tests.ThreadsContract;

class FileByteStoreTest extends ByteStoreTests {
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

  @Nested
  class EntriesTest extends EntriesContract {}

  @Nested
  class CompareAndSetTest extends CompareAndSetContract {}

  @Nested
  class ThreadsTest extends ThreadsContract {}

  @Nested
  class ScannableTest extends ScannableContract {}

  @Nested
  class BlindPutsTest extends BlindPutsContract {}

  @Nested
  class InvalidatingTest extends InvalidatingContract {}

  @Nested
  class BoundedTest extends BoundedContract {}

  @Nested
  class SweepableTest extends SweepableContract {}

  @Nested
  class ExpiredSweepTest extends ExpiredSweepContract {}

  @Nested
  class PersistentTest extends PersistentContract {}

  @Nested
  class PersistentInvalidatingTest extends PersistentInvalidatingContract {}

  @Nested
  class InspectableTest extends InspectableContract {}
}
