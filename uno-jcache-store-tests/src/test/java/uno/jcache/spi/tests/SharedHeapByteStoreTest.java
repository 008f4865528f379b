/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.StoreContext;

/** The simplest store that several processes could use keeps the contract. */
class SharedHeapByteStoreTest extends ByteStoreTests {
  private final HeapByteStore.Content content = new HeapByteStore.Content();
  private final List<NotifyingHeapByteStore> processes = new CopyOnWriteArrayList<>();

  @Override
  protected ByteStore create(StoreContext context) {
    return new NotifyingHeapByteStore(context, content, processes);
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
  class SharedTest extends SharedContract {}

  @Nested
  class NotificationsTest extends NotificationsContract {}

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
}
