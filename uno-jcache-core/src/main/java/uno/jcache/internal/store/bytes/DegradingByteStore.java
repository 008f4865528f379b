/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * Lets an application continue while its store fails: the cache then behaves as if the store were
 * empty and kept nothing.
 *
 * <p>A read that fails finds nothing. A change that fails is treated as successful. The store may
 * then hold the old entry, if the change did not reach it, or the new one, if only the reply was
 * lost. Once the store answers again, such an entry must not be trusted: it may be a value that the
 * application has replaced or removed long ago. So the key of each failed change is remembered, and
 * reads as absent until its entry has been removed from the store.
 *
 * <p>{@link UnacknowledgedChanges} holds these keys, and invalidations and clears that failed. The
 * next change of such a key settles it first. A background thread settles all of them, in batches,
 * and ends when nothing is left ({@link Settlement}). It tries when the store reports that it
 * answers again, when a change succeeds, and after pauses.
 *
 * <p>When the process ends, unsettled changes are forgotten. Closing the cache settles them if the
 * store can be reached; a crash does not.
 *
 * <p>{@code fallback-on-error} can change at any time. While it is off, failures reach the
 * application, which has to handle them. No key becomes unacknowledged then, as a retry of the
 * application's may succeed, and other processes may use the entry. Keys that were unacknowledged
 * before remain so.
 *
 * <p>What cannot fail is in {@link StoreFacets}. Methods take several entries; a single entry is a
 * list of one.
 *
 * <p>This class has no circuit breaker: a store whose failures take long has its own.
 */
final class DegradingByteStore {
  private final ByteStore store;
  private final StoreFacets facets;
  private final BooleanSupplier isOn;
  private final StoreListener listener;

  private final UnacknowledgedChanges unsettled;
  private final Settlement settlement;
  private final AtomicLong failures = new AtomicLong();

  private volatile boolean closed;

  /** Whether the last call to the store failed, or something is unsettled. */
  private volatile boolean failing;

  /** Falls back as the specification says. */
  DegradingByteStore(StoreSpec<?, ?> spec, StoreFacets facets) {
    this.store = facets.store;
    this.facets = facets;
    this.isOn = spec.fallbackOnError();
    this.listener = spec.listener();
    this.unsettled =
        new UnacknowledgedChanges(
            facets, spec.expiry(), UnacknowledgedChanges.textBy(spec.codec()));
    this.settlement = new Settlement(spec.cacheName(), unsettled, facets.remote, this::recovered);
  }

  // ---- what fails

  private boolean isUnacknowledged(byte[] key) {
    return !unsettled.isEmpty() && unsettled.covers(key);
  }

  private void addUnacknowledged(byte[] key) {
    unsettled.add(key);
    settlement.start();
  }

  /**
   * Settles what concerns keys.
   *
   * @throws StoreException if that fails
   */
  private void settle(List<byte[]> keys) {
    if (!unsettled.isEmpty()) {
      keys.forEach(unsettled::settle);
    }
  }

  /** Records a failure, or throws it to the application. */
  private void failed(StoreException failure) {
    if (!closed) { // a call that close() interrupts is no failure of the store
      report(failure);
    }
    if (!isOn.getAsBoolean()) {
      throw failure;
    }
  }

  private void report(StoreException failure) {
    failures.incrementAndGet();
    failing = true;
    unsettled.failed(failure);
    listener.failed(failure);
  }

  private void recovered() {
    failing = false;
    listener.recovered();
  }

  /** Called when a call to the store has succeeded. */
  private void succeeded() {
    if (failing && unsettled.isEmpty()) {
      recovered();
    }
  }

  /** Called when a change has succeeded: unacknowledged ones are likely to succeed now. */
  private void changed() {
    if (failing) {
      succeeded();
      settlement.wake();
    }
  }

  /** Reads from the store; if that fails, returns what an empty store would. */
  private <T> T ask(Supplier<T> question, T ifEmpty) {
    try {
      return question.get();
    } catch (StoreException e) {
      failed(e);
      return ifEmpty;
    }
  }

  /** Changes entries of the store; if that fails, their keys become unacknowledged. */
  private <T> T change(List<byte[]> keys, Supplier<T> change, T ifFailed) {
    try {
      settle(keys);
      T done = change.get();
      changed();
      return done;
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::addUnacknowledged);
      return ifFailed;
    }
  }

  /** Returns how often the store has failed. */
  long failures() {
    return failures.get();
  }

  // ---- reads

  /** Returns entries in the order of the keys; null if absent or unacknowledged. */
  List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    if (unsettled.isEmpty() || !isOn.getAsBoolean()) { // without fallback, readers get the failure
      return fetch(keys, null, facets.bulk::getAll);
    }
    List<@Nullable ByteEntry> entries = copies(null, keys);
    List<Integer> asked = new ArrayList<>(); // unacknowledged keys need no call
    for (int i = 0; i < keys.size(); i++) {
      if (!isUnacknowledged(keys.get(i))) {
        asked.add(i);
      }
    }
    if (asked.size() < keys.size()) {
      settlement.wake();
    }
    if (!asked.isEmpty()) {
      List<@Nullable ByteEntry> found =
          fetch(asked.stream().map(keys::get).toList(), null, facets.bulk::getAll);
      for (int i = 0; i < found.size(); i++) {
        entries.set(asked.get(i), found.get(i));
      }
    }
    return entries;
  }

  /** Returns one entry, as {@link #getAll} does. */
  @Nullable ByteEntry get(byte[] key) {
    return getAll(List.of(key)).get(0);
  }

  /**
   * Returns entries for a decision, as {@link #getAll} does; {@link FetchedEntry#UNKNOWN} if that
   * fails. If the decision then changes the entry, {@link #compareAndSetAll} records the change as
   * unacknowledged.
   */
  List<@Nullable ByteEntry> getAllForDecision(List<byte[]> keys) {
    return fetch(keys, FetchedEntry.UNKNOWN, facets.bulk::getAllToChange);
  }

  /** Returns entries, or a substitute if they cannot be read. */
  private List<@Nullable ByteEntry> fetch(
      List<byte[]> keys,
      @Nullable ByteEntry unseen,
      Function<List<byte[]>, List<@Nullable ByteEntry>> ofSeveral) {
    try {
      settle(keys);
      List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
      if (keys.size() == 1) {
        entries.add(FetchedEntry.of(store.get(keys.get(0))));
      } else {
        ofSeveral.apply(keys).forEach(entry -> entries.add(FetchedEntry.of(entry)));
      }
      succeeded();
      for (int i = 0; i < entries.size(); i++) {
        if (isUnacknowledged(keys.get(i))) { // a change of it has failed meanwhile
          entries.set(i, unseen);
        }
      }
      return entries;
    } catch (StoreException e) {
      failed(e);
      return copies(unseen, keys);
    }
  }

  private static List<@Nullable ByteEntry> copies(@Nullable ByteEntry entry, List<byte[]> keys) {
    return new ArrayList<>(Collections.nCopies(keys.size(), entry));
  }

  // ---- changes

  /** Compares and sets entries that {@link #getAllForDecision} returned. */
  List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    List<ByteChange> seen = new ArrayList<>(changes.size());
    List<byte[]> keys = new ArrayList<>(changes.size());
    for (ByteChange change : changes) {
      if (isUnknown(change)) {
        addUnacknowledged(change.key());
      } else {
        ByteEntry expected = FetchedEntry.asStored(change.seen());
        seen.add(new ByteChange(change.key(), expected, change.next()));
        keys.add(change.key());
      }
    }
    if (seen.isEmpty()) {
      return Collections.nCopies(changes.size(), true);
    }
    List<Boolean> done = change(keys, () -> commit(seen), Collections.nCopies(seen.size(), true));
    if (seen.size() == changes.size()) {
      return done;
    }
    Iterator<Boolean> ofSeen = done.iterator();
    return changes.stream().map(change -> isUnknown(change) || ofSeen.next()).toList();
  }

  @SuppressWarnings("ReferenceEquality") // UNKNOWN is one instance
  private static boolean isUnknown(ByteChange change) {
    return change.seen() == FetchedEntry.UNKNOWN;
  }

  private List<Boolean> commit(List<ByteChange> changes) {
    if (changes.size() > 1) {
      return facets.bulk.compareAndSetAll(changes);
    }
    ByteChange only = changes.get(0);
    return List.of(store.compareAndSet(only.key(), only.seen(), only.next()));
  }

  /** Removes an entry that was read, and returns whether it was still there. */
  boolean drop(byte[] key, ByteEntry seen) {
    return compareAndSetAll(List.of(new ByteChange(key, seen, null))).get(0);
  }

  List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    boolean keepsDeadlines = !expiry.isSameForUpdates();
    return change(
        keys,
        () ->
            requireNonNull(facets.blindPuts)
                .putAll(keys, values, expiry.onCreation(), keepsDeadlines),
        Collections.nCopies(keys.size(), true));
  }

  /** As {@link BlindRemovals#removeAll}; if that fails, reports that nothing was removed. */
  List<Removal> removeAll(List<byte[]> keys, long now) {
    return change(
        keys,
        () -> requireNonNull(facets.blindRemovals).removeAll(keys, now),
        Collections.nCopies(keys.size(), Removal.NOTHING));
  }

  void announceRemoval(byte[] key) {
    if (facets.shared == null || isUnacknowledged(key)) {
      return; // it is unacknowledged, and will be removed in any case
    }
    try {
      facets.shared.announceRemoval(key);
    } catch (StoreException e) {
      failed(e);
      addUnacknowledged(key);
    }
  }

  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    try {
      settle(List.of(key));
      ByteEntry expected = requireNonNull(FetchedEntry.asStored(seen));
      return store.touch(key, expected, policyDeadline, notAfter);
    } catch (StoreException e) {
      failed(e);
      if (Math.min(policyDeadline, notAfter) < seen.expiresAt()) {
        addUnacknowledged(key); // otherwise, at worst, it ends too early
      }
      return true;
    }
  }

  /** If that fails, the leases are of no use: values that are loaded under them are not stored. */
  List<ByteLease> lease(List<byte[]> keys) {
    return ask(
        () -> {
          settle(keys);
          return requireNonNull(facets.shared).lease(keys).stream()
              .map(lease -> new ByteLease(new FetchedEntry(lease.entry()), lease.isTaken()))
              .toList();
        },
        Collections.nCopies(keys.size(), new ByteLease(FetchedEntry.UNKNOWN, false)));
  }

  // ---- all entries

  void clear() {
    UnacknowledgedChanges.Snapshot before = unsettled.known();
    try {
      facets.scannable.clear();
    } catch (StoreException e) {
      failed(e);
      unsettled.addClear();
      settlement.start();
      return;
    }
    unsettled.forget(before);
    changed();
  }

  DegradingCursor scan() {
    return scan(facets.scannable::scan);
  }

  DegradingCursor scanKeys(List<byte[]> prefixes) {
    return scan(() -> facets.scannable.scanKeys(prefixes));
  }

  private DegradingCursor scan(Supplier<ByteCursor> scan) {
    ByteCursor cursor = null;
    try {
      unsettled.settleWhole();
      cursor = scan.get();
    } catch (StoreException e) {
      failed(e);
    }
    return new DegradingCursor(unsettled, this::failed, cursor);
  }

  long size() {
    return ask(() -> unsettled.coversAll() ? 0 : facets.scannable.size(), 0L);
  }

  OptionalLong knownSize() {
    return unsettled.coversAll() ? OptionalLong.of(0) : facets.scannable.knownSize();
  }

  void sweep(Consumer<byte[]> dead) {
    settlement.wake();
    try {
      if (facets.sweepable != null) {
        facets.sweepable.sweep(dead);
      }
    } catch (StoreException e) {
      failed(e);
    }
  }

  // ---- invalidations

  /** If that fails, it is sent again; until then the keys that it covers read as absent. */
  OptionalLong invalidate(List<String> patterns) {
    if (facets.invalidating == null) {
      return OptionalLong.empty();
    }
    try {
      unsettled.settleWhole();
      OptionalLong epoch = facets.invalidating.invalidate(patterns);
      changed();
      return epoch;
    } catch (StoreException e) {
      failed(e);
      invalidateLater(patterns);
      return OptionalLong.empty();
    }
  }

  /**
   * Sends an invalidation when the store answers; until then the keys that match read as absent.
   */
  void invalidateLater(List<String> patterns) {
    unsettled.addInvalidation(patterns);
    settlement.start();
  }

  Set<Long> unreclaimed() {
    return askInvalidating(Invalidating::unreclaimed, Set.of());
  }

  boolean beginReclaiming() {
    return askInvalidating(Invalidating::beginReclaiming, false);
  }

  /** If that fails, the invalidation ends by itself. */
  void endReclaiming() {
    boolean unused =
        askInvalidating(
            it -> {
              it.endReclaiming();
              return true;
            },
            false);
  }

  /** If that fails, the next sweep finds the entry again. */
  void reclaimed(long epoch) {
    boolean unused =
        askInvalidating(
            it -> {
              it.reclaimed(epoch);
              return true;
            },
            false);
  }

  private <T> T askInvalidating(Function<Invalidating, T> question, T ifEmpty) {
    Invalidating invalidating = facets.invalidating;
    return (invalidating == null) ? ifEmpty : ask(() -> question.apply(invalidating), ifEmpty);
  }

  // ---- the end

  void destroy() {
    closed = true; // before the store is closed
    settlement.abandon();
    try {
      if (facets.persistent != null) {
        facets.persistent.destroy();
      } else {
        store.close();
      }
    } catch (StoreException e) {
      report(e);
      if (!isOn.getAsBoolean()) {
        throw e;
      }
    }
  }

  void close() {
    try {
      settlement.close();
    } finally {
      closed = true;
      store.close();
    }
  }
}
