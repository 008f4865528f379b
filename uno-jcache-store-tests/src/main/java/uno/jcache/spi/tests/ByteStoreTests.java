/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreListener;

/**
 * The tests of a {@link ByteStore}. The author of a store extends this class, says in {@link
 * #create} how to make one, and nests the contracts that the store is to keep: those of every
 * store, and those of the facets that it has.
 *
 * <pre>{@code
 * class MyByteStoreTest extends ByteStoreTests {
 *   @Override
 *   protected ByteStore create(StoreContext context) {
 *     return new MyByteStore(context);
 *   }
 *
 *   @Nested
 *   class EntriesTest extends EntriesContract {}
 *
 *   @Nested
 *   class CompareAndSetTest extends CompareAndSetContract {}
 *
 *   @Nested
 *   class ThreadsTest extends ThreadsContract {}
 *
 *   @Nested
 *   class ScannableTest extends ScannableContract {}
 *
 *   @Nested
 *   class BulkTest extends BulkContract {}
 * }
 * }</pre>
 *
 * <p>A contract that is missing, or is for a facet that the store lacks, fails a test, which says
 * what to add or to remove.
 *
 * <p>Each test makes stores of its own, of a region whose name was never used before; so tests may
 * share a server or a directory. Afterwards the stores are cleared and closed. Entries expire when
 * a test advances {@link #clock}, never by an actual wait.
 */
public abstract class ByteStoreTests {
  private static final int UNLIMITED = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger evicted = new AtomicInteger();
  private final String cacheName = "contract-" + UUID.randomUUID();
  private final Deque<TestStore> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected ByteStoreTests() {}

  /**
   * Makes a store. The first one of a region is empty. A test of a {@link
   * uno.jcache.spi.Persistent} store makes another one of the same region when it has closed the
   * first, and a test of a {@link uno.jcache.spi.Shared} one while the first is open: each stands
   * for another process.
   */
  protected abstract ByteStore create(StoreContext context);

  /** Returns how long a value may be, at least; 1 MiB unless overridden. */
  protected int largeValue() {
    return 1 << 20;
  }

  /** Returns the hash for {@link StoreContext#keyHash}; none unless overridden. */
  protected String keyHash() {
    return "";
  }

  /** Returns the clock of the stores. */
  protected final ManualClock clock() {
    return clock;
  }

  /** Returns how many entries the stores reported as evicted. */
  protected final int evicted() {
    return evicted.get();
  }

  /** Makes a store that may hold all entries of a test. */
  protected final TestStore open() {
    return open(UNLIMITED);
  }

  /** Makes a store that may hold so many entries, to be cleared and closed after the test. */
  protected final TestStore open(long maximum) {
    TestStore store = new TestStore(create(context(maximum)));
    opened.push(store);
    return store;
  }

  private StoreContext context(long maximum) {
    StoreListener listener = evicted::incrementAndGet;
    return new StoreContext(
        cacheName,
        "",
        keyHash(),
        maximum,
        OptionalLong.empty(),
        clock,
        ForkJoinPool.commonPool(),
        listener);
  }

  @AfterEach
  void clearAndCloseStores() {
    for (TestStore store : opened) {
      if (store.store() instanceof Scannable scannable) {
        StoreContract.attempt(scannable::clear); // the test may have closed it
      }
      store.close();
    }
  }

  @Test
  @DisplayName("has the contracts of its facets")
  void hasTheContractsOfItsFacets() {
    Class<? extends ByteStore> store = open().store().getClass();
    assertThat(Contracts.problems(getClass(), store))
        .as("what to change in %s", getClass().getName())
        .isEmpty();
  }
}
