/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteCodecs;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.Together;

/**
 * What every {@link Store} must do. The author of a store extends this class, and says in {@link
 * #create} how to make one:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreContractTest {
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
 *
 * <p>A store that leaves out an optional part of the contract says so by {@link #keepsBound},
 * {@link #sweeps} or {@link #hides}.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StoreContractTest {
  /** How long an entry lives. */
  protected static final Duration LIFE = Duration.ofMinutes(1);

  private static final Duration PART_OF_LIFE = Duration.ofSeconds(20);
  private static final javax.cache.expiry.Duration LIFETIME =
      new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, LIFE.toMillis());
  private static final int THREADS = 4;
  private static final int ROUNDS = 500;
  private static final int MAXIMUM = 100;
  private static final int PLENTY = 1_000_000;

  /** Tells the time to all that the test makes. */
  protected final MovableClock clock = new MovableClock();

  private final String cacheName = "contract-" + UUID.randomUUID();
  private final Deque<Store<String, Object>> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected StoreContractTest() {}

  /** Makes an empty store for the context. */
  protected abstract Store<String, Object> create(StoreSpec<String, Object> context);

  /** Returns whether the store drops entries to hold no more than the context's maximum. */
  protected boolean keepsBound() {
    return true;
  }

  /** Returns whether {@link Store#sweep} names dead entries. */
  protected boolean sweeps() {
    return true;
  }

  /** Returns whether {@link Store#invalidate} hides entries. */
  protected boolean hides() {
    return false;
  }

  /** Returns what a policy means by the clock of this test. */
  protected final Expiry expiry(ExpiryPolicy policy) {
    return Expiry.of(cacheName, policy, clock);
  }

  /** Makes a store with room for all, to be cleared and closed when the test has ended. */
  protected final Store<String, Object> open(Expiry expiry) {
    return open(context(cacheName, expiry, PLENTY, StoreListener.NONE));
  }

  /** Makes a store, to be cleared and closed when the test has ended. */
  protected final Store<String, Object> open(StoreSpec<String, Object> context) {
    Store<String, Object> store = create(context);
    opened.push(store);
    return store;
  }

  private Store<String, Object> open() {
    return open(expiry(created()));
  }

  private StoreSpec<String, Object> context(
      String cacheName, Expiry expiry, long maximum, StoreListener listener) {
    return new StoreSpec<>(
        cacheName,
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

  /** Returns what makes bytes of keys and values, for stores outside the heap. */
  protected EntryCodec<String, Object> codec() {
    return ByteCodecs.of(cacheName);
  }

  @AfterEach
  void clearAndCloseStores() {
    for (Store<String, Object> store : opened) {
      store.clear();
      store.close();
    }
  }

  // ---- what the tests say often

  /** Returns a policy of entries that live for {@link #LIFE} from their creation. */
  protected static ExpiryPolicy created() {
    return new CreatedExpiryPolicy(LIFETIME);
  }

  /** The policies of the standard, and what they say of a deadline. */
  @SuppressWarnings("ImmutableEnumChecker") // the policies of the standard are immutable
  enum StandardPolicy {
    ACCESSED(new AccessedExpiryPolicy(LIFETIME), true, false, true),
    CREATED(created(), true, false, false),
    ETERNAL(new EternalExpiryPolicy(), false, false, false),
    MODIFIED(new ModifiedExpiryPolicy(LIFETIME), true, true, false),
    TOUCHED(new TouchedExpiryPolicy(LIFETIME), true, true, true);

    final ExpiryPolicy policy;
    final boolean expires;
    final boolean movedByUpdate;
    final boolean movedByAccess;

    StandardPolicy(
        ExpiryPolicy policy, boolean expires, boolean movedByUpdate, boolean movedByAccess) {
      this.policy = policy;
      this.expires = expires;
      this.movedByUpdate = movedByUpdate;
      this.movedByAccess = movedByAccess;
    }

    long onCreation(MovableClock clock) {
      return expires ? clock.in(LIFE) : Expiry.NEVER;
    }
  }

  /** An entry that can be read once. */
  private static final class EndedByAccess implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return LIFETIME;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      return javax.cache.expiry.Duration.ZERO;
    }

    @Override
    @SuppressWarnings("NullAway") // the interface is not annotated: null is for no change
    public javax.cache.expiry.@Nullable Duration getExpiryForUpdate() {
      return null;
    }
  }

  /** What a transition may find. */
  enum Found {
    NOTHING,
    ALIVE,
    DEAD
  }

  /** Brings about what a transition is to find at "key": nothing, or the value "old". */
  private void given(Found found, Store<String, Object> store) {
    if (found != Found.NOTHING) {
      put(store, "key", "old", clock.in(LIFE));
    }
    if (found == Found.DEAD) {
      clock.advance(LIFE);
    }
  }

  private static void put(Store<String, Object> store, String key, Object value, long expiresAt) {
    commit(store, key, new Decision.Put<>(value, expiresAt, "put"));
  }

  private static <R> R commit(
      Store<String, Object> store, String key, Decision<Object, R> decision) {
    return store.compute(key, current -> decision);
  }

  private static void remove(Store<String, Object> store, String key) {
    commit(store, key, new Decision.Remove<>("removed"));
  }

  /** Adds one to a number that begins at nothing. */
  private static int increment(Store<String, Object> store, String key) {
    return store.compute(key, current -> incremented(current));
  }

  private static Decision<Object, Integer> incremented(@Nullable StoredEntry<Object> current) {
    int next = number(current) + 1;
    return new Decision.Put<>(next, Expiry.NEVER, next);
  }

  private static int number(@Nullable StoredEntry<Object> entry) {
    return (entry == null) ? 0 : (int) entry.value();
  }

  /** What an entry was at one moment. */
  private record Copy(Object value, long expiresAt) {
    static @Nullable Copy of(@Nullable StoredEntry<Object> entry) {
      return (entry == null) ? null : new Copy(entry.value(), entry.expiresAt());
    }
  }

  /** Asserts what is stored, to a peek and to a transition alike. */
  private static void assertEntry(
      Store<String, Object> store, String key, Object value, long expiresAt) {
    Copy expected = new Copy(value, expiresAt);
    assertThat(Copy.of(store.peek(key))).as("peek").isEqualTo(expected);
    assertThat(shown(store, key)).as("compute").containsExactly(expected);
  }

  private static void assertNoEntry(Store<String, Object> store, String key) {
    assertThat(Copy.of(store.peek(key))).as("peek").isNull();
    assertThat(shown(store, key)).as("compute").isEmpty();
    assertThat(store.get(key)).as("get").isNull();
  }

  private static void assertUnchanged(Store<String, Object> store, Found found, long expiresAt) {
    if (found == Found.NOTHING) {
      assertNoEntry(store, "key");
    } else {
      assertEntry(store, "key", "old", expiresAt);
    }
  }

  /** Returns the entry that a transition is shown, or an empty list. */
  private static List<Copy> shown(Store<String, Object> store, String key) {
    return store.compute(
        key,
        current -> {
          Copy copy = Copy.of(current);
          return new Decision.Keep<>((copy == null) ? List.of() : List.of(copy));
        });
  }

  /** Returns all entries, each of which is seen once. */
  private static Map<String, Copy> scanned(Store<String, Object> store) {
    Map<String, Copy> entries = new HashMap<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        Copy copy = requireNonNull(Copy.of(cursor.entry()));
        assertThat(entries.put(cursor.key(), copy)).as("seen before: " + cursor.key()).isNull();
      }
    }
    return entries;
  }

  // ---- limited deadlines

  @Test
  void theEarlierOfDeadlineAndLimitCounts() {
    Store<String, Object> store = open();
    long limit = clock.in(PART_OF_LIFE);
    long deadline = clock.in(LIFE);
    commit(store, "key", new Decision.Put<>("value", deadline, limit, "put"));
    StoredEntry<Object> entry = requireNonNull(store.peek("key"));
    assertThat(entry.expiresAt()).isEqualTo(limit);
    assertThat(entry.policyDeadline()).isEqualTo(deadline);
    assertThat(entry.notAfter()).isEqualTo(limit);

    clock.advance(PART_OF_LIFE.minusMillis(1));
    assertThat(store.get("key")).isEqualTo("value");
    clock.advance(Duration.ofMillis(1));
    assertThat(store.get("key")).isNull();
  }

  @Test
  void getMovesTheDeadlineUpToItsLimit() {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    long limit = clock.in(LIFE.plus(PART_OF_LIFE));
    commit(store, "key", new Decision.Put<>("value", clock.in(LIFE), limit, "put"));
    clock.advance(PART_OF_LIFE.plusSeconds(5));
    assertThat(store.get("key")).isEqualTo("value");
    assertThat(requireNonNull(store.peek("key")).expiresAt()).isEqualTo(limit);
    assertThat(requireNonNull(store.peek("key")).policyDeadline()).isEqualTo(clock.in(LIFE));
  }

  @Test
  void aTouchCanLimitADeadline() {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    long limit = clock.in(PART_OF_LIFE);
    put(store, "key", "value", deadline);
    commit(store, "key", new Decision.Touch<>(deadline, limit, "limited"));
    assertEntry(store, "key", "value", limit);
    assertThat(requireNonNull(store.peek("key")).policyDeadline()).isEqualTo(deadline);
  }

  @Test
  void aPutWithoutALimitEndsTheLimit() {
    Expiry expiry = expiry(new ModifiedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    long limit = clock.in(PART_OF_LIFE);
    commit(store, "a", new Decision.Put<>("value", clock.in(LIFE), limit, "put"));
    commit(store, "b", new Decision.Put<>("value", clock.in(LIFE), limit, "put"));
    put(store, "a", "next", clock.in(LIFE));
    store.put("b", "next", expiry);
    assertEntry(store, "a", "next", clock.in(LIFE));
    assertEntry(store, "b", "next", clock.in(LIFE));
  }

  @Test
  void aLimitIsKeptWhereThePolicyIsEternal() {
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    long limit = clock.in(LIFE);
    commit(store, "key", new Decision.Put<>("value", Expiry.NEVER, limit, "put"));
    put(store, "other", "value", Expiry.NEVER);
    assertEntry(store, "key", "value", limit);
    clock.advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertThat(store.get("other")).isEqualTo("value");
  }

  // ---- changes

  @Test
  void thePolicyMayChange() {
    Expiry expiry = expiry(new EternalExpiryPolicy());
    Store<String, Object> store = open(expiry);
    store.put("before", "value", expiry);
    expiry.change(created());
    store.put("after", "value", expiry);
    assertEntry(store, "before", "value", Expiry.NEVER);
    assertEntry(store, "after", "value", clock.in(LIFE));
    expiry.change(new EternalExpiryPolicy());
    store.put("then", "value", expiry);
    assertEntry(store, "then", "value", Expiry.NEVER);
    clock.advance(LIFE);
    assertThat(store.get("before")).isEqualTo("value");
    assertThat(store.get("after")).isNull();
  }

  @Test
  void theBoundMayChange() {
    assumeTrue(keepsBound(), "the store does not keep the bound");
    Store<String, Object> store =
        open(context(cacheName, expiry(created()), MAXIMUM, StoreListener.NONE));
    store.setMaximum(3 * MAXIMUM);
    for (int i = 0; i < 2 * MAXIMUM; i++) {
      put(store, "key" + i, "value", clock.in(LIFE));
    }
    assertThat(scanned(store)).hasSize(2 * MAXIMUM);
    store.setMaximum(MAXIMUM / 2);
    await().until(() -> scanned(store).size() <= MAXIMUM / 2);
  }

  // ---- get

  @Test
  void getReturnsTheValueOfALiveEntry() {
    Store<String, Object> store = open();
    put(store, "key", "value", clock.in(LIFE));
    assertThat(store.get("key")).isEqualTo("value");
  }

  @Test
  void getReturnsNullWhereThereIsNoEntry() {
    Store<String, Object> store = open();
    put(store, "other", "value", clock.in(LIFE));
    assertThat(store.get("key")).isNull();
    assertThat(store.peek("key")).isNull();
  }

  @Test
  void getFindsAnEntryAliveUpToItsDeadlineAndNoLonger() {
    Store<String, Object> store = open();
    put(store, "key", "value", clock.in(LIFE));
    clock.advance(LIFE.minusMillis(1));
    assertThat(store.get("key")).isEqualTo("value");
    clock.advance(Duration.ofMillis(1));
    assertThat(store.get("key")).isNull();
  }

  @Test
  void getLeavesADeadEntryWhereItIs() {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    put(store, "key", "value", deadline);
    clock.advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "value", deadline);
  }

  @ParameterizedTest
  @EnumSource
  void getNamesADeadEntryToWhoAsks(StandardPolicy standard) {
    Store<String, Object> store = open(expiry(standard.policy));
    List<String> dead = new ArrayList<>();
    put(store, "key", "value", clock.in(LIFE));
    clock.advance(LIFE);
    put(store, "alive", "value", clock.in(LIFE));
    assertThat(store.get("alive", dead::add)).isEqualTo("value");
    assertThat(store.get("none", dead::add)).isNull();
    assertThat(dead).isEmpty();
    assertThat(store.get("key", key -> removeNamed(store, key, dead))).isNull();
    assertThat(dead).containsExactly("key");
    assertThat(store.peek("key")).isNull();
  }

  private static void removeNamed(Store<String, Object> store, String key, List<String> named) {
    named.add(key);
    commit(store, key, new Decision.Remove<>("removed"));
  }

  @ParameterizedTest
  @EnumSource
  void getMovesTheDeadlineAsThePolicySaysForAnAccess(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = standard.onCreation(clock);
    clock.advance(PART_OF_LIFE);
    assertThat(store.get("key")).isEqualTo("value");
    assertEntry(store, "key", "value", standard.movedByAccess ? clock.in(LIFE) : deadline);
  }

  @Test
  void getKeepsAnEntryAliveThatIsUsedAgainAndAgain() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    for (int i = 0; i < 10; i++) {
      clock.advance(PART_OF_LIFE);
      assertThat(store.get("key")).isEqualTo("value");
    }
    clock.advance(LIFE);
    assertThat(store.get("key")).isNull();
  }

  @Test
  void getDoesNotReviveADeadEntry() {
    Expiry expiry = expiry(new TouchedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock.in(LIFE);
    clock.advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "value", deadline);
  }

  @Test
  void getReturnsTheValueForTheLastTimeWhereAnAccessEndsTheEntry() {
    Store<String, Object> store = open(expiry(new EndedByAccess()));
    put(store, "key", "value", clock.in(LIFE));
    assertThat(store.get("key")).isEqualTo("value");
    assertThat(store.get("key")).isNull();
  }

  @Test
  void valuesOfAnyTypeComeBackUnharmed() {
    Store<String, Object> store = open();
    List<Object> values =
        List.of("", "text", "x".repeat(100_000), 1, 1L, 1.5, true, List.of("a", List.of(2)));
    for (int i = 0; i < values.size(); i++) {
      put(store, "key" + i, values.get(i), Expiry.NEVER);
    }
    for (int i = 0; i < values.size(); i++) {
      assertThat(store.get("key" + i)).isEqualTo(values.get(i));
    }
  }

  @Test
  void keysOfAnyTextAreToldApart() {
    Store<String, Object> store = open();
    String longKey = "k".repeat(1_000);
    Set<String> keys =
        Set.of(
            "", " ", "a", "A", "a ", "a\n", "a\r\nb", "a:b", "a*", "ä", "日本", longKey, longKey + 1);
    keys.forEach(key -> put(store, key, "value of " + key, Expiry.NEVER));
    keys.forEach(key -> assertThat(store.get(key)).isEqualTo("value of " + key));
    assertThat(scanned(store)).containsOnlyKeys(keys);
  }

  // ---- peek

  @Test
  void peekIsNoUse() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock.in(LIFE);
    clock.advance(PART_OF_LIFE);
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
  }

  @Test
  void peekShowsADeadEntry() {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    put(store, "key", "value", deadline);
    clock.advance(LIFE.multipliedBy(2));
    assertThat(Copy.of(store.peek("key"))).isEqualTo(new Copy("value", deadline));
  }

  // ---- compute

  @ParameterizedTest
  @EnumSource
  void computeShowsTheTransitionWhatThereIs(Found found) {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    given(found, store);
    assertThat(shown(store, "key"))
        .isEqualTo(found == Found.NOTHING ? List.of() : List.of(new Copy("old", deadline)));
  }

  @ParameterizedTest
  @EnumSource
  void keepLeavesTheEntry(Found found) {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    given(found, store);
    assertThat(commit(store, "key", new Decision.Keep<>("kept"))).isEqualTo("kept");
    assertUnchanged(store, found, deadline);
  }

  @ParameterizedTest
  @EnumSource
  void keepIsNoAccess(Found found) {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    long deadline = clock.in(LIFE);
    given(found, store);
    clock.advance(PART_OF_LIFE);
    commit(store, "key", new Decision.Keep<>("kept"));
    assertUnchanged(store, found, deadline);
  }

  @ParameterizedTest
  @EnumSource
  void touchMovesTheDeadlineAndLeavesTheValue(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    long deadline = clock.in(LIFE.multipliedBy(3));
    assertThat(commit(store, "key", new Decision.Touch<>(deadline, "touched")))
        .isEqualTo("touched");
    assertUnchanged(store, found, deadline);
  }

  @Test
  void touchBringsADeadlineForwardToo() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    commit(store, "key", new Decision.Touch<>(clock.in(PART_OF_LIFE), "touched"));
    assertThat(store.get("key")).isEqualTo("old");
    clock.advance(PART_OF_LIFE);
    assertThat(store.get("key")).isNull();
  }

  @Test
  void touchTakesADeadlineAwayAndGivesOne() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    commit(store, "key", new Decision.Touch<>(Expiry.NEVER, "touched"));
    clock.advance(LIFE.multipliedBy(100));
    assertThat(store.get("key")).isEqualTo("old");
    commit(store, "key", new Decision.Touch<>(clock.in(LIFE), "touched"));
    assertEntry(store, "key", "old", clock.in(LIFE));
  }

  @ParameterizedTest
  @EnumSource
  void aDecisionToPutStoresTheValueWithItsDeadline(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    long deadline = clock.in(LIFE.multipliedBy(2));
    assertThat(commit(store, "key", new Decision.Put<>("new", deadline, "done"))).isEqualTo("done");
    assertEntry(store, "key", "new", deadline);
    assertThat(store.get("key")).isEqualTo("new");
    assertThat(scanned(store)).containsOnlyKeys("key");
  }

  @ParameterizedTest
  @EnumSource
  void aDecisionToPutStoresAValueForEver(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    put(store, "key", "new", Expiry.NEVER);
    clock.advance(Duration.ofDays(10_000));
    assertEntry(store, "key", "new", Expiry.NEVER);
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  void aDecisionToPutGivesADeadlineWhereThePolicyGivesNone(Found found) {
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    put(store, "other", "eternal", Expiry.NEVER);
    given(found, store);
    long deadline = clock.in(LIFE);
    put(store, "key", "new", deadline);
    assertThat(store.get("key")).isEqualTo("new");
    clock.advance(LIFE);
    assertThat(store.get("key")).isNull();
    assertEntry(store, "key", "new", deadline);
    assertThat(store.get("other")).isEqualTo("eternal");
  }

  @ParameterizedTest
  @EnumSource
  void aDecisionToRemoveRemoves(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    assertThat(commit(store, "key", new Decision.Remove<>("gone"))).isEqualTo("gone");
    assertNoEntry(store, "key");
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // the type of the result admits null
  void computeReturnsANullResult() {
    Store<String, Object> store = open();
    assertThat(
            store.<@Nullable String>compute(
                "key", current -> new Decision.Put<>("v", Expiry.NEVER, null)))
        .isNull();
    assertThat(store.<@Nullable String>compute("key", current -> new Decision.Keep<>(null)))
        .isNull();
    assertThat(store.<@Nullable String>compute("key", current -> new Decision.Remove<>(null)))
        .isNull();
  }

  @ParameterizedTest
  @EnumSource
  void computeLeavesTheEntryWhereTheTransitionThrows(Found found) {
    Store<String, Object> store = open();
    long deadline = clock.in(LIFE);
    given(found, store);
    RuntimeException failure = new IllegalStateException("of the transition");
    Transition<Object, String> failing =
        current -> {
          throw failure;
        };
    assertThatThrownBy(() -> store.compute("key", failing)).isSameAs(failure);
    assertUnchanged(store, found, deadline);
    put(store, "key", "new", Expiry.NEVER); // and nothing is locked
    assertThat(store.get("key")).isEqualTo("new");
  }

  @Test
  void computeLeavesWhatAnotherWroteWhereTheTransitionThrowsWhenAskedAgain() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    Transition<Object, String> failing =
        current -> {
          if (!requireNonNull(current).value().equals("old")) {
            throw new IllegalStateException("asked again");
          }
          put(store, "key", "another's", Expiry.NEVER);
          return new Decision.Remove<>("removed");
        };
    assertThatThrownBy(() -> store.compute("key", failing)).hasMessage("asked again");
    assertEntry(store, "key", "another's", Expiry.NEVER);
  }

  // ---- compute, where another writer comes between the look and the commit

  private final List<List<Copy>> seen = new ArrayList<>();

  /** Decides, the first time, after another has written. */
  private <R> Transition<Object, R> overtaken(Runnable other, Decision<Object, R> decision) {
    return current -> {
      Copy copy = Copy.of(current);
      seen.add((copy == null) ? List.of() : List.of(copy));
      if (seen.size() == 1) {
        other.run();
      }
      return decision;
    };
  }

  @Test
  void computeDecidesAgainWhereAnotherStoredFirst() {
    Store<String, Object> store = open();
    String result =
        store.compute(
            "key",
            overtaken(
                () -> put(store, "key", "another's", Expiry.NEVER),
                new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(result).isEqualTo("done");
    assertThat(seen).containsExactly(List.of(), List.of(new Copy("another's", Expiry.NEVER)));
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void computeDecidesAgainWhereAnotherReplacedTheEntry(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    store.compute(
        "key",
        overtaken(
            () -> put(store, "key", "another's", Expiry.NEVER),
            new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).containsExactly(new Copy("another's", Expiry.NEVER));
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  void computeDecidesAgainWhereAnotherReplacedTheEntryByAPlainPut() {
    Expiry expiry = expiry(new ModifiedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    store.compute(
        "key",
        overtaken(() -> store.put("key", "another's", expiry), new Decision.Remove<>("removed")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).containsExactly(new Copy("another's", clock.in(LIFE)));
    assertNoEntry(store, "key");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void computeDecidesAgainWhereAnotherRemovedTheEntry(Found found) {
    Store<String, Object> store = open();
    given(found, store);
    store.compute(
        "key",
        overtaken(() -> remove(store, "key"), new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isEmpty();
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  void computeDecidesAgainWhereAnotherClearedTheStore() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    store.compute("key", overtaken(store::clear, new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isEmpty();
    assertEntry(store, "key", "mine", Expiry.NEVER);
  }

  @Test
  void computeRemovesOnlyWhatTheTransitionWasShown() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    boolean removed =
        store.compute(
            "key",
            current -> {
              if (!requireNonNull(current).value().equals("old")) {
                return new Decision.Keep<>(false);
              }
              put(store, "key", "another's", Expiry.NEVER);
              return new Decision.Remove<>(true);
            });
    assertThat(removed).isFalse();
    assertEntry(store, "key", "another's", Expiry.NEVER);
  }

  @Test
  void computeDecidesAgainUntilNobodyElseWrites() {
    Store<String, Object> store = open();
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "key",
            current -> {
              if (asked.incrementAndGet() <= 5) {
                increment(store, "key");
              }
              return incremented(current);
            });
    assertThat(result).isEqualTo(6);
    assertThat(asked).hasValue(6);
    assertEntry(store, "key", 6, Expiry.NEVER);
  }

  @Test
  void computeDoesNotDecideAgainWhereAnotherKeyChanged() {
    Store<String, Object> store = open();
    given(Found.ALIVE, store);
    store.compute(
        "key",
        overtaken(
            () -> put(store, "other", "another's", Expiry.NEVER),
            new Decision.Put<>("mine", Expiry.NEVER, "done")));
    assertThat(seen).hasSize(1);
    assertEntry(store, "key", "mine", Expiry.NEVER);
    assertEntry(store, "other", "another's", Expiry.NEVER);
  }

  // ---- compute, by many at once

  @Test
  void computesAtOnceLoseNoIncrement() throws Exception {
    Store<String, Object> store = open();
    Set<Integer> results = new TreeSet<>();
    Together.run(
        THREADS,
        () -> {
          List<Integer> mine = new ArrayList<>();
          for (int i = 0; i < ROUNDS; i++) {
            mine.add(increment(store, "key"));
          }
          synchronized (results) {
            results.addAll(mine);
          }
        });
    assertThat(store.get("key")).isEqualTo(THREADS * ROUNDS);
    assertThat(results).as("each result is of a commit of its own").hasSize(THREADS * ROUNDS);
  }

  @Test
  void computesAtOnceTakeOutExactlyWhatWasPutIn() throws Exception {
    Store<String, Object> store = open();
    AtomicLong takenOut = new AtomicLong();
    Together.Task putsIn =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            increment(store, "key" + i % 3);
          }
        };
    Together.Task takesOut =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            takenOut.addAndGet(
                store.compute("key" + i % 3, current -> new Decision.Remove<>(number(current))));
          }
        };
    Together.run(putsIn, putsIn, takesOut, takesOut);
    scanned(store).values().forEach(left -> takenOut.addAndGet((int) left.value()));
    assertThat(takenOut).hasValue(2 * ROUNDS);
  }

  @Test
  void computesAtOnceStoreOnceWhereAllStoreIfAbsent() throws Exception {
    Store<String, Object> store = open();
    AtomicInteger stored = new AtomicInteger();
    Together.run(
        THREADS,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            boolean mine =
                store.compute(
                    "key" + i,
                    current ->
                        (current == null)
                            ? new Decision.Put<>("value", Expiry.NEVER, true)
                            : new Decision.Keep<>(false));
            if (mine) {
              stored.incrementAndGet();
            }
          }
        });
    assertThat(stored).hasValue(ROUNDS);
  }

  @Test
  void computesAtOnceEndADeadEntryOnce() throws Exception {
    Store<String, Object> store = open();
    for (int i = 0; i < ROUNDS; i++) {
      put(store, "key" + i, "value", clock.in(LIFE));
    }
    clock.advance(LIFE);
    AtomicInteger ended = new AtomicInteger();
    Together.run(
        THREADS,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            ended.addAndGet(
                store.compute(
                    "key" + i, current -> new Decision.Remove<>((current == null) ? 0 : 1)));
          }
        });
    assertThat(ended).hasValue(ROUNDS);
  }

  @Test
  void computesLoseNothingToGetsThatMoveTheDeadline() throws Exception {
    Store<String, Object> store = open(expiry(new TouchedExpiryPolicy(LIFETIME)));
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            clock.advance(Duration.ofMillis(1));
            store.compute(
                "key",
                current -> {
                  int next = number(current) + 1;
                  return new Decision.Put<>(next, clock.in(LIFE), next);
                });
          }
          done.set(true);
        },
        () -> {
          int last = 0;
          while (!done.get()) {
            Object value = store.get("key");
            int now = (value == null) ? 0 : (int) value;
            assertThat(now).as("goes up only").isGreaterThanOrEqualTo(last);
            last = now;
          }
        });
    assertThat(store.get("key")).isEqualTo(ROUNDS);
  }

  // ---- transitions run user code, which may use the cache and take its time

  @Test
  void aTransitionMayUseTheStoreForOtherKeys() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    for (int i = 0; i < 100; i++) {
      put(store, "other" + i, i, Expiry.NEVER);
    }
    int sum =
        store.compute(
            "key",
            current -> {
              int total = 0;
              for (int i = 0; i < 100; i++) {
                total += (int) requireNonNull(store.get("other" + i));
                total += number(store.peek("other" + i));
                total += increment(store, "other" + i);
                remove(store, "other" + i);
                store.put("another" + i, i, expiry);
              }
              return new Decision.Put<>(total, Expiry.NEVER, total);
            });
    assertThat(sum).isEqualTo(3 * 4_950 + 100);
    assertThat(store.get("key")).isEqualTo(sum);
    assertThat(scanned(store)).hasSize(101);
  }

  @Test
  void transitionsMayReadEachOthersKeys() throws Exception {
    Store<String, Object> store = open();
    put(store, "a", 1, Expiry.NEVER);
    put(store, "b", 1, Expiry.NEVER);
    CyclicBarrier bothDecide = new CyclicBarrier(2);
    Together.run(
        () -> addsTheOther(store, "a", "b", bothDecide),
        () -> addsTheOther(store, "b", "a", bothDecide));
    assertThat(number(store.peek("a")) + number(store.peek("b"))).isBetween(4, 5);
  }

  private void addsTheOther(
      Store<String, Object> store, String key, String other, CyclicBarrier bothDecide) {
    AtomicBoolean asked = new AtomicBoolean();
    store.compute(
        key,
        current -> {
          if (!asked.getAndSet(true)) {
            meet(bothDecide);
          }
          int read = store.compute(other, found -> new Decision.Keep<>(number(found)));
          assertThat(store.get(other)).isNotNull();
          return new Decision.Put<>(number(current) + read, Expiry.NEVER, "added");
        });
  }

  @Test
  void transitionsMayWriteEachOthersKeys() throws Exception {
    Store<String, Object> store = open();
    CyclicBarrier bothDecide = new CyclicBarrier(2);
    Together.run(
        () -> incrementsBoth(store, "a", "b", bothDecide),
        () -> incrementsBoth(store, "b", "a", bothDecide));
    assertEntry(store, "a", 2, Expiry.NEVER);
    assertEntry(store, "b", 2, Expiry.NEVER);
  }

  private void incrementsBoth(
      Store<String, Object> store, String key, String other, CyclicBarrier bothDecide) {
    AtomicBoolean asked = new AtomicBoolean();
    store.compute(
        key,
        current -> {
          if (!asked.getAndSet(true)) {
            meet(bothDecide);
            increment(store, other);
          }
          return incremented(current);
        });
  }

  private void meet(CyclicBarrier barrier) {
    assertThatCode(() -> barrier.await(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
  }

  @Test
  void aTransitionHoldsUpNobodyAtOtherKeys() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    CountDownLatch deciding = new CountDownLatch(1);
    CountDownLatch othersDone = new CountDownLatch(1);
    Together.run(
        () ->
            store.compute(
                "key",
                current -> {
                  deciding.countDown();
                  assertThatCode(() -> assertThat(othersDone.await(30, TimeUnit.SECONDS)).isTrue())
                      .doesNotThrowAnyException();
                  return new Decision.Put<>("value", Expiry.NEVER, "done");
                }),
        () -> {
          deciding.await();
          for (int i = 0; i < 500; i++) { // more than there are stripes or bins to collide in
            store.put("put" + i, i, expiry);
            increment(store, "put" + i);
            assertThat(store.get("put" + i)).isEqualTo(i + 1);
            remove(store, "put" + i);
          }
          scanned(store);
          othersDone.countDown();
        });
    assertThat(store.get("key")).isEqualTo("value");
  }

  // ---- put

  @ParameterizedTest
  @EnumSource
  void putGivesTheDeadlineOfACreationWhereThereIsNoEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock));
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  void putGivesTheDeadlineOfAnUpdateWhereThereIsALiveEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    long deadline = standard.onCreation(clock);
    clock.advance(PART_OF_LIFE);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock.in(LIFE) : deadline);
    clock.advance(PART_OF_LIFE);
    store.put("key", "newer", expiry);
    assertEntry(store, "key", "newer", standard.movedByUpdate ? clock.in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  void putGivesTheDeadlineOfACreationWhereThereIsADeadEntry(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    put(store, "key", "old", clock.in(LIFE));
    clock.advance(LIFE);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock));
    assertThat(store.get("key")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  void putGivesTheDeadlineOfACreationWhereTheEntryWasRemoved(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    clock.advance(PART_OF_LIFE);
    remove(store, "key");
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock));
  }

  @ParameterizedTest
  @EnumSource
  void putGivesTheDeadlineOfACreationWhereTheStoreWasCleared(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "old", expiry);
    clock.advance(PART_OF_LIFE);
    store.clear();
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.onCreation(clock));
  }

  @ParameterizedTest
  @EnumSource
  void putKeepsADeadlineThatADecisionGaveUnlessAnUpdateMovesIt(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    long deadline = clock.in(LIFE.multipliedBy(5));
    put(store, "key", "old", deadline);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock.in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  void putKeepsAnEntryWithoutADeadlineUnlessAnUpdateGivesOne(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    put(store, "key", "old", Expiry.NEVER);
    store.put("key", "new", expiry);
    assertEntry(store, "key", "new", standard.movedByUpdate ? clock.in(LIFE) : Expiry.NEVER);
  }

  @ParameterizedTest
  @EnumSource
  void putsAtOnceAgreeOnTheDeadline(StandardPolicy standard) throws Exception {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    store.put("key", "first", expiry);
    long deadline = standard.onCreation(clock);
    clock.advance(PART_OF_LIFE);
    Together.run(
        4,
        () -> {
          for (int i = 0; i < 200; i++) {
            store.put("key", i, expiry);
          }
        });
    assertEntry(store, "key", 199, standard.movedByUpdate ? clock.in(LIFE) : deadline);
  }

  @ParameterizedTest
  @EnumSource
  void putsLoseNoCommitOfComputesAtTheSameKey(StandardPolicy standard) throws Exception {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    AtomicInteger increments = new AtomicInteger();
    Together.run(
        () -> { // numbers of thousands, each higher than the last
          for (int i = 1; i <= 300; i++) {
            store.put("key", i * 1_000, expiry);
          }
        },
        () -> { // what lies on top of them
          int last = 0;
          for (int i = 0; i < 300; i++) {
            int now = increment(store, "key");
            assertThat(now).isGreaterThan(last);
            last = now;
            increments.incrementAndGet();
          }
        });
    int found = number(store.peek("key"));
    assertThat(found).isBetween(300_000, 300_000 + increments.get());
  }

  // ---- scan

  @Test
  void scanFindsNothingInAnEmptyStore() {
    Store<String, Object> store = open();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      assertThat(cursor.advance()).isFalse();
      assertThat(cursor.advance()).isFalse();
    }
  }

  @Test
  void scanFindsEachEntryOnceTheDeadIncluded() {
    Store<String, Object> store = open();
    Map<String, Copy> expected = new HashMap<>();
    for (int i = 0; i < 2_500; i++) {
      Copy copy = new Copy(i, (i % 2 == 0) ? clock.in(LIFE) : Expiry.NEVER);
      put(store, "key" + i, copy.value(), copy.expiresAt());
      expected.put("key" + i, copy);
    }
    clock.advance(LIFE);
    assertThat(scanned(store)).isEqualTo(expected);
  }

  @Test
  void scanIsNoUse() {
    Expiry expiry = expiry(new AccessedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock.in(LIFE);
    clock.advance(PART_OF_LIFE);
    assertThat(scanned(store)).isEqualTo(Map.of("key", new Copy("value", deadline)));
    assertEntry(store, "key", "value", deadline);
  }

  @Test
  void scanGoesOnWhereEntriesAreRemovedAsTheyAreFound() {
    Store<String, Object> store = open();
    for (int i = 0; i < 1_000; i++) {
      put(store, "key" + i, i, Expiry.NEVER);
    }
    Set<String> found = new HashSet<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        found.add(cursor.key());
        remove(store, cursor.key());
      }
    }
    assertThat(found).hasSize(1_000);
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  void scanFindsOnceWhatStaysWhileOthersComeAndGo() throws Exception {
    Store<String, Object> store = open();
    Set<String> staying = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      put(store, "stays" + i, i, Expiry.NEVER);
      staying.add("stays" + i);
    }
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; !done.get(); i++) {
            put(store, "comes" + i % 1_000, i, Expiry.NEVER);
            remove(store, "comes" + (i + 500) % 1_000);
            increment(store, "stays" + i % 500); // stays under a new value
          }
        },
        () -> {
          try {
            for (int i = 0; i < 20; i++) {
              assertThat(scannedKeys(store).stream().filter(key -> key.startsWith("stays")))
                  .containsExactlyInAnyOrderElementsOf(staying);
            }
          } finally {
            done.set(true);
          }
        });
  }

  private List<String> scannedKeys(Store<String, Object> store) {
    List<String> keys = new ArrayList<>();
    try (EntryCursor<String, Object> cursor = store.scan()) {
      while (cursor.advance()) {
        assertThat(cursor.entry().value()).isInstanceOf(Integer.class);
        keys.add(cursor.key());
      }
    }
    return keys;
  }

  @Test
  void aCursorMayEndEarlyAndBeClosedTwice() {
    Store<String, Object> store = open();
    for (int i = 0; i < 1_000; i++) {
      put(store, "key" + i, i, Expiry.NEVER);
    }
    for (int i = 0; i < 100; i++) {
      EntryCursor<String, Object> cursor = store.scan();
      assertThat(cursor.advance()).isTrue();
      cursor.close();
      cursor.close();
    }
    assertThat(scanned(store)).hasSize(1_000);
  }

  // ---- clear

  @Test
  void clearRemovesAllEntriesTheDeadIncluded() {
    Store<String, Object> store = open();
    for (int i = 0; i < 100; i++) {
      put(store, "key" + i, i, (i % 2 == 0) ? clock.in(LIFE) : Expiry.NEVER);
    }
    clock.advance(LIFE);
    store.clear();
    assertThat(scanned(store)).isEmpty();
    assertThat(store.size()).isZero();
    assertNoEntry(store, "key1");
    assertNoEntry(store, "key2");
  }

  @Test
  void clearDoesNothingToAnEmptyStore() {
    Store<String, Object> store = open();
    store.clear();
    store.clear();
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  void clearRemovesWhatWasPutBeforeAndNothingThatIsPutAfter() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          for (int i = 0; !done.get(); i++) {
            store.put("other" + i % 100, i, expiry);
            increment(store, "other" + (i + 50) % 100);
          }
        },
        () -> {
          try {
            for (int i = 0; i < 100; i++) {
              store.put("before", i, expiry);
              put(store, "before too", i, Expiry.NEVER);
              store.clear();
              store.put("after", i, expiry);
              put(store, "after too", i, Expiry.NEVER);
              assertNoEntry(store, "before");
              assertNoEntry(store, "before too");
              assertThat(store.get("after")).isEqualTo(i);
              assertThat(store.get("after too")).isEqualTo(i);
            }
          } finally {
            done.set(true);
          }
        });
  }

  // ---- size

  @Test
  void sizeCountsEntriesTheDeadIncluded() {
    Store<String, Object> store = open();
    assertThat(store.size()).isZero();
    for (int i = 0; i < 100; i++) {
      put(store, "key" + i, i, (i % 2 == 0) ? clock.in(LIFE) : Expiry.NEVER);
    }
    assertThat(store.size()).isEqualTo(100);
    clock.advance(LIFE);
    assertThat(store.size()).isEqualTo(100);
    remove(store, "key1");
    remove(store, "key2");
    remove(store, "absent");
    assertThat(store.size()).isEqualTo(98);
  }

  // ---- sweep

  @Test
  void sweepNamesTheDeadAndNoOthers() {
    assumeTrue(sweeps(), "the store rids itself of dead entries in another way");
    Store<String, Object> store = open();
    Set<String> dead = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      put(store, "dead" + i, i, clock.in(LIFE));
      put(store, "alive" + i, i, clock.in(LIFE.plusMillis(1)));
      put(store, "eternal" + i, i, Expiry.NEVER);
      dead.add("dead" + i);
    }
    assertThat(swept(store, key -> {})).isEmpty();
    clock.advance(LIFE);
    assertThat(swept(store, key -> {})).containsExactlyInAnyOrderElementsOf(dead);
    assertThat(swept(store, key -> remove(store, key)))
        .as("leaves to its consumer to remove them")
        .containsExactlyInAnyOrderElementsOf(dead);
    assertThat(swept(store, key -> {})).isEmpty();
    assertThat(scanned(store)).hasSize(200);
  }

  @Test
  void sweepFindsTheDeadWhereThePolicyLetsAllLiveForEver() {
    assumeTrue(sweeps(), "the store rids itself of dead entries in another way");
    Store<String, Object> store = open(expiry(new EternalExpiryPolicy()));
    put(store, "eternal", "value", Expiry.NEVER);
    put(store, "dead", "value", clock.in(LIFE));
    clock.advance(LIFE);
    assertThat(swept(store, key -> {})).containsExactly("dead");
  }

  @Test
  void sweepIsNoUse() {
    Expiry expiry = expiry(new TouchedExpiryPolicy(LIFETIME));
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    long deadline = clock.in(LIFE);
    clock.advance(PART_OF_LIFE);
    assertThat(swept(store, key -> {})).isEmpty();
    assertEntry(store, "key", "value", deadline);
  }

  private List<String> swept(Store<String, Object> store, Consumer<String> consumer) {
    List<String> keys = new ArrayList<>();
    store.sweep(
        key -> {
          keys.add(key);
          consumer.accept(key);
        });
    return keys;
  }

  // ---- invalidate

  private static final List<String> SOME = List.of("user:1*", "order:?");

  /** Hides entries, and returns the epoch; or 0 if the store hides nothing. */
  private static long hide(Store<String, Object> store, List<String> patterns) {
    return store.invalidate(patterns).orElse(0);
  }

  /** Stores some entries, two of which are to be hidden, and hides them. Returns the number. */
  private long hideSome(Store<String, Object> store) {
    assumeTrue(hides(), "the store hides nothing");
    for (String key : List.of("user:1", "order:7", "user:2", "order:10")) {
      put(store, key, key + " old", clock.in(LIFE));
    }
    long number = hide(store, SOME);
    assertThat(number).isPositive();
    return number;
  }

  @Test
  void removedBlindlyIsSaidToBeWhatItWas() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    put(store, "dead", "value", clock.in(LIFE));
    clock.advance(LIFE);
    put(store, "live", "value", clock.in(LIFE));
    put(store, "other", "value", Expiry.NEVER);
    assertThat(store.removeAll(List.of("live", "dead", "none"), expiry))
        .isEqualTo(Map.of("live", Removal.LIVE, "dead", Removal.EXPIRED, "none", Removal.NOTHING));
    assertThat(store.removeAll(List.of("live", "dead"), expiry))
        .isEqualTo(Map.of("live", Removal.NOTHING, "dead", Removal.NOTHING));
    assertEntry(store, "other", "value", Expiry.NEVER);
    assertThat(store.removeAll(List.of(), expiry)).isEmpty();
  }

  @Test
  void removedBlindlyIsWhatIsHidden() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    long number = hideSome(store);
    assertThat(store.removeAll(List.of("user:1", "order:10"), expiry))
        .isEqualTo(Map.of("user:1", Removal.INVALIDATED, "order:10", Removal.LIVE));
    assertThat(store.peek("user:1")).isNull();
    store.reclaimed(number);
  }

  @Test
  void whatHidesNothingSaysSo() {
    assumeTrue(!hides(), "the store hides");
    Store<String, Object> store = open();
    put(store, "user:1", "value", clock.in(LIFE));
    assertThat(hide(store, SOME)).isZero();
    assertEntry(store, "user:1", "value", clock.in(LIFE));
    store.reclaimed(1);
  }

  @Test
  void whatIsInvalidatedIsShownAsDeadAndNothingElse() {
    Store<String, Object> store = open();
    long unused = hideSome(store);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("order:7")).isNull();
    assertEntry(store, "user:1", "user:1 old", Expiry.INVALIDATED);
    assertEntry(store, "order:7", "order:7 old", Expiry.INVALIDATED);
    assertEntry(store, "user:2", "user:2 old", clock.in(LIFE));
    assertEntry(store, "order:10", "order:10 old", clock.in(LIFE));
    assertThat(scanned(store).values().stream().map(Copy::expiresAt))
        .containsExactlyInAnyOrder(
            Expiry.INVALIDATED, Expiry.INVALIDATED, clock.in(LIFE), clock.in(LIFE));
    assertThat(store.size()).isEqualTo(4);
  }

  @Test
  void whatExpiredBeforeItWasInvalidatedHasExpired() {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    put(store, "user:1", "value", clock.in(LIFE));
    long deadline = clock.in(LIFE);
    clock.advance(LIFE);
    assertThat(hide(store, SOME)).isPositive();
    assertEntry(store, "user:1", "value", deadline);
  }

  @Test
  void whatIsStoredAfterAnInvalidationIsNotHidden() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    long number = hideSome(store);
    clock.advance(PART_OF_LIFE);
    store.put("user:1", "put", expiry);
    put(store, "order:7", "computed", Expiry.NEVER);
    put(store, "user:11", "new", Expiry.NEVER);
    assertEntry(store, "user:1", "put", clock.in(LIFE)); // that of a creation
    assertEntry(store, "order:7", "computed", Expiry.NEVER);
    assertThat(store.get("user:11")).isEqualTo("new");
    store.reclaimed(number);
    assertThat(store.get("user:1")).isEqualTo("put");
    assertThat(store.get("user:2")).isEqualTo("user:2 old");
    assertThat(hide(store, List.of("user:*"))).isGreaterThan(number);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("user:2")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void noUseRevivesWhatIsInvalidated(StandardPolicy standard) {
    Expiry expiry = expiry(standard.policy);
    Store<String, Object> store = open(expiry);
    long unused = hideSome(store);
    assertThat(store.get("user:1")).isNull();
    clock.advance(PART_OF_LIFE);
    assertThat(store.get("user:1")).isNull();
    assertThat(store.get("user:2")).isEqualTo("user:2 old");
    assertEntry(store, "user:1", "user:1 old", Expiry.INVALIDATED);
  }

  @Test
  void aDecisionFromBeforeAnInvalidationIsMadeAgain() {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    put(store, "user:1", 1, Expiry.NEVER);
    List<Copy> shown = new ArrayList<>();
    String result =
        store.compute(
            "user:1",
            current -> {
              shown.add(requireNonNull(Copy.of(current)));
              if (shown.size() == 1) {
                assertThat(hide(store, SOME)).isPositive();
              }
              return new Decision.Put<>("made of " + shown.size(), Expiry.NEVER, "result");
            });
    assertThat(result).isEqualTo("result");
    assertThat(shown).containsExactly(new Copy(1, Expiry.NEVER), new Copy(1, Expiry.INVALIDATED));
    assertThat(store.get("user:1")).isEqualTo("made of 2");
  }

  @Test
  void aDecisionOverNothingFromBeforeAnInvalidationIsMadeAgain() {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "user:1",
            current -> {
              assertThat(current).isNull();
              if (asked.incrementAndGet() == 1) {
                store.reclaimed(hide(store, SOME)); // and is over already
              }
              return new Decision.Put<>(asked.get(), Expiry.NEVER, asked.get());
            });
    assertThat(result).isEqualTo(2);
    assertThat(store.get("user:1")).isEqualTo(2);
  }

  @Test
  void invalidationsOfOtherKeysDoNotKeepADecisionFromItsEnd() {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    put(store, "user:2", 1, Expiry.NEVER);
    AtomicInteger asked = new AtomicInteger();
    int result =
        store.compute(
            "user:2",
            current -> {
              for (int i = 0; i < 10; i++) {
                store.reclaimed(hide(store, SOME));
              }
              int next = number(current) + asked.incrementAndGet();
              return new Decision.Put<>(next, Expiry.NEVER, next);
            });
    assertThat(result).isEqualTo(2);
    assertThat(asked).hasValue(1);
    assertThat(store.get("user:2")).isEqualTo(2);
  }

  @Test
  void sweepNamesWhatIsHiddenAndNobodyReclaims() {
    assumeTrue(sweeps(), "the store does not sweep");
    Store<String, Object> store = open();
    long unused = hideSome(store);
    assertThat(swept(store, key -> {})).as("somebody may be at it").isEmpty();
    assertThat(swept(store, key -> {})).containsExactlyInAnyOrder("user:1", "order:7");
    assertThat(swept(store, key -> remove(store, key)))
        .containsExactlyInAnyOrder("user:1", "order:7");
    assertThat(swept(store, key -> {})).isEmpty();
    assertThat(scanned(store)).containsOnlyKeys("user:2", "order:10");
  }

  @Test
  void thereIsNoRoomForAnyNumberOfInvalidationsThatNobodyReclaims() {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    put(store, "key", "value", Expiry.NEVER);
    long first = hide(store, List.of("a*"));
    long last = first;
    for (int i = 0; i < 100_000 && last != 0; i++) {
      last = hide(store, List.of("a" + i + "*"));
    }
    assertThat(last).isZero();
    assertThat(hide(store, List.of("k*"))).isZero();
    assertThat(store.get("key")).isEqualTo("value");
    store.reclaimed(first);
    assertThat(hide(store, List.of("k*"))).isPositive();
    assertThat(store.get("key")).isNull();
  }

  @Test
  void nothingOutlivesAnInvalidationInWhatIsMadeOfIt() throws Exception {
    assumeTrue(hides(), "the store hides nothing");
    Store<String, Object> store = open();
    AtomicInteger epoch = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    List<Together.Task> tasks = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      tasks.add(
          () -> {
            for (int i = 0; !done.get(); i++) {
              begunIn(store, "key" + i % 5, epoch);
            }
          });
    }
    tasks.add(
        () -> {
          try {
            for (int round = 1; round <= ROUNDS; round++) {
              epoch.set(round);
              long number = hide(store, List.of("key*"));
              assertBegunSince(store, round);
              for (int i = 0; i < 5; i++) {
                removeHidden(store, "key" + i);
              }
              store.reclaimed(number);
              assertBegunSince(store, round);
            }
          } finally {
            done.set(true);
          }
        });
    Together.run(tasks.toArray(Together.Task[]::new));
  }

  /** Keeps the value, which is the epoch in which the entry was first stored. */
  private void begunIn(Store<String, Object> store, String key, AtomicInteger epoch) {
    int unused =
        store.compute(
            key,
            current -> {
              boolean begun = current != null && current.expiresAt() != Expiry.INVALIDATED;
              int value = begun ? number(current) : epoch.get();
              return new Decision.Put<>(value, Expiry.NEVER, value);
            });
  }

  private static void assertBegunSince(Store<String, Object> store, int epoch) {
    for (int i = 0; i < 5; i++) {
      Object value = store.get("key" + i);
      assertThat((value == null) ? epoch : (int) value).isGreaterThanOrEqualTo(epoch);
    }
  }

  private static void removeHidden(Store<String, Object> store, String key) {
    boolean unused =
        store.compute(
            key,
            current ->
                (current != null && current.expiresAt() == Expiry.INVALIDATED)
                    ? new Decision.Remove<>(true)
                    : new Decision.Keep<>(false));
  }

  // ---- the bound

  @Test
  void theBoundIsKeptAndEachEntryThatIsDroppedForItIsTold() {
    assumeTrue(keepsBound(), "the store does not keep the bound");
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName, expiry, MAXIMUM, evictions::incrementAndGet));
    for (int i = 0; i < 5 * MAXIMUM; i++) {
      store.put("put" + i, i, expiry);
      put(store, "computed" + i, i, Expiry.NEVER);
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(store.size()).isLessThanOrEqualTo(MAXIMUM);
              assertThat(evictions.get() + scanned(store).size()).isEqualTo(10 * MAXIMUM);
            });
    assertThat(scanned(store)).as("all that fit are kept").hasSizeGreaterThan(MAXIMUM / 2);
  }

  @Test
  void nothingIsDroppedThatFits() {
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName, expiry, MAXIMUM, evictions::incrementAndGet));
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < MAXIMUM / 2; i++) {
        store.put("key" + i, round, expiry);
      }
    }
    assertThat(scanned(store)).hasSize(MAXIMUM / 2);
    assertThat(evictions).hasValue(0);
  }

  @Test
  void whatIsRemovedReplacedOrClearedIsNotToldAsDropped() {
    AtomicInteger evictions = new AtomicInteger();
    Expiry expiry = expiry(created());
    Store<String, Object> store =
        open(context(cacheName, expiry, MAXIMUM, evictions::incrementAndGet));
    for (int i = 0; i < 10 * MAXIMUM; i++) {
      store.put("key", i, expiry);
      put(store, "key", i, Expiry.NEVER);
      remove(store, "key");
    }
    for (int i = 0; i < MAXIMUM / 2; i++) {
      store.put("key" + i, i, expiry);
    }
    clock.advance(LIFE);
    store.sweep(key -> remove(store, key));
    store.put("key", "value", expiry);
    store.clear();
    assertThat(evictions).hasValue(0);
  }

  // ---- several stores

  @ParameterizedTest
  @ValueSource(strings = {"2", "-", ":", "*", ":key", "/../x"})
  void storesOfSeveralCachesDoNotSeeEachOther(String suffix) {
    Expiry expiry = expiry(created());
    Store<String, Object> one = open(expiry);
    Store<String, Object> other =
        open(context(cacheName + suffix, expiry, PLENTY, StoreListener.NONE));
    one.put("key", "one", expiry);
    one.put("of one", "one", expiry);
    other.put("key", "other", expiry);
    other.put("of other", "other", expiry);

    assertThat(one.get("key")).isEqualTo("one");
    assertThat(other.get("key")).isEqualTo("other");
    assertNoEntry(one, "of other");
    assertNoEntry(other, "of one");
    assertThat(scanned(one)).containsOnlyKeys("key", "of one");
    assertThat(scanned(other)).containsOnlyKeys("key", "of other");

    one.clear();
    assertThat(scanned(other)).containsOnlyKeys("key", "of other");
    one.close();
    assertThat(other.get("key")).isEqualTo("other");
    assertThat(increment(other, "number")).isEqualTo(1);
  }

  // ---- the end

  private Store<String, Object> openUntilClosed() {
    Store<String, Object> store =
        create(context(cacheName, expiry(created()), PLENTY, StoreListener.NONE));
    put(store, "key", 1, clock.in(LIFE));
    store.clear();
    return store;
  }

  @Test
  void closeDoesNothingTheSecondTime() {
    Store<String, Object> store = openUntilClosed();
    store.close();
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  @Test
  void closeLeavesNobodyHangingWhoUsesTheStore() throws Exception {
    Expiry expiry = expiry(created());
    Store<String, Object> store = openUntilClosed();
    CountDownLatch used = new CountDownLatch(3);
    AtomicBoolean closed = new AtomicBoolean();
    List<Runnable> uses =
        List.of(
            () -> store.get("absent"),
            () -> store.peek("absent"),
            () -> store.compute("absent", current -> new Decision.Remove<>("removed")),
            () -> scanned(store),
            () -> store.sweep(key -> {}),
            () -> store.put("key", 1, expiry),
            () -> remove(store, "key"),
            store::size,
            store::clear);
    Together.Task user =
        () -> {
          while (!closed.get()) {
            uses.forEach(StoreContractTest::attempt);
            used.countDown();
          }
          uses.forEach(StoreContractTest::attempt);
        };
    Together.run(
        user,
        user,
        user,
        () -> {
          used.await();
          store.close();
          closed.set(true);
        });
  }

  /** Does something that may fail. */
  @SuppressWarnings("EmptyCatch") // what happens is undefined, but for that it ends
  private static void attempt(Runnable use) {
    try {
      use.run();
    } catch (RuntimeException e) {
      // as it may
    }
  }

  @Test
  void interruptsDoNotHarmTheStore() {
    Expiry expiry = expiry(created());
    Store<String, Object> store = open(expiry);
    store.put("key", "value", expiry);
    for (Runnable use :
        Arrays.<Runnable>asList(
            () -> store.get("key"),
            () -> store.put("interrupted", "value", expiry),
            () -> increment(store, "number"),
            () -> scanned(store))) {
      Thread.currentThread().interrupt();
      try {
        attempt(use);
      } finally {
        Thread.interrupted();
      }
      assertThat(store.get("key")).isEqualTo("value");
      store.put("key", "value", expiry);
    }
    assertThat(number(store.peek("number"))).isBetween(0, 1);
  }
}
