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
 * Lets an application go on while its store fails: as if the store were empty, and forgot at once
 * what is put there.
 *
 * <p>A read that fails finds nothing. A change that fails counts as done, which is true of what the
 * application can see for now, but the store may hold anything: the entry from before, as the
 * change did not reach it; or the new one, as only the answer was lost. If it were simply believed
 * once it answers again, a value could be read that the application has replaced or removed long
 * ago. So the key of each change that failed is remembered, and until its entry has been removed
 * from the store, the key reads as absent.
 *
 * <p>{@link UnacknowledgedChanges} has these keys, and invalidations and a clear that failed. They
 * are settled by whoever changes such a key next, before anything else, and all of them, in
 * batches, by a thread that ends when nothing is left. It tries when the store says that it answers
 * again, when a change succeeds, and now and then ({@link Settlement}).
 *
 * <p>One thing it cannot know: what is unsettled is forgotten when the process ends. Closing
 * settles it if the store can be reached, a crash does not.
 *
 * <p>The setting can change at any time. While it is off, failures reach the application, whose
 * business it is then what to do about them: nothing is put in doubt, as a retry may have set right
 * what failed, and the store may be others', too. What was in doubt before stays so.
 *
 * <p>What cannot fail is asked of {@link StoreFacets}. Reads and changes several entries at a time;
 * one is a list of one.
 *
 * <p>Does not ask less often while the store fails: a store that takes long to fail breaks the
 * circuit itself.
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

  /** Whether the store failed when it was last used, or something is unsettled. */
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

  private boolean isInDoubt(byte[] key) {
    return !unsettled.isEmpty() && unsettled.covers(key);
  }

  private void doubt(byte[] key) {
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

  /** Takes note of a failure, or lets the application have it. */
  private void failed(StoreException failure) {
    if (!closed) { // else what was under way could not end, which is no failure of the store
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

  /** A call to the store succeeded. */
  private void succeeded() {
    if (failing && unsettled.isEmpty()) {
      recovered();
    }
  }

  /** A change was made: others that could not be made are likely to succeed now. */
  private void changed() {
    if (failing) {
      succeeded();
      settlement.wake();
    }
  }

  /** Asks the store; where that fails, answers what it would if it were empty. */
  private <T> T ask(Supplier<T> question, T ifEmpty) {
    try {
      return question.get();
    } catch (StoreException e) {
      failed(e);
      return ifEmpty;
    }
  }

  /** Changes entries of the store; where that fails, their keys are in doubt. */
  private <T> T change(List<byte[]> keys, Supplier<T> change, T ifFailed) {
    try {
      settle(keys);
      T done = change.get();
      changed();
      return done;
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return ifFailed;
    }
  }

  /** Returns how often the store has failed. */
  long failures() {
    return failures.get();
  }

  // ---- reads

  /** Returns entries in the order of the keys; null for one that is not there, or in doubt. */
  List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    if (unsettled.isEmpty() || !isOn.getAsBoolean()) { // in which case the reader is to hear of it
      return fetch(keys, null);
    }
    List<@Nullable ByteEntry> entries = copies(null, keys);
    List<Integer> asked = new ArrayList<>(); // no reader need wait for what is in doubt
    for (int i = 0; i < keys.size(); i++) {
      if (!isInDoubt(keys.get(i))) {
        asked.add(i);
      }
    }
    if (asked.size() < keys.size()) {
      settlement.wake();
    }
    if (!asked.isEmpty()) {
      List<@Nullable ByteEntry> found = fetch(asked.stream().map(keys::get).toList(), null);
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
   * Returns what is to be decided upon, as {@link #getAll} does; {@link FetchedEntry#UNKNOWN} where
   * that fails. If the decision changes anything, {@link #compareAndSetAll} takes note that it
   * could not.
   */
  List<@Nullable ByteEntry> getAllForDecision(List<byte[]> keys) {
    return fetch(keys, FetchedEntry.UNKNOWN);
  }

  /** Returns entries, and something else where they cannot be seen. */
  private List<@Nullable ByteEntry> fetch(List<byte[]> keys, @Nullable ByteEntry unseen) {
    try {
      settle(keys);
      List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
      if (keys.size() == 1) {
        entries.add(FetchedEntry.of(store.get(keys.get(0))));
      } else {
        facets.bulk.getAll(keys).forEach(entry -> entries.add(FetchedEntry.of(entry)));
      }
      succeeded();
      for (int i = 0; i < entries.size(); i++) {
        if (isInDoubt(keys.get(i))) { // by a change that failed meanwhile
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

  /** Changes entries that {@link #getAllForDecision} returned, as {@link ByteStore} does one. */
  List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    List<ByteChange> seen = new ArrayList<>(changes.size());
    List<byte[]> keys = new ArrayList<>(changes.size());
    for (ByteChange change : changes) {
      if (isUnknown(change)) {
        doubt(change.key());
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

  @SuppressWarnings("ReferenceEquality") // the one that stands for what could not be seen
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

  /** Removes an entry that was seen, and returns whether it was still there. */
  boolean drop(byte[] key, ByteEntry seen) {
    return compareAndSetAll(List.of(new ByteChange(key, seen, null))).get(0);
  }

  List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    boolean keepsDeadlines = !expiry.isSameForUpdates();
    return change(
        keys,
        () -> facets.blindPuts.putAll(keys, values, expiry.onCreation(), keepsDeadlines),
        Collections.nCopies(keys.size(), true));
  }

  /** As {@link BlindRemovals#removeAll}; if that fails, nothing is known to have been removed. */
  List<Removal> removeAll(List<byte[]> keys, long now) {
    return change(
        keys,
        () -> requireNonNull(facets.blindRemovals).removeAll(keys, now),
        Collections.nCopies(keys.size(), Removal.NOTHING));
  }

  void announceRemoval(byte[] key) {
    if (facets.shared == null || isInDoubt(key)) {
      return; // what could not be read will be removed, whatever it is
    }
    try {
      facets.shared.announceRemoval(key);
    } catch (StoreException e) {
      failed(e);
      doubt(key);
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
        doubt(key); // else it ends too early at worst
      }
      return true;
    }
  }

  /** Where that fails, nothing is known of the keys, and what is loaded for them is not stored. */
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

  /** Where that fails, it is sent again; until then the keys that it covers read as absent. */
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

  /** Where that fails, it ends by itself. */
  void endReclaiming() {
    boolean unused =
        askInvalidating(
            it -> {
              it.endReclaiming();
              return true;
            },
            false);
  }

  /** Where that fails, it is looked for again. */
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
    closed = true; // before the store is
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
