/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonThreads;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Remote;
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
 * again ({@link Remote#onRecovery}), when a change succeeds, and now and then.
 *
 * <p>One thing it cannot know: what is unsettled is forgotten when the process ends. Closing
 * settles it if the store can be reached, a crash does not.
 *
 * <p>The setting can change at any time. While it is off, failures reach the application, whose
 * business it is then what to do about them: nothing is put in doubt, as a retry may have set right
 * what failed, and the store may be others', too. What was in doubt before stays so.
 *
 * <p>Does not ask less often while the store fails: a store that takes long to fail breaks the
 * circuit itself.
 */
final class DegradingByteStore {
  private static final Logger LOGGER = System.getLogger(DegradingByteStore.class.getName());

  private final ByteStore store;
  private final StoreFacets facets;
  private final String cacheName;
  private final BooleanSupplier isOn;
  private final StoreListener listener;

  private final UnacknowledgedChanges unsettled;
  private final AtomicLong failures = new AtomicLong();

  private volatile boolean closed;

  /** Whether the store failed when it was last used, or something is unsettled. */
  private volatile boolean failing;

  private final AtomicBoolean settling = new AtomicBoolean();
  private volatile @Nullable Thread settler;
  private final Runnable unregister;

  /** Falls back as the context says. */
  DegradingByteStore(StoreSpec<?, ?> context, ByteStore store) {
    this.store = store;
    this.facets = new StoreFacets(store, context.expiry());
    this.cacheName = context.cacheName();
    this.isOn = context.fallbackOnError();
    this.listener = context.listener();
    this.unsettled =
        new UnacknowledgedChanges(
            facets, context.expiry(), UnacknowledgedChanges.textBy(context.codec()));
    WeakReference<DegradingByteStore> self =
        new WeakReference<>(this); // the store may outlive a cache
    Runnable settle =
        () -> {
          DegradingByteStore there = self.get();
          if (there != null) {
            there.settleSoon();
          }
        };
    this.unregister = (facets.remote == null) ? () -> {} : facets.remote.onRecovery(settle);
  }

  // ---- what is unsettled

  private void doubt(byte[] key) {
    unsettled.add(key);
    startSettling();
  }

  private boolean isInDoubt(byte[] key) {
    return !unsettled.isEmpty() && unsettled.covers(key);
  }

  /**
   * Settles what concerns a key.
   *
   * @throws StoreException if that fails
   */
  private void settle(byte[] key) {
    if (!unsettled.isEmpty()) {
      unsettled.settle(key);
    }
  }

  /** Lets what is unsettled be tried now, as it is likely to succeed. */
  private void settleSoon() {
    if (!unsettled.isEmpty()) {
      startSettling();
      Thread thread = settler;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void startSettling() {
    if (closed || !settling.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread thread =
          DaemonThreads.newThread("uno-jcache-settler", new Settler(new WeakReference<>(this)));
      settler = thread;
      thread.start();
    } catch (RuntimeException | Error e) { // no thread can be had: the next failure tries again
      settling.set(false);
      LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': could not start to settle changes", e);
    }
  }

  /** Settles some of what is unsettled, and returns whether that went well. */
  private boolean trySettling() {
    try {
      int keys = unsettled.settleAll();
      if (keys > 0) {
        LOGGER.log(
            Level.DEBUG, "Cache ''{0}'': removed {1} entries that it had changed", cacheName, keys);
      }
      return true;
    } catch (StoreException e) {
      return false; // told when the changes failed
    }
  }

  private void endSettling() {
    settling.set(false);
    if (unsettled.isEmpty()) {
      recovered();
    } else if (!closed) {
      startSettling(); // more came in between
    }
  }

  /** Settles in the background; holds its owner only while it does. */
  private record Settler(WeakReference<DegradingByteStore> owner) implements Runnable {
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    @Override
    public void run() {
      long pause = SHORTEST_PAUSE;
      try {
        while (true) {
          long start = System.nanoTime();
          LockSupport.parkNanos(pause);
          boolean isWoken = System.nanoTime() - start < pause;
          DegradingByteStore fallback = owner.get();
          if (fallback == null || fallback.closed || fallback.unsettled.isEmpty()) {
            return;
          }
          boolean done = true;
          while (done && !fallback.unsettled.isEmpty()) {
            done = fallback.trySettling();
          }
          pause = isWoken ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        }
      } finally {
        DegradingByteStore fallback = owner.get();
        if (fallback != null) {
          fallback.endSettling();
        }
      }
    }
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
      settleSoon();
    }
  }

  private void recovered() {
    failing = false;
    listener.recovered();
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

  private void failed(byte[] key, StoreException failure) {
    failed(failure);
    doubt(key);
  }

  /** Returns how often the store has failed. */
  long failures() {
    return failures.get();
  }

  // ---- the store

  /** An entry with its value, which cannot fail later. */
  private static final class FetchedEntry implements ByteEntry {
    final ByteEntry entry;
    final byte[] value;

    FetchedEntry(ByteEntry entry) {
      this.entry = entry;
      this.value = entry.isForeign() ? new byte[0] : entry.value();
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public long policyDeadline() {
      return entry.policyDeadline();
    }

    @Override
    public long notAfter() {
      return entry.notAfter();
    }

    @Override
    public long epoch() {
      return entry.epoch();
    }

    @Override
    public long writtenAt() {
      return entry.writtenAt();
    }

    @Override
    public boolean isLease() {
      return entry.isLease();
    }

    @Override
    public boolean isForeign() {
      return entry.isForeign();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FetchedEntry read && entry.equals(read.entry);
    }

    @Override
    public int hashCode() {
      return entry.hashCode();
    }
  }

  /** Stands for what could not be seen, and is not what is seen later. */
  static final ByteEntry UNKNOWN =
      new ByteEntry() {
        @Override
        public byte[] value() {
          return new byte[0];
        }

        @Override
        public long policyDeadline() {
          return Long.MIN_VALUE;
        }

        @Override
        public long notAfter() {
          return Long.MIN_VALUE;
        }

        @Override
        public boolean isLease() {
          return true;
        }
      };

  private static @Nullable ByteEntry token(@Nullable ByteEntry entry) {
    return (entry instanceof FetchedEntry read) ? read.entry : entry;
  }

  private static @Nullable ByteEntry read(@Nullable ByteEntry entry) {
    return (entry == null) ? null : new FetchedEntry(entry);
  }

  @Nullable ByteEntry get(byte[] key) {
    if (readsAsAbsent(key)) {
      settleSoon();
      return null;
    }
    try {
      settle(key);
      ByteEntry entry = read(store.get(key));
      succeeded();
      return isInDoubt(key) ? null : entry; // by a change that failed meanwhile
    } catch (StoreException e) {
      failed(e);
      return null;
    }
  }

  /**
   * Returns whether a reader need not wait until a key is settled: it is absent then, too. Where
   * failures are told, the reader is to hear that the store fails.
   */
  private boolean readsAsAbsent(byte[] key) {
    return isInDoubt(key) && isOn.getAsBoolean();
  }

  /**
   * Returns what is to be decided upon, as {@link #get} does; {@link #UNKNOWN} where that fails. If
   * the decision changes anything, {@link #compareAndSet} takes note that it could not.
   */
  @Nullable ByteEntry getForDecision(byte[] key) {
    try {
      settle(key);
      ByteEntry entry = read(store.get(key));
      succeeded();
      return isInDoubt(key) ? UNKNOWN : entry;
    } catch (StoreException e) {
      failed(e);
      return UNKNOWN;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the one that stands for what could not be seen
  boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    if (seen == UNKNOWN) {
      doubt(key);
      return true;
    }
    try {
      settle(key);
      boolean done = store.compareAndSet(key, token(seen), next);
      changed();
      return done;
    } catch (StoreException e) {
      failed(key, e);
      return true;
    }
  }

  // ---- many at once

  int batchSize() {
    return facets.bulk.batchSize();
  }

  List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    try {
      List<@Nullable ByteEntry> entries = nothing(keys);
      List<Integer> asked =
          IntStream.range(0, keys.size()).filter(i -> !readsAsAbsent(keys.get(i))).boxed().toList();
      if (asked.size() < keys.size()) {
        settleSoon();
      }
      if (!asked.isEmpty()) {
        List<@Nullable ByteEntry> found = getAll(asked.stream().map(keys::get).toList(), null);
        for (int i = 0; i < found.size(); i++) {
          entries.set(asked.get(i), found.get(i));
        }
      }
      return entries;
    } catch (StoreException e) {
      failed(e);
      return nothing(keys);
    }
  }

  /** As {@link #getForDecision}. */
  List<@Nullable ByteEntry> getAllForDecision(List<byte[]> keys) {
    try {
      return getAll(keys, UNKNOWN);
    } catch (StoreException e) {
      failed(e);
      return new ArrayList<>(Collections.nCopies(keys.size(), UNKNOWN));
    }
  }

  /** Returns entries, and something else where a change of the key failed meanwhile. */
  private List<@Nullable ByteEntry> getAll(List<byte[]> keys, @Nullable ByteEntry unsettled) {
    keys.forEach(this::settle);
    List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
    facets.bulk.getAll(keys).forEach(entry -> entries.add(read(entry)));
    succeeded();
    for (int i = 0; i < entries.size(); i++) {
      if (isInDoubt(keys.get(i))) {
        entries.set(i, unsettled);
      }
    }
    return entries;
  }

  private static List<@Nullable ByteEntry> nothing(List<byte[]> keys) {
    return new ArrayList<>(Collections.nCopies(keys.size(), null));
  }

  @SuppressWarnings("ReferenceEquality") // as compareAndSet
  List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    List<ByteChange> seen = new ArrayList<>(changes.size());
    for (ByteChange change : changes) {
      if (change.seen() == UNKNOWN) {
        doubt(change.key());
      } else {
        seen.add(new ByteChange(change.key(), token(change.seen()), change.next()));
      }
    }
    Iterator<Boolean> done = seen.isEmpty() ? List.<Boolean>of().iterator() : replaceSeen(seen);
    return changes.stream().map(change -> change.seen() == UNKNOWN || done.next()).toList();
  }

  private Iterator<Boolean> replaceSeen(List<ByteChange> changes) {
    try {
      changes.forEach(change -> settle(change.key()));
      List<Boolean> done = facets.bulk.compareAndSetAll(changes);
      changed();
      return done.iterator();
    } catch (StoreException e) {
      failed(e);
      changes.forEach(change -> doubt(change.key()));
      return Collections.nCopies(changes.size(), true).iterator();
    }
  }

  List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    try {
      keys.forEach(this::settle);
      List<Boolean> stored =
          facets.blindPuts.putAll(keys, values, expiry.onCreation(), !expiry.isSameForUpdates());
      changed();
      return stored;
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return Collections.nCopies(keys.size(), true);
    }
  }

  /** Returns whether {@link #removeAll} can be called. */
  boolean removesBlindly() {
    return facets.blindRemovals != null;
  }

  /** As {@link BlindRemovals#removeAll}; if that fails, nothing is known to have been removed. */
  List<Removal> removeAll(List<byte[]> keys, long now) {
    try {
      keys.forEach(this::settle);
      List<Removal> removed = requireNonNull(facets.blindRemovals).removeAll(keys, now);
      changed();
      return removed;
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return Collections.nCopies(keys.size(), Removal.NOTHING);
    }
  }

  void announceRemoval(byte[] key) {
    if (facets.shared == null || isInDoubt(key)) {
      return; // what could not be read will be removed, whatever it is
    }
    try {
      facets.shared.announceRemoval(key);
    } catch (StoreException e) {
      failed(key, e);
    }
  }

  /** Where that fails, nothing is known of the keys, and what is loaded for them is not stored. */
  List<ByteLease> lease(List<byte[]> keys) {
    try {
      keys.forEach(this::settle);
      return requireNonNull(facets.shared).lease(keys).stream()
          .map(lease -> new ByteLease(new FetchedEntry(lease.entry()), lease.isTaken()))
          .toList();
    } catch (StoreException e) {
      failed(e);
      return Collections.nCopies(keys.size(), new ByteLease(UNKNOWN, false));
    }
  }

  // ---- deadlines, and puts

  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    try {
      settle(key);
      return store.touch(key, requireNonNull(token(seen)), policyDeadline, notAfter);
    } catch (StoreException e) {
      failed(e);
      if (Math.min(policyDeadline, notAfter) < seen.expiresAt()) {
        doubt(key); // else it ends too early at worst
      }
      return true;
    }
  }

  void clear() {
    UnacknowledgedChanges.Snapshot before = unsettled.known();
    try {
      facets.scannable.clear();
    } catch (StoreException e) {
      failed(e);
      unsettled.addClear();
      startSettling();
      return;
    }
    unsettled.forget(before);
    changed();
  }

  Invalidations invalidations(byte[] key) {
    return facets.invalidations(key);
  }

  Set<Long> unreclaimed() {
    try {
      return (facets.invalidating == null) ? Set.of() : facets.invalidating.unreclaimed();
    } catch (StoreException e) {
      failed(e);
      return Set.of();
    }
  }

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
    startSettling();
  }

  void reclaimed(long epoch) {
    try {
      requireNonNull(facets.invalidating).reclaimed(epoch);
    } catch (StoreException e) {
      failed(e); // it is looked for again
    }
  }

  boolean isShared() {
    return facets.shared != null;
  }

  /** Returns whether callers wait for a server. */
  boolean isRemote() {
    return facets.remote != null;
  }

  void follow(ChangeListener<byte[]> listener) {
    if (facets.shared != null) {
      facets.shared.follow(listener);
    }
  }

  DegradingCursor scan() {
    return scan(facets.scannable::scan);
  }

  DegradingCursor scanKeys(List<byte[]> prefixes) {
    return scan(() -> facets.scannable.scanKeys(prefixes));
  }

  private DegradingCursor scan(Supplier<ByteCursor> scan) {
    try {
      unsettled.settleWhole();
      return new DegradingCursor(scan.get());
    } catch (StoreException e) {
      failed(e);
      return new DegradingCursor(null);
    }
  }

  /** Passes over what is in doubt, and ends where the store fails. */
  final class DegradingCursor implements ByteCursor {
    private final @Nullable ByteCursor cursor;
    private byte[] key = {};
    private @Nullable ByteEntry entry;
    private boolean isComplete;

    DegradingCursor(@Nullable ByteCursor cursor) {
      this.cursor = cursor;
      this.isComplete = cursor != null;
    }

    /** Returns whether the store has not failed so far, so that no entry was left out. */
    boolean isComplete() {
      return isComplete;
    }

    @Override
    public boolean advance() {
      try {
        while (cursor != null && cursor.advance()) {
          key = cursor.key();
          if (!isInDoubt(key)) {
            entry = read(cursor.entry());
            return true;
          }
        }
      } catch (StoreException e) {
        isComplete = false;
        failed(e);
      }
      entry = null;
      return false;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public ByteEntry entry() {
      if (entry == null) {
        throw new IllegalStateException("There is no entry");
      }
      return entry;
    }

    @Override
    public long epoch() {
      return (cursor == null) ? Long.MAX_VALUE : cursor.epoch();
    }

    @Override
    public void close() {
      if (cursor != null) {
        cursor.close();
      }
    }
  }

  long size() {
    try {
      return unsettled.coversAll() ? 0 : facets.scannable.size();
    } catch (StoreException e) {
      failed(e);
      return 0;
    }
  }

  OptionalLong knownSize() {
    return unsettled.coversAll() ? OptionalLong.of(0) : facets.scannable.knownSize();
  }

  boolean beginReclaiming() {
    try {
      return requireNonNull(facets.invalidating).beginReclaiming();
    } catch (StoreException e) {
      failed(e);
      return false;
    }
  }

  void endReclaiming() {
    try {
      requireNonNull(facets.invalidating).endReclaiming();
    } catch (StoreException e) {
      failed(e); // it ends by itself
    }
  }

  void setMaximum(long maximum) {
    if (facets.bounded != null) {
      facets.bounded.setMaximum(maximum);
    }
  }

  void sweep(Consumer<byte[]> dead) {
    try {
      settleSoon();
      if (facets.sweepable != null) {
        facets.sweepable.sweep(dead);
      }
    } catch (StoreException e) {
      failed(e);
    }
  }

  Map<String, Object> details() {
    return (facets.inspectable == null) ? Map.of() : facets.inspectable.details();
  }

  void destroy() {
    closed = true; // before the store is
    unregister.run();
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
    unregister.run();
    try {
      unsettled.settleAll();
    } catch (StoreException e) {
      LOGGER.log(
          Level.WARNING,
          "Cache '"
              + cacheName
              + "': its store could not be reached before it was closed, and may hold entries that"
              + " were changed since: "
              + e.getMessage());
      LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': its store failed", e);
    } finally {
      closed = true;
      store.close();
    }
  }
}
