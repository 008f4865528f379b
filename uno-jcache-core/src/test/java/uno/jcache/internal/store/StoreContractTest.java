/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreListener;

/**
 * What every {@link Store} must do, topic by topic. The author of a store extends this class, says
 * in {@link #create} how to make one, and implements the contracts of what the store can do
 * besides:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreContractTest
 *     implements BoundContract, SweepContract, NotHidingContract {
 *   @Override
 *   protected Store<String, Object> create(StoreSpec<String, Object> context) {
 *     return new MyStoreProvider().open("test", SETTINGS).create(context);
 *   }
 * }
 * }</pre>
 *
 * <p>Each test makes stores of its own, under cache names that were never used before, so tests may
 * share a server or a directory; afterwards the stores are cleared and closed. Values are strings,
 * numbers and lists, all serializable, and are compared by {@code equals}. Time is a {@link
 * MovableClock}, which stands unless a test moves it: a store judges deadlines by the context's
 * {@link Expiry} alone. Entries live for a minute and die by a move of the clock, never by an
 * actual wait, so a server that reclaims dead entries by its own clock does not disturb.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StoreContractTest
    implements DeadlinesContract,
        GetContract,
        ComputeContract,
        OvertakenComputeContract,
        ConcurrentComputeContract,
        UserCodeContract,
        BlindWriteContract,
        ScanContract,
        LifeCycleContract {
  /** How long an entry lives. */
  protected static final Duration LIFE = StoreChecks.LIFE;

  /** Tells the time to all that the test makes. */
  protected final MovableClock clock = new MovableClock();

  private final String cacheName = "contract-" + UUID.randomUUID();
  private final Deque<Store<String, Object>> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected StoreContractTest() {}

  /** Makes an empty store for the context. */
  protected abstract Store<String, Object> create(StoreSpec<String, Object> context);

  /** Returns what makes bytes of keys and values, for stores outside the heap. */
  protected EntryCodec<String, Object> codec() {
    return ByteCodecs.of(cacheName);
  }

  /** Returns a policy of entries that live for {@link #LIFE} from their creation. */
  protected static ExpiryPolicy created() {
    return StoreChecks.created();
  }

  @Override
  public final MovableClock clock() {
    return clock;
  }

  @Override
  public final String cacheName() {
    return cacheName;
  }

  @Override
  public final Expiry expiry(ExpiryPolicy policy) {
    return Expiry.of(cacheName, policy, clock);
  }

  @Override
  public final Store<String, Object> make(StoreSpec<String, Object> context) {
    return create(context);
  }

  @Override
  public final Store<String, Object> open(StoreSpec<String, Object> context) {
    Store<String, Object> store = create(context);
    opened.push(store);
    return store;
  }

  @Override
  public final StoreSpec<String, Object> context(
      String name, Expiry expiry, long maximum, StoreListener listener) {
    return new StoreSpec<>(
        name,
        "",
        "",
        expiry,
        maximum,
        OptionalLong.empty(),
        null,
        ForkJoinPool.commonPool(),
        listener,
        codec(),
        () -> false);
  }

  @AfterEach
  void clearAndCloseStores() {
    for (Store<String, Object> store : opened) {
      store.clear();
      store.close();
    }
  }

  @Test
  void saysWhetherItHides() {
    assertThat(this instanceof HidingContract)
        .as("a HidingContract or a NotHidingContract")
        .isNotEqualTo(this instanceof NotHidingContract);
  }
}
