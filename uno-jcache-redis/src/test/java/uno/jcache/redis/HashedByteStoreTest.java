/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import uno.jcache.spi.tests.BlindPutsContract;
import uno.jcache.spi.tests.BlindRemovalsContract;
import uno.jcache.spi.tests.BulkContract;
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
import uno.jcache.spi.tests.SharedInvalidatingContract;
import uno.jcache.spi.tests.SweepableContract;
import uno.jcache.spi.tests.ThreadsContract;

/** With hashes in the place of keys. */
@Tag("slow")
@Tag("variant")
class HashedByteStoreTest extends RedisByteStoreTests {
  private static RedisServers redis;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    server = new RedisServer("test", RedisSettings.of("test", redis.patientSettings()));
  }

  @AfterAll
  static void stop() {
    server.close();
    redis.close();
  }

  @Override
  RedisServer server() {
    return server;
  }

  @Override
  protected String keyHash() {
    return "SHA-256";
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
  class BlindRemovalsTest extends BlindRemovalsContract {}

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
  class SharedInvalidatingTest extends SharedInvalidatingContract {}

  @Nested
  class SweepableTest extends SweepableContract {}

  @Nested
  class PersistentTest extends PersistentContract {}

  @Nested
  class PersistentInvalidatingTest extends PersistentInvalidatingContract {}

  @Nested
  class InspectableTest extends InspectableContract {}
}
