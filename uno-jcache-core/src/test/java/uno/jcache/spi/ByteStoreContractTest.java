/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreContractTest;
import uno.jcache.internal.store.bytes.OptimisticStore;

/**
 * What every {@link ByteStore} must do. The author of one extends this class, says in {@link
 * #create} how to make one, and extends {@link StoreContractTest} too: what becomes of it by {@link
 * OptimisticStore}.
 *
 * <p>Each test makes stores of its own, under cache names that were never used before; afterwards
 * they are cleared and closed. Time is a {@link MovableClock}.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ByteStoreContractTest {
  /** How long an entry lives. */
  protected static final Duration LIFE = Duration.ofMinutes(1);

  private static final javax.cache.expiry.Duration LIFETIME =
      new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, LIFE.toMillis());
  private static final int THREADS = 4;
  private static final int ROUNDS = 500;
  private static final int MAXIMUM = 100;
  private static final int PLENTY = 1_000_000;

  /** Tells the time to all that the test makes. */
  protected final MovableClock clock = new MovableClock();

  /** How many entries the stores said that they dropped for their bound. */
  protected final AtomicInteger evicted = new AtomicInteger();

  /** How many entries the stores said that they dropped for damage. */
  protected final AtomicInteger undecodable = new AtomicInteger();

  /** The name of the cache whose entries are stored. */
  protected final String cacheName = "contract-" + UUID.randomUUID();

  private final Deque<FacetedStore> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected ByteStoreContractTest() {}

  /** Makes a store for the context: an empty one, for a name that was never used before. */
  protected abstract ByteStore create(StoreContext context);

  /** Returns whether the store drops entries to hold no more than the context's maximum. */
  protected boolean keepsBound() {
    return true;
  }

  /** Returns whether {@link ByteStore#sweep} names dead entries. */
  protected boolean sweeps() {
    return true;
  }

  /** Returns how long a value may be, at least. */
  protected int largeValue() {
    return 1 << 20;
  }

  /** Returns what a policy means by the clock of this test. */
  protected final Expiry expiry(ExpiryPolicy policy) {
    return Expiry.of(cacheName, policy, clock);
  }

  /** Returns which hash the store is to put in the place of keys; by default none. */
  protected String keyHash() {
    return "";
  }

  /** Returns the context of a cache whose entries live for {@link #LIFE}. */
  protected final StoreContext context(long maximum) {
    return new StoreContext(
        cacheName,
        "",
        keyHash(),
        maximum,
        OptionalLong.empty(),
        expiry(new CreatedExpiryPolicy(LIFETIME)),
        ForkJoinPool.commonPool(),
        new StoreListener() {
          @Override
          public void evicted() {
            evicted.incrementAndGet();
          }

          @Override
          public void undecodable(String why) {
            undecodable.incrementAndGet();
          }
        });
  }

  /** Makes a store, to be cleared and closed when the test has ended. */
  protected final FacetedStore open(long maximum) {
    FacetedStore store = new FacetedStore(create(context(maximum)));
    opened.push(store);
    return store;
  }

  /** Makes a store with room for all, to be cleared and closed when the test has ended. */
  protected final FacetedStore open() {
    return open(PLENTY);
  }

  @AfterEach
  void clearAndCloseStores() {
    for (FacetedStore store : opened) {
      attempt(store::clear); // the test may have closed it
      store.close();
    }
  }

  /** Does something that may fail. */
  @SuppressWarnings("EmptyCatch") // what happens is not of interest, but for that it ends
  private static void attempt(Runnable use) {
    try {
      use.run();
    } catch (RuntimeException e) {
      // as it may
    }
  }

  // ---- what the tests say often

  /** Returns the bytes of a text. */
  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns the bytes of a number. */
  private static byte[] bytes(long epoch) {
    return ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
  }

  /** Puts an entry that never dies in the place of what was seen. */
  private static boolean replace(
      FacetedStore store, byte[] key, @Nullable ByteEntry seen, byte[] value) {
    ByteEntry unused = store.get(key); // so that the invalidations are those of now
    return store.compareAndSet(key, seen, next(store, key, value, Expiry.NEVER, Expiry.NEVER));
  }

  private static ByteEntry next(
      FacetedStore store, byte[] key, byte[] value, long policyDeadline, long notAfter) {
    return ByteEntry.of(value, policyDeadline, notAfter, store.invalidations(key).epoch());
  }

  /** Puts an entry that never dies, whatever is there. */
  protected static void set(FacetedStore store, String key, String value) {
    set(store, bytes(key), bytes(value), Expiry.NEVER);
  }

  private static void set(FacetedStore store, byte[] key, byte[] value, long deadline) {
    ByteEntry seen = store.get(key);
    while (!store.compareAndSet(key, seen, next(store, key, value, deadline, Expiry.NEVER))) {
      Thread.onSpinWait();
      seen = store.get(key);
    }
  }

  /** Returns the value of a key, or null. */
  protected static @Nullable String value(FacetedStore store, String key) {
    ByteEntry entry = store.get(bytes(key));
    return (entry == null) ? null : text(entry.value());
  }

  private static ByteEntry entry(FacetedStore store, String key) {
    return requireNonNull(store.get(bytes(key)), key);
  }

  /** Returns all entries, each of which is seen once. */
  protected static Map<String, String> scanned(FacetedStore store) {
    Map<String, String> entries = new TreeMap<>();
    try (ByteCursor cursor = store.scan()) {
      while (cursor.advance()) {
        String key = text(cursor.key());
        assertThat(entries.put(key, text(cursor.entry().value())))
            .as("seen before: " + key)
            .isNull();
      }
    }
    return entries;
  }

  // ---- entries come and go

  @Test
  void whatWasNeverStoredIsNotThere() {
    FacetedStore store = open();
    assertThat(store.get(bytes("key"))).isNull();
    assertThat(store.size()).isZero();
    assertThat(scanned(store)).isEmpty();
  }

  @Test
  void anEntryComesBackAsItWasStored() {
    FacetedStore store = open();
    long deadline = clock.in(LIFE);
    long limit = clock.in(LIFE.plusSeconds(1));
    assertThat(
            store.compareAndSet(bytes("key"), null, ByteEntry.of(bytes("value"), deadline, limit)))
        .isTrue();
    ByteEntry entry = entry(store, "key");
    assertThat(entry.value()).isEqualTo(bytes("value"));
    assertThat(entry.policyDeadline()).isEqualTo(deadline);
    assertThat(entry.notAfter()).isEqualTo(limit);
    assertThat(entry.expiresAt()).isEqualTo(deadline);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aDeadEntryStays() {
    FacetedStore store = open();
    set(store, bytes("key"), bytes("value"), clock.in(LIFE));
    clock.advance(LIFE.plusSeconds(1));
    assertThat(value(store, "key")).isEqualTo("value");
    assertThat(scanned(store)).containsOnlyKeys("key");
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void bytesOfAnyKindComeBackUnharmed() {
    FacetedStore store = open();
    Random random = new Random(1);
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (int length : new int[] {1, 2, 3, 16, 40, 200}) {
      byte[] key = new byte[length];
      random.nextBytes(key);
      keys.add(key);
      values.add(key.clone());
    }
    keys.add(new byte[] {0});
    values.add(new byte[0]);
    keys.add(new byte[] {0, 0});
    values.add(new byte[] {0});
    keys.add(new byte[] {-1, 13, 10, 32});
    byte[] large = new byte[largeValue()];
    random.nextBytes(large);
    values.add(large);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(replace(store, keys.get(i), null, values.get(i))).isTrue();
    }
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = requireNonNull(store.get(keys.get(i)));
      assertThat(Arrays.equals(entry.value(), values.get(i))).isTrue();
    }
    assertThat(store.size()).isEqualTo(keys.size());
  }

  @Test
  void manyKeysAreToldApart() {
    FacetedStore store = open();
    Random random = new Random(2);
    Map<String, byte[]> expected = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] key = new byte[1 + random.nextInt(12)];
      random.nextBytes(key);
      byte[] value = bytes(i);
      expected.put(Arrays.toString(key), value);
      set(store, key, value, Expiry.NEVER);
    }
    Map<String, byte[]> found = new TreeMap<>();
    try (ByteCursor cursor = store.scan()) {
      while (cursor.advance()) {
        found.put(Arrays.toString(cursor.key()), cursor.entry().value());
      }
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((key, value) -> assertThat(value).isEqualTo(expected.get(key)));
  }

  // ---- the compare-and-set

  @Test
  void nothingIsStoredInThePlaceOfNothingWhereSomethingIs() {
    FacetedStore store = open();
    set(store, "key", "first");
    assertThat(replace(store, bytes("key"), null, bytes("second"))).isFalse();
    assertThat(store.compareAndSet(bytes("key"), null, null)).isFalse();
    assertThat(value(store, "key")).isEqualTo("first");
  }

  @Test
  void whatWasSeenIsReplacedOrRemovedOnce() {
    FacetedStore store = open();
    set(store, "key", "first");
    ByteEntry first = entry(store, "key");
    assertThat(replace(store, bytes("key"), first, bytes("second"))).isTrue();
    assertThat(replace(store, bytes("key"), first, bytes("third"))).isFalse();
    assertThat(store.compareAndSet(bytes("key"), first, null)).isFalse();
    assertThat(value(store, "key")).isEqualTo("second");
    ByteEntry second = entry(store, "key");
    assertThat(store.compareAndSet(bytes("key"), second, null)).isTrue();
    assertThat(store.get(bytes("key"))).isNull();
    assertThat(store.compareAndSet(bytes("key"), second, null)).isFalse();
    assertThat(replace(store, bytes("key"), second, bytes("third"))).isFalse();
    assertThat(store.size()).isZero();
  }

  @Test
  void nothingInThePlaceOfNothingIsNothing() {
    FacetedStore store = open();
    assertThat(store.compareAndSet(bytes("key"), null, null)).isTrue();
    assertThat(store.size()).isZero();
  }

  @Test
  void anEqualEntryIsNotTheOneThatWasSeen() {
    FacetedStore store = open();
    set(store, "key", "a");
    ByteEntry seen = entry(store, "key");
    set(store, "key", "b");
    set(store, "key", "a");
    assertThat(replace(store, bytes("key"), seen, bytes("c"))).isFalse();
    assertThat(store.touch(bytes("key"), seen, clock.in(LIFE), Expiry.NEVER)).isFalse();
    assertThat(value(store, "key")).isEqualTo("a");
  }

  @Test
  void anEqualEntryAfterARemovalIsNotTheOneThatWasSeen() {
    FacetedStore store = open();
    set(store, "key", "a");
    ByteEntry seen = entry(store, "key");
    assertThat(store.compareAndSet(bytes("key"), seen, null)).isTrue();
    set(store, "key", "a");
    assertThat(store.compareAndSet(bytes("key"), seen, null)).isFalse();
    store.clear();
    set(store, "key", "a");
    assertThat(store.compareAndSet(bytes("key"), seen, null)).isFalse();
    store.put(bytes("key"), bytes("a"), expiry(new CreatedExpiryPolicy(LIFETIME)));
    assertThat(store.compareAndSet(bytes("key"), seen, null)).isFalse();
    assertThat(value(store, "key")).isEqualTo("a");
  }

  @Test
  void whatAScanShowsCanBeReplaced() {
    FacetedStore store = open();
    set(store, "a", "1");
    set(store, "b", "2");
    try (ByteCursor cursor = store.scan()) {
      while (cursor.advance()) {
        assertThat(replace(store, cursor.key(), cursor.entry(), bytes("next"))).isTrue();
        assertThat(store.compareAndSet(cursor.key(), cursor.entry(), null)).isFalse();
      }
    }
    assertThat(scanned(store)).isEqualTo(Map.of("a", "next", "b", "next"));
  }

  @Test
  void changesAtOnceLoseNone() throws Exception {
    FacetedStore store = open();
    Together.Task[] tasks = new Together.Task[THREADS];
    Arrays.fill(
        tasks,
        (Together.Task)
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                increment(store, "shared");
                increment(store, "key-" + i % 10);
              }
            });
    Together.run(tasks);
    assertThat(epoch(store.get(bytes("shared")))).isEqualTo((long) THREADS * ROUNDS);
    for (int i = 0; i < 10; i++) {
      assertThat(epoch(store.get(bytes("key-" + i)))).isEqualTo((long) THREADS * ROUNDS / 10);
    }
  }

  private static void increment(FacetedStore store, String key) {
    ByteEntry seen;
    do {
      seen = store.get(bytes(key));
    } while (!replace(store, bytes(key), seen, bytes(epoch(seen) + 1)));
  }

  private static long epoch(@Nullable ByteEntry entry) {
    return (entry == null) ? 0 : ByteBuffer.wrap(entry.value()).getLong();
  }

  @Test
  void ofAllWhoTakeAnEntryOneGetsIt() throws Exception {
    FacetedStore store = open();
    AtomicLong taken = new AtomicLong();
    AtomicLong stored = new AtomicLong();
    Together.Task[] tasks = new Together.Task[THREADS];
    Arrays.fill(
        tasks,
        (Together.Task)
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                ByteEntry seen = store.get(bytes("key"));
                if (seen == null) {
                  if (replace(store, bytes("key"), null, bytes("same"))) {
                    stored.incrementAndGet();
                  }
                } else if (store.compareAndSet(bytes("key"), seen, null)) {
                  taken.incrementAndGet();
                }
              }
            });
    Together.run(tasks);
    assertThat(stored.get() - taken.get()).isEqualTo(store.size());
  }

  // ---- touch

  @Test
  void aTouchMovesTheDeadlineAndLeavesTheValue() {
    FacetedStore store = open();
    set(store, bytes("key"), bytes("value"), clock.in(LIFE));
    long deadline = clock.in(LIFE.multipliedBy(2));
    long limit = clock.in(LIFE.multipliedBy(3));
    assertThat(store.touch(bytes("key"), entry(store, "key"), deadline, limit)).isTrue();
    ByteEntry touched = entry(store, "key");
    assertThat(touched.policyDeadline()).isEqualTo(deadline);
    assertThat(touched.notAfter()).isEqualTo(limit);
    assertThat(touched.value()).isEqualTo(bytes("value"));
    try (ByteCursor cursor = store.scan()) {
      assertThat(cursor.advance()).isTrue();
      assertThat(cursor.entry().policyDeadline()).isEqualTo(deadline);
      assertThat(cursor.entry().notAfter()).isEqualTo(limit);
    }
    assertThat(replace(store, bytes("key"), touched, bytes("next"))).isTrue();
    assertThat(entry(store, "key").policyDeadline()).isEqualTo(Expiry.NEVER);
  }

  @Test
  void aTouchOfWhatIsGoneDoesNothing() {
    FacetedStore store = open();
    set(store, bytes("key"), bytes("value"), clock.in(LIFE));
    ByteEntry seen = entry(store, "key");
    assertThat(store.compareAndSet(bytes("key"), seen, null)).isTrue();
    assertThat(store.touch(bytes("key"), seen, clock.in(LIFE), Expiry.NEVER)).isFalse();
    assertThat(store.get(bytes("key"))).isNull();
  }

  @Test
  void aTouchDoesNotConcernTheEntryThatFollows() {
    FacetedStore store = open();
    set(store, bytes("key"), bytes("value"), clock.in(LIFE));
    assertThat(
            store.touch(
                bytes("key"), entry(store, "key"), clock.in(LIFE.multipliedBy(9)), Expiry.NEVER))
        .isTrue();
    set(store, bytes("key"), bytes("value"), clock.in(LIFE));
    assertThat(entry(store, "key").policyDeadline()).isEqualTo(clock.in(LIFE));
  }

  // ---- put

  @Test
  void putCreatesAndUpdates() {
    FacetedStore store = open();
    Expiry created = expiry(new CreatedExpiryPolicy(LIFETIME));
    Expiry modified = expiry(new ModifiedExpiryPolicy(LIFETIME));
    store.put(bytes("created"), bytes("1"), created);
    store.put(bytes("modified"), bytes("1"), modified);
    long deadline = clock.in(LIFE);
    clock.advance(Duration.ofSeconds(20));
    store.put(bytes("created"), bytes("2"), created);
    store.put(bytes("modified"), bytes("2"), modified);
    assertThat(entry(store, "created").expiresAt()).isEqualTo(deadline);
    assertThat(entry(store, "modified").expiresAt()).isEqualTo(clock.in(LIFE));
    assertThat(scanned(store)).isEqualTo(Map.of("created", "2", "modified", "2"));
  }

  @Test
  void putCreatesAnewWhatWasDead() {
    FacetedStore store = open();
    Expiry created = expiry(new CreatedExpiryPolicy(LIFETIME));
    store.put(bytes("key"), bytes("1"), created);
    clock.advance(LIFE.plusSeconds(1));
    store.put(bytes("key"), bytes("2"), created);
    assertThat(entry(store, "key").expiresAt()).isEqualTo(clock.in(LIFE));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void putGoesOnFromATouchedDeadlineAndEndsItsLimit() {
    FacetedStore store = open();
    Expiry created = expiry(new CreatedExpiryPolicy(LIFETIME));
    store.put(bytes("key"), bytes("1"), created);
    long deadline = clock.in(LIFE.multipliedBy(2));
    assertThat(store.touch(bytes("key"), entry(store, "key"), deadline, clock.in(LIFE))).isTrue();
    store.put(bytes("key"), bytes("2"), created);
    assertThat(entry(store, "key").policyDeadline()).isEqualTo(deadline);
    assertThat(entry(store, "key").notAfter()).isEqualTo(Expiry.NEVER);
  }

  // ---- several at once

  private static List<byte[]> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> bytes("key" + i)).toList();
  }

  @Test
  void severalEntriesAreReadAsOneIs() {
    FacetedStore store = open();
    List<byte[]> keys = keys(250);
    for (int i = 0; i < keys.size(); i += 2) {
      set(store, "key" + i, "value" + i);
    }
    List<@Nullable ByteEntry> found = store.getAll(keys);
    assertThat(found).hasSameSizeAs(keys);
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = found.get(i);
      assertThat((entry == null) ? null : text(entry.value()))
          .isEqualTo((i % 2 == 0) ? "value" + i : null);
    }
    assertThat(store.getAll(List.of())).isEmpty();
  }

  @Test
  void eachOfSeveralChangesIsMadeForItself() {
    FacetedStore store = open();
    List<byte[]> keys = keys(250);
    for (int i = 0; i < keys.size(); i++) {
      set(store, "key" + i, "old");
    }
    for (int i = 1; i < keys.size(); i += 2) {
      assertThat(store.compareAndSet(keys.get(i), store.get(keys.get(i)), null)).isTrue();
    }
    List<@Nullable ByteEntry> seen = store.getAll(keys);
    set(store, "key0", "others'"); // what was seen is no more
    set(store, "key1", "others'");
    List<ByteChange> changes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      ByteEntry next =
          (i % 4 < 2) ? next(store, key, bytes("new"), Expiry.NEVER, Expiry.NEVER) : null;
      changes.add(new ByteChange(key, seen.get(i), next));
    }
    List<Boolean> done = store.compareAndSetAll(changes);
    assertThat(done.get(0)).isFalse();
    assertThat(done.get(1)).isFalse();
    assertThat(value(store, "key0")).isEqualTo("others'");
    for (int i = 2; i < keys.size(); i++) {
      assertThat(done.get(i)).isTrue();
      assertThat(value(store, "key" + i)).isEqualTo((i % 4 < 2) ? "new" : null);
    }
    assertThat(store.compareAndSetAll(List.of())).isEmpty();
  }

  @Test
  void severalValuesArePutAsOneIs() {
    Expiry expiry = expiry(new CreatedExpiryPolicy(LIFETIME));
    FacetedStore store = open();
    long deadline = clock.in(Duration.ofSeconds(7));
    set(store, bytes("key3"), bytes("old"), deadline);
    List<byte[]> keys = keys(250);
    List<byte[]> values = keys.stream().map(key -> bytes("of " + text(key))).toList();
    store.putAll(keys, values, expiry);
    for (int i = 0; i < keys.size(); i++) {
      ByteEntry entry = entry(store, "key" + i);
      assertThat(text(entry.value())).isEqualTo("of key" + i);
      assertThat(entry.policyDeadline()).isEqualTo((i == 3) ? deadline : expiry.onCreation());
    }
  }

  // ---- marks

  private static @Nullable ByteLease lease(FacetedStore store, String key) {
    return store.has(Shared.class) ? store.lease(List.of(bytes(key))).get(0) : null;
  }

  private ByteLease markOrAbort(FacetedStore store, String key) {
    ByteLease lease = lease(store, key);
    assumeTrue(lease != null, "only one process uses this store");
    return requireNonNull(lease);
  }

  @Test
  void aMarkStandsThereLikeAnEntryButIsNone() {
    FacetedStore store = open();
    ByteLease lease = markOrAbort(store, "key");
    assertThat(lease.entry().isLease()).isTrue();
    assertThat(lease.isTaken()).isFalse();
    assertThat(entry(store, "key")).isEqualTo(lease.entry());
    assertThat(scanned(store)).isEmpty();
    ByteLease again = requireNonNull(lease(store, "key"));
    assertThat(again.isTaken()).isTrue();
    assertThat(again.entry()).isEqualTo(lease.entry());
    assertThat(replace(store, bytes("key"), lease.entry(), bytes("value"))).isTrue();
    assertThat(value(store, "key")).isEqualTo("value");
    assertThat(replace(store, bytes("key"), again.entry(), bytes("late"))).isFalse();
  }

  @Test
  void whereThereIsAnEntryNoMarkIsLeft() {
    FacetedStore store = open();
    markOrAbort(store, "other");
    set(store, "key", "value");
    ByteLease lease = requireNonNull(lease(store, "key"));
    assertThat(lease.entry().isLease()).isFalse();
    assertThat(lease.isTaken()).isFalse();
    assertThat(text(lease.entry().value())).isEqualTo("value");
    set(store, "key", "next");
    assertThat(entry(store, "key")).isNotEqualTo(lease.entry());
  }

  @Test
  void eachChangeTakesAMarkAway() {
    FacetedStore store = open();
    List<Consumer<byte[]>> changes =
        List.of(
            key -> set(store, key, bytes("value"), Expiry.NEVER),
            key -> store.put(key, bytes("value"), expiry(new CreatedExpiryPolicy(LIFETIME))),
            key -> assertThat(store.compareAndSet(key, store.get(key), null)).isTrue(),
            key -> store.clear());
    for (Consumer<byte[]> change : changes) {
      ByteLease lease = markOrAbort(store, "key");
      change.accept(bytes("key"));
      assertThat(store.get(bytes("key"))).isNotEqualTo(lease.entry());
      assertThat(replace(store, bytes("key"), lease.entry(), bytes("late"))).isFalse();
      store.clear();
    }
  }

  @Test
  void aPutOverAMarkIsACreation() {
    Expiry expiry = expiry(new ModifiedExpiryPolicy(LIFETIME));
    FacetedStore store = open();
    markOrAbort(store, "key");
    store.put(bytes("key"), bytes("value"), expiry);
    assertThat(entry(store, "key").policyDeadline()).isEqualTo(expiry.onCreation());
    markOrAbort(store, "other");
    Expiry created = expiry(new CreatedExpiryPolicy(LIFETIME));
    store.put(bytes("other"), bytes("value"), created);
    assertThat(entry(store, "other").policyDeadline()).isEqualTo(created.onCreation());
  }

  @Test
  void severalAreMarkedAtOnce() {
    FacetedStore store = open();
    markOrAbort(store, "key1");
    set(store, "key2", "value");
    List<ByteLease> leases = requireNonNull(store.lease(keys(250)));
    assertThat(leases).hasSize(250);
    assertThat(leases.get(0).isTaken()).isFalse();
    assertThat(leases.get(1).isTaken()).isTrue();
    assertThat(leases.get(2).entry().isLease()).isFalse();
    assertThat(leases.get(249).entry().isLease()).isTrue();
    assertThat(store.lease(List.of())).isEmpty();
  }

  // ---- scan, clear, size

  @Test
  void aScanSeesOnceWhatStaysWhileOthersComeAndGo() throws Exception {
    FacetedStore store = open();
    for (int i = 0; i < 1_000; i++) {
      set(store, "stays-" + i, "value");
    }
    AtomicBoolean done = new AtomicBoolean();
    Together.run(
        () -> {
          try {
            for (int i = 0; i < 5; i++) {
              assertThat(scanned(store).keySet().stream().filter(key -> key.startsWith("stays")))
                  .hasSize(1_000);
            }
          } finally {
            done.set(true);
          }
        },
        () -> {
          for (int i = 0; !done.get(); i++) {
            set(store, "stays-" + i % 1_000, "other");
            set(store, "comes-" + i % 50, "value");
            ByteEntry goes = store.get(bytes("comes-" + (i + 25) % 50));
            if (goes != null) {
              assertThat(store.compareAndSet(bytes("comes-" + (i + 25) % 50), goes, null)).isTrue();
            }
          }
        });
  }

  @Test
  void aScanGoesOnWhereEntriesAreRemovedAsTheyAreFound() {
    FacetedStore store = open();
    for (int i = 0; i < 1_000; i++) {
      set(store, "key-" + i, "value");
    }
    int found = 0;
    try (ByteCursor cursor = store.scan()) {
      while (cursor.advance()) {
        assertThat(store.compareAndSet(cursor.key(), cursor.entry(), null)).isTrue();
        found++;
      }
    }
    assertThat(found).isEqualTo(1_000);
    assertThat(store.size()).isZero();
  }

  @Test
  void clearRemovesAllAndTheStoreGoesOn() {
    FacetedStore store = open();
    for (int i = 0; i < 1_000; i++) {
      set(store, "key-" + i, "value");
    }
    ByteEntry seen = entry(store, "key-1");
    store.clear();
    assertThat(store.size()).isZero();
    assertThat(scanned(store)).isEmpty();
    assertThat(replace(store, bytes("key-1"), seen, bytes("other"))).isFalse();
    set(store, "key-1", "again");
    assertThat(scanned(store)).isEqualTo(Map.of("key-1", "again"));
    assertThat(store.size()).isEqualTo(1);
  }

  // ---- bounds and dead entries

  @Test
  void theBoundIsKeptAndWhatIsDroppedIsTold() {
    assumeTrue(keepsBound(), "the store does not keep the bound");
    FacetedStore store = open(MAXIMUM);
    for (int i = 0; i < 10 * MAXIMUM; i++) {
      set(store, "key-" + i, "value");
    }
    await().until(() -> store.size() <= MAXIMUM);
    assertThat(scanned(store)).hasSizeBetween(MAXIMUM / 2, MAXIMUM);
    assertThat(evicted.get() + store.size()).isEqualTo(10 * MAXIMUM);
  }

  @Test
  void theBoundMayChange() {
    assumeTrue(keepsBound(), "the store does not keep the bound");
    FacetedStore store = open(MAXIMUM);
    store.setMaximum(3 * MAXIMUM);
    for (int i = 0; i < 2 * MAXIMUM; i++) {
      set(store, "key-" + i, "value");
    }
    assertThat(store.size()).isEqualTo(2 * MAXIMUM);
    store.setMaximum(MAXIMUM / 2);
    await().until(() -> store.size() <= MAXIMUM / 2);
  }

  @Test
  void sweepNamesTheDeadAndNoOthers() {
    assumeTrue(sweeps(), "the store does not sweep");
    FacetedStore store = open();
    for (int i = 0; i < 300; i++) {
      set(store, bytes("dead-" + i), bytes("value"), clock.in(LIFE));
      set(store, bytes("alive-" + i), bytes("value"), clock.in(LIFE.multipliedBy(3)));
    }
    set(store, "eternal", "value");
    assertThat(swept(store)).isEmpty();
    clock.advance(LIFE.plusSeconds(1));
    assertThat(swept(store)).hasSize(300).allMatch(key -> key.startsWith("dead"));
    assertThat(swept(store)).isEmpty();
    assertThat(store.size()).isEqualTo(301);
    clock.advance(LIFE.multipliedBy(2));
    assertThat(swept(store)).hasSize(300).allMatch(key -> key.startsWith("alive"));
    assertThat(scanned(store)).containsOnlyKeys("eternal");
  }

  @Test
  void sweepFollowsTouches() {
    assumeTrue(sweeps(), "the store does not sweep");
    FacetedStore store = open();
    set(store, bytes("later"), bytes("value"), clock.in(LIFE));
    set(store, bytes("sooner"), bytes("value"), clock.in(LIFE.multipliedBy(9)));
    assertThat(swept(store)).isEmpty();
    assertThat(
            store.touch(
                bytes("later"),
                entry(store, "later"),
                clock.in(LIFE.multipliedBy(9)),
                Expiry.NEVER))
        .isTrue();
    assertThat(
            store.touch(
                bytes("sooner"),
                entry(store, "sooner"),
                clock.in(LIFE.multipliedBy(9)),
                clock.in(LIFE)))
        .isTrue();
    clock.advance(LIFE.plusSeconds(1));
    assertThat(swept(store)).containsExactly("sooner");
  }

  /** Removes what a sweep names, if it is dead, and returns the keys. */
  private List<String> swept(FacetedStore store) {
    List<String> keys = new ArrayList<>();
    store.sweep(
        key -> {
          ByteEntry dead = requireNonNull(store.get(key));
          assertThat(dead.expiresAt()).isLessThanOrEqualTo(clock.millis());
          assertThat(store.compareAndSet(key, dead, null)).isTrue();
          keys.add(text(key));
        });
    return keys;
  }

  // ---- interrupts and the end

  @Test
  void interruptedThreadsWorkAndStayInterrupted() {
    FacetedStore store = open();
    for (int i = 0; i < 200; i++) {
      set(store, "key-" + i, "value");
    }
    Expiry expiry = expiry(new CreatedExpiryPolicy(LIFETIME));
    for (Runnable use :
        List.<Runnable>of(
            () -> value(store, "key-1"),
            () -> set(store, "key-2", "other"),
            () -> store.put(bytes("key-3"), bytes("other"), expiry),
            () -> store.touch(bytes("key-4"), entry(store, "key-4"), clock.in(LIFE), Expiry.NEVER),
            () -> scanned(store),
            store::size,
            () -> store.sweep(key -> {}))) {
      Thread.currentThread().interrupt();
      use.run();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(value(store, "key-1")).isEqualTo("value");
    }
    assertThat(value(store, "key-2")).isEqualTo("other");
    assertThat(value(store, "key-3")).isEqualTo("other");
  }

  @Test
  void interruptsHarmNoOtherThread() throws Exception {
    FacetedStore store = open();
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<Thread> workers = new ConcurrentLinkedQueue<>();
    Together.Task[] tasks = new Together.Task[THREADS + 1];
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      tasks[t] =
          () -> {
            workers.add(Thread.currentThread());
            try {
              for (int i = 0; i < ROUNDS; i++) {
                set(store, "key-" + thread + "-" + i % 50, "value-" + i);
                assertThat(value(store, "key-" + thread + "-" + i % 50)).isEqualTo("value-" + i);
              }
            } finally {
              workers.remove(Thread.currentThread());
              Thread.interrupted();
              done.compareAndSet(false, workers.isEmpty());
            }
          };
    }
    tasks[THREADS] =
        () -> {
          while (!done.get()) {
            workers.forEach(Thread::interrupt);
            Thread.onSpinWait();
          }
        };
    Together.run(tasks);
    assertThat(store.size()).isEqualTo(THREADS * 50L);
  }

  @Test
  void closeDoesNothingTheSecondTime() {
    FacetedStore store = open();
    store.close();
    store.close();
  }

  @Test
  void aClosedStoreNeitherHangsNorHarms() throws Exception {
    FacetedStore store = open();
    List<Together.Task> tasks = new ArrayList<>();
    tasks.addAll(
        Collections.nCopies(
            THREADS,
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                int epoch = i;
                attempt(() -> set(store, "key-" + epoch, "value"));
                attempt(() -> scanned(store));
              }
            }));
    tasks.add(store::close);
    Together.run(tasks.toArray(Together.Task[]::new));
    attempt(() -> value(store, "key"));
    attempt(store::clear);
    attempt(store::size);
    attempt(() -> store.setMaximum(1));
    attempt(() -> store.sweep(key -> {}));
    assertThat(store.details()).isNotNull();
  }

  // ---- when entries were stored

  private static long writtenAt(FacetedStore store, String key) {
    return java.util.Objects.requireNonNull(store.get(bytes(key))).writtenAt();
  }

  @Test
  void entriesTellWhenTheyWereStored() {
    FacetedStore store = open();
    long now = clock.instant().toEpochMilli();
    byte[] key = bytes("replaced");
    ByteEntry unused = store.get(key);
    assertThat(
            store.compareAndSet(
                key,
                null,
                ByteEntry.of(
                    bytes("v"), Expiry.NEVER, Expiry.NEVER, store.invalidations(key).epoch(), 17)))
        .isTrue();
    assertThat(store.put(bytes("put"), bytes("v"), expiry(new CreatedExpiryPolicy(LIFETIME))))
        .isTrue();
    assertThat(writtenAt(store, "replaced")).isEqualTo(17);
    assertThat(writtenAt(store, "put")).isEqualTo(now);

    ByteEntry seen = java.util.Objects.requireNonNull(store.get(key));
    assertThat(store.touch(key, seen, now + 1_000, Expiry.NEVER)).isTrue();
    assertThat(writtenAt(store, "replaced")).as("touched").isEqualTo(17);
  }
}
