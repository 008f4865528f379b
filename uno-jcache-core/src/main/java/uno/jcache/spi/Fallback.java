/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets an application go on while its store fails: as if the store were empty, and forgot at once
 * what is put there.
 *
 * <p>A read that fails finds nothing. A change that fails counts as done, which is true of what the
 * application can see for now, but the store may hold anything: the entry from before, as the
 * change did not reach it; or the new one, as only the answer was lost. If it were simply believed
 * once it answers again, a value could be read that the application has replaced or removed long
 * ago. So the key of each change that failed is remembered, and until its entry has been removed
 * from the store, the key reads as absent. That is tried by whoever needs the key next, before
 * anything else.
 *
 * <p>So much is remembered, and no more: of {@value #MAXIMUM} keys, all are in doubt, and the store
 * must be cleared before anything in it is believed. A clear that failed is the same.
 *
 * <p>Two things it cannot know. What is in doubt is forgotten when the process ends: closing brings
 * the store in order if that can be reached, a crash does not. And a change that was sent may take
 * effect later than its time-out, and later than the removal; the store bounds that.
 *
 * <p>The setting can change at any time. While it is off, failures reach the application, whose
 * business it is then what to do about them: nothing is put in doubt, as a retry may have set right
 * what failed, and the store may be others', too. What was in doubt before stays so.
 *
 * <p>Does not ask less often while the store fails: a store that takes long to fail breaks the
 * circuit itself.
 */
final class Fallback implements ByteStore {
  /** How many keys may be in doubt before all are. */
  static final int MAXIMUM = 10_000;

  private static final Logger LOGGER = System.getLogger(Fallback.class.getName());

  private final ByteStore store;
  private final String cacheName;
  private final BooleanSupplier isOn;
  private final StoreListener listener;

  /**
   * Keys in doubt, with the change that last put them there: a later one is not settled with it.
   */
  private final Map<ByteBuffer, Object> doubts = new ConcurrentHashMap<>();

  private final AtomicLong failures = new AtomicLong();

  private volatile boolean closed;

  /** The change that put all in doubt, or null. */
  private final AtomicReference<@Nullable Object> doubtOfAll = new AtomicReference<>();

  /** Falls back as the context says. */
  Fallback(StoreContext<?, ?> context, ByteStore store) {
    this.store = store;
    this.cacheName = context.cacheName();
    this.isOn = context.fallbackOnError();
    this.listener = context.listener();
  }

  // ---- doubt

  /** Puts a key in doubt. One thread at a time, or a doubt could be lost in those of all. */
  private synchronized void doubt(byte[] key) {
    if (doubts.size() < MAXIMUM) {
      doubts.put(ByteBuffer.wrap(key), new Object());
    } else {
      doubtAll();
    }
  }

  private synchronized void doubtAll() {
    doubtOfAll.set(new Object());
    doubts.clear(); // after that: who looks for a key in between finds it in one of the two
  }

  private boolean isInDoubt(byte[] key) {
    return doubtOfAll.get() != null
        || (!doubts.isEmpty() && doubts.containsKey(ByteBuffer.wrap(key)));
  }

  /**
   * Removes from the store what is in doubt of a key, and then believes it.
   *
   * @throws StoreException if that fails
   */
  private void settle(byte[] key) {
    settleAll();
    if (doubts.isEmpty()) {
      return;
    }
    Object doubt = doubts.get(ByteBuffer.wrap(key));
    if (doubt != null) {
      remove(key);
      doubts.remove(ByteBuffer.wrap(key), doubt);
    }
  }

  private void settleAll() {
    Object doubt = doubtOfAll.get();
    if (doubt != null) {
      store.clear();
      doubtOfAll.compareAndSet(doubt, null);
    }
  }

  @SuppressWarnings("ByteBufferBackingArray") // they are wrapped arrays
  private void settleEach() {
    settleAll();
    doubts.keySet().forEach(key -> settle(key.array()));
  }

  private void remove(byte[] key) {
    ByteEntry entry;
    do {
      entry = store.get(key);
    } while (entry != null && !store.replace(key, entry, null));
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
  private static final class Read implements ByteEntry {
    final ByteEntry entry;
    final byte[] value;

    Read(ByteEntry entry) {
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
    public long number() {
      return entry.number();
    }

    @Override
    public boolean isMark() {
      return entry.isMark();
    }

    @Override
    public boolean isForeign() {
      return entry.isForeign();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Read read && entry.equals(read.entry);
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
        public boolean isMark() {
          return true;
        }
      };

  private static @Nullable ByteEntry token(@Nullable ByteEntry entry) {
    return (entry instanceof Read read) ? read.entry : entry;
  }

  private static @Nullable ByteEntry read(@Nullable ByteEntry entry) {
    return (entry == null) ? null : new Read(entry);
  }

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    try {
      settle(key);
      ByteEntry entry = read(store.get(key));
      return isInDoubt(key) ? null : entry; // by a change that failed meanwhile
    } catch (StoreException e) {
      failed(e);
      return null;
    }
  }

  /**
   * Returns what is to be decided upon, as {@link #get} does. Where that fails, the key is in
   * doubt: the decision may be to remove an entry, which nobody knows is there.
   */
  @Nullable ByteEntry getForDecision(byte[] key) {
    try {
      settle(key);
      ByteEntry entry = read(store.get(key));
      return isInDoubt(key) ? null : entry;
    } catch (StoreException e) {
      failed(e);
      doubt(key);
      return null;
    }
  }

  @Override
  public boolean replace(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    try {
      settle(key);
      return store.replace(key, token(seen), next);
    } catch (StoreException e) {
      failed(key, e);
      return true;
    }
  }

  // ---- many at once

  @Override
  public int batch() {
    return store.batch();
  }

  @Override
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    try {
      return getAllSettled(keys);
    } catch (StoreException e) {
      failed(e);
      return nothing(keys);
    }
  }

  /** As {@link #getForDecision}. */
  List<@Nullable ByteEntry> getAllForDecision(List<byte[]> keys) {
    try {
      return getAllSettled(keys);
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return nothing(keys);
    }
  }

  private List<@Nullable ByteEntry> getAllSettled(List<byte[]> keys) {
    keys.forEach(this::settle);
    List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
    store.getAll(keys).forEach(entry -> entries.add(read(entry)));
    for (int i = 0; i < entries.size(); i++) {
      if (isInDoubt(keys.get(i))) {
        entries.set(i, null);
      }
    }
    return entries;
  }

  private static List<@Nullable ByteEntry> nothing(List<byte[]> keys) {
    return new ArrayList<>(Collections.nCopies(keys.size(), null));
  }

  @Override
  public List<Boolean> replaceAll(List<ByteChange> changes) {
    try {
      changes.forEach(change -> settle(change.key()));
      return store.replaceAll(
          changes.stream()
              .map(change -> new ByteChange(change.key(), token(change.seen()), change.next()))
              .toList());
    } catch (StoreException e) {
      failed(e);
      changes.forEach(change -> doubt(change.key()));
      return Collections.nCopies(changes.size(), true);
    }
  }

  @Override
  public List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    try {
      keys.forEach(this::settle);
      return store.putAll(keys, values, expiry);
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return Collections.nCopies(keys.size(), true);
    }
  }

  @Override
  public List<@Nullable Removal> removeAll(List<byte[]> keys, Expiry expiry) {
    try {
      keys.forEach(this::settle);
      return store.removeAll(keys, expiry);
    } catch (StoreException e) {
      failed(e);
      keys.forEach(this::doubt);
      return Collections.nCopies(keys.size(), Removal.NOTHING);
    }
  }

  @Override
  public void removedNothing(byte[] key) {
    if (isInDoubt(key)) {
      return; // as it could not be seen: whatever there is will be removed
    }
    try {
      store.removedNothing(key);
    } catch (StoreException e) {
      failed(key, e);
    }
  }

  /** Where that fails, nothing is known of the keys, and what is loaded for them is not stored. */
  @Override
  public @Nullable List<ByteMark> mark(List<byte[]> keys) {
    try {
      keys.forEach(this::settle);
      List<ByteMark> marks = store.mark(keys);
      return (marks == null)
          ? null
          : marks.stream()
              .map(mark -> new ByteMark(new Read(mark.entry()), mark.isTaken()))
              .toList();
    } catch (StoreException e) {
      failed(e);
      return Collections.nCopies(keys.size(), new ByteMark(UNKNOWN, false));
    }
  }

  // ---- deadlines, and puts

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
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

  @Override
  public boolean put(byte[] key, byte[] value, Expiry expiry) {
    try {
      settle(key);
      return store.put(key, value, expiry);
    } catch (StoreException e) {
      failed(key, e);
      return true;
    }
  }

  @Override
  public void clear() {
    Object before = doubtOfAll.get();
    Map<ByteBuffer, Object> cleared = Map.copyOf(doubts);
    try {
      store.clear();
    } catch (StoreException e) {
      failed(e);
      doubtAll();
      return;
    }
    doubtOfAll.compareAndSet(before, null);
    cleared.forEach(doubts::remove);
  }

  @Override
  public Invalidations invalidations(byte[] key) {
    return store.invalidations(key);
  }

  @Override
  public Set<Long> unreclaimed() {
    try {
      return store.unreclaimed();
    } catch (StoreException e) {
      failed(e);
      return Set.of();
    }
  }

  /** Where that fails, all is in doubt, as nobody knows what was to be hidden. */
  @Override
  public long invalidate(List<String> patterns) {
    try {
      settleAll();
      return store.invalidate(patterns);
    } catch (StoreException e) {
      failed(e);
      doubtAll();
      return 0;
    }
  }

  @Override
  public void reclaimed(long invalidation) {
    try {
      store.reclaimed(invalidation);
    } catch (StoreException e) {
      failed(e); // it is looked for again
    }
  }

  @Override
  public boolean isShared() {
    return store.isShared();
  }

  @Override
  public boolean follow(ChangeListener<byte[]> listener) {
    return store.follow(listener);
  }

  @Override
  public ByteCursor scan() {
    return scan(false);
  }

  /**
   * Returns a cursor as {@link #scan} does, for a caller who changes what it finds. Where that
   * fails, all is in doubt: nobody knows what else would have been changed.
   */
  ByteCursor scanToChange() {
    return scan(true);
  }

  private ByteCursor scan(boolean toChange) {
    try {
      settleAll();
      return new Cursor(store.scan(), toChange);
    } catch (StoreException e) {
      scanFailed(e, toChange);
      return new Cursor(null, toChange);
    }
  }

  private void scanFailed(StoreException failure, boolean toChange) {
    failed(failure);
    if (toChange) {
      doubtAll();
    }
  }

  /** Passes over what is in doubt, and ends where the store fails. */
  private final class Cursor implements ByteCursor {
    private final @Nullable ByteCursor cursor;
    private final boolean toChange;
    private byte[] key = {};
    private @Nullable ByteEntry entry;

    Cursor(@Nullable ByteCursor cursor, boolean toChange) {
      this.cursor = cursor;
      this.toChange = toChange;
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
        scanFailed(e, toChange);
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
    public void close() {
      if (cursor != null) {
        cursor.close();
      }
    }
  }

  @Override
  public long size() {
    try {
      return (doubtOfAll.get() == null) ? store.size() : 0;
    } catch (StoreException e) {
      failed(e);
      return 0;
    }
  }

  @Override
  public void setMaximum(long maximum) {
    store.setMaximum(maximum);
  }

  @Override
  public void sweep(Consumer<byte[]> dead) {
    try {
      settleEach();
      store.sweep(dead);
    } catch (StoreException e) {
      failed(e);
    }
  }

  @Override
  public Map<String, Object> details() {
    return store.details();
  }

  @Override
  public void destroy() {
    closed = true; // before the store is
    try {
      store.destroy();
    } catch (StoreException e) {
      report(e);
      if (!isOn.getAsBoolean()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try {
      settleEach();
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
