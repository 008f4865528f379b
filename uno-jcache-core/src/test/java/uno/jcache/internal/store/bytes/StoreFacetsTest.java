/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.Remote;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.Shared;
import uno.jcache.spi.SharedHeapByteStore;
import uno.jcache.spi.StoreContext;

class StoreFacetsTest {
  private static final Expiry EXPIRY = Expiry.of("facets", new EternalExpiryPolicy(), null);

  private static final StoreContext CONTEXT = StoreSpecs.of("facets", EXPIRY, 10).context();

  private static StoreFacets facets(ByteStore store) {
    return new StoreFacets(store);
  }

  /** The four methods that every store has, and no more. */
  private static final class Plain implements ByteStore {
    @Override
    public @Nullable ByteEntry get(byte[] key) {
      return null;
    }

    @Override
    public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
      return false;
    }

    @Override
    public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
      return false;
    }

    @Override
    public void close() {}
  }

  private static final class Server extends HeapByteStore implements Remote {
    Server() {
      super(CONTEXT);
    }

    @Override
    public long timeout() {
      return 1;
    }

    @Override
    public Runnable onRecovery(Runnable action) {
      return () -> {};
    }
  }

  @Test
  void aStoreThatDoesNotListItsEntriesIsRefused() {
    assertThatThrownBy(() -> facets(new Plain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(Plain.class.getName(), Scannable.class.getName());
  }

  @Test
  void aServerWhoseChangesAreNotReportedIsRefused() {
    assertThatThrownBy(() -> facets(new Server()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(Server.class.getName(), Shared.class.getName());
  }

  @Test
  void aFacetThatTheStoreLacksIsNull() {
    StoreFacets facets = facets(new HeapByteStore(CONTEXT));
    assertThat(facets.shared).isNull();
    assertThat(facets.remote).isNull();
    StoreFacets shared = facets(new SharedHeapByteStore(CONTEXT, new HeapByteStore.Content()));
    assertThat(shared.shared).isSameAs(shared.store);
  }
}
