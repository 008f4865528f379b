/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.tests.BlindPutsContract;
import uno.jcache.spi.tests.BulkContract;
import uno.jcache.spi.tests.ByteStoreTests;
import uno.jcache.spi.tests.CompareAndSetContract;
import uno.jcache.spi.tests.EntriesContract;
import uno.jcache.spi.tests.InspectableContract;
import uno.jcache.spi.tests.InvalidatingContract;
import uno.jcache.spi.tests.NotificationsContract;
import uno.jcache.spi.tests.PersistentContract;
import uno.jcache.spi.tests.PersistentInvalidatingContract;
import uno.jcache.spi.tests.RemoteContract;
import uno.jcache.spi.tests.ScannableContract;
import uno.jcache.spi.tests.SharedBlindPutsContract;
import uno.jcache.spi.tests.SharedContract;
import uno.jcache.spi.tests.ThreadsContract;

/** What stores must do, in a ring of three servers. */
@Tag("variant")
class RingByteStoreTest extends ByteStoreTests {
  private static List<MemcachedProcess> servers;
  private static StoreFactory factory;

  @BeforeAll
  static void start() {
    servers = MemcachedProcess.start(3, "-I", "4m");
    factory =
        new MemcachedStoreProvider()
            .open(
                "test",
                Map.of(
                    "servers",
                    MemcachedProcess.addresses(servers),
                    "timeout",
                    "5s",
                    "max-value-size",
                    "2 MiB"));
  }

  @AfterAll
  static void stop() {
    factory.close();
    servers.forEach(MemcachedProcess::close);
  }

  @Override
  protected ByteStore create(StoreContext context) {
    return factory.create(context);
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
  class BulkTest extends BulkContract {}

  @Nested
  class BlindPutsTest extends BlindPutsContract {}

  @Nested
  class InvalidatingTest extends InvalidatingContract {}

  @Nested
  class RemoteTest extends RemoteContract {}

  @Nested
  class SharedTest extends SharedContract {}

  @Nested
  class NotificationsTest extends NotificationsContract {}

  @Nested
  class SharedBlindPutsTest extends SharedBlindPutsContract {}

  @Nested
  class PersistentTest extends PersistentContract {}

  @Nested
  class PersistentInvalidatingTest extends PersistentInvalidatingContract {}

  @Nested
  class InspectableTest extends InspectableContract {}
}
