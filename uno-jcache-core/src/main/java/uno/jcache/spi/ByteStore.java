/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.bytes.OptimisticStore;

/**
 * Keeps the entries of one cache outside the heap, as bytes: less than a {@link Store}, which
 * {@link OptimisticStore} makes of it, once for all.
 *
 * <p>Keys are encoded so that equal keys have equal bytes. A store keeps the deadlines of entries
 * but does not judge them: a dead entry stays until it is replaced, removed or evicted. A store
 * checks what it reads: an entry whose bytes were damaged is absent, dropped, and told to the
 * {@link StoreListener}.
 *
 * <p>All methods but {@link ByteCursor}'s may be called by any number of threads at once, also by
 * interrupted ones, whose interrupt status stays. Each takes a bounded time. After {@link #close}
 * they throw {@link StoreException} or do nothing, but they neither hang nor corrupt anything.
 *
 * <p>All throw {@link StoreException} where the store cannot be reached, read or written; what then
 * became of a change is unknown.
 */
public interface ByteStore extends AutoCloseable {
  /** Returns the entry, dead or alive, or a mark; or null where there is none. Counts as a use. */
  @Nullable ByteEntry get(byte[] key);

  /**
   * Puts an entry in the place of exactly the one that was seen.
   *
   * @param seen what this store returned for the key, or null for none
   * @param next what to store, or null to remove
   * @return false if there is another entry by now, or an invalidation was declared after the one
   *     whose {@link ByteEntry#epoch} the next entry has, or may have been, as where the first
   *     entries of all are stored at once; nothing has changed then
   */
  boolean replace(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next);

  /**
   * Moves the deadline of an entry if it is still the one that was seen. Need not be durable at
   * once, as long as readers of this store see it; touches of one entry may be gathered.
   *
   * @return false if there is another entry by now
   */
  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter);

  /**
   * Stores a value without showing the old one to anybody; the deadline is what {@link Expiry} says
   * for a creation or an update, without a limit. Called only where {@link Expiry#isResolved}
   * holds, and nothing is hidden whose deadline an update would keep.
   *
   * @return false where an invalidation was declared meanwhile, which may hide such a thing, and
   *     nothing was stored
   */
  default boolean put(byte[] key, byte[] value, Expiry expiry) {
    ByteEntry seen;
    ByteEntry next;
    do {
      seen = get(key);
      long deadline =
          (seen != null && expiry.isLive(seen.expiresAt()))
              ? expiry.onUpdate(seen.policyDeadline())
              : expiry.onCreation();
      next = ByteEntry.of(value, deadline, Expiry.NEVER, invalidations(key).epoch(), expiry.now());
    } while (!replace(key, seen, next));
    return true;
  }

  /**
   * Returns how many keys are worth being handed over at once; 1 where nothing is gained by that.
   */
  default int batch() {
    return 1;
  }

  /** Returns entries as {@link #get} does, in the order of the keys. */
  default List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    List<@Nullable ByteEntry> all = new ArrayList<>(keys.size());
    keys.forEach(key -> all.add(get(key)));
    return all;
  }

  /** Makes changes as {@link #replace} does, each for itself, and returns what that would. */
  default List<Boolean> replaceAll(List<ByteChange> changes) {
    return changes.stream()
        .map(change -> replace(change.key(), change.seen(), change.next()))
        .toList();
  }

  /** Stores values as {@link #put} does, and returns what that would; all have the same order. */
  default List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    List<Boolean> stored = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      stored.add(put(keys.get(i), values.get(i), expiry));
    }
    return stored;
  }

  /**
   * Removes entries without showing them to anybody, each for itself. Not called where an
   * invalidation waits to be reclaimed: of what is hidden, this knows nothing.
   *
   * @return in the order of the keys, what there was; or null for a key where nothing was removed,
   *     as an invalidation was declared meanwhile, or as the store has no quicker way than {@link
   *     #replace}
   */
  default List<@Nullable Removal> removeAll(List<byte[]> keys, Expiry expiry) {
    return new ArrayList<>(Collections.nCopies(keys.size(), null));
  }

  /**
   * Takes note that a key was to be removed of which there is no entry: others may have it near if
   * it was evicted.
   */
  default void removedNothing(byte[] key) {}

  /**
   * Looks for entries that are about to be loaded, and leaves a mark where there is none: it stands
   * there like an entry that {@link #get} returns, so that each change of the key, by whomever,
   * takes it away, and a compare-and-set with it is one with nothing having happened. {@link #scan}
   * passes over marks.
   *
   * @return in the order of the keys; or null where nobody but this process changes the store, who
   *     needs no marks
   */
  default @Nullable List<ByteLease> lease(List<byte[]> keys) {
    return null;
  }

  /** Returns a cursor over all entries. The caller closes it. */
  ByteCursor scan();

  /**
   * Returns a cursor as {@link #scan} does, over entries that may come without their values.
   *
   * @param prefixes the caller looks for keys that begin with one of these; others need not be
   *     shown
   */
  default ByteCursor scanWithoutValues(List<byte[]> prefixes) {
    return scan();
  }

  /** Removes all entries that are there when it is called; they do not come back after a crash. */
  void clear();

  /**
   * Returns the invalidations that concern a key; cheaply, as each operation asks, once it has read
   * the entry. These are no older than that.
   */
  default Invalidations invalidations(byte[] key) {
    return Invalidations.NONE;
  }

  /**
   * Declares an invalidation for all who use these entries. From when this returns, {@link
   * #invalidations} has it, also after a crash, and {@link #replace} stores nothing that was
   * decided before; {@link #put} gives its number to entries.
   *
   * @param patterns which keys it covers, as strings
   * @return what {@link #reclaimed} knows it by; or 0 where there is no room for more, or the store
   *     has no such thing, and nothing is hidden
   */
  default long invalidate(List<String> patterns) {
    return 0;
  }

  /** Takes note that there is no entry any more which this invalidation covers. */
  default void reclaimed(long invalidation) {}

  /** Returns the invalidations whose entries were not reclaimed yet, by whomever declared. */
  default Set<Long> unreclaimed() {
    return Set.of();
  }

  /**
   * Returns how long an operation may wait for the store, in nanoseconds; {@link Long#MAX_VALUE}
   * where operations do not wait, or not for long. A store that has a time-out takes from it what
   * the operation has waited before ({@link OperationTime}).
   */
  default long timeout() {
    return Long.MAX_VALUE;
  }

  /** Returns whether other processes use the same entries. */
  default boolean isShared() {
    return false;
  }

  /**
   * Runs an action each time the store answers again after it had failed for some time. It is
   * quick, and called by a thread of the store's.
   *
   * @return ends that
   */
  default Runnable onRecovery(Runnable action) {
    return () -> {};
  }

  /**
   * Asks whether to look for all that invalidations cover, in order to remove it. Of all processes
   * that share the entries, one does so at a time; it then calls {@link #endReclaiming}.
   *
   * @return false where another process is at it
   */
  default boolean beginReclaiming() {
    return true;
  }

  /** Takes note that the look at all entries has ended, whatever came of it. */
  default void endReclaiming() {}

  /**
   * Tells a listener of what others change, until the store is closed.
   *
   * @return false where there are no others, and the listener hears nothing
   */
  default boolean follow(ChangeListener<byte[]> listener) {
    return false;
  }

  /** Returns about how many entries there are, dead ones included. May look at all of them. */
  long size();

  /** Returns the same where it costs nothing to know, as {@link Store#knownSize} does. */
  default OptionalLong knownSize() {
    return OptionalLong.empty();
  }

  /**
   * Bounds the store anew; what is too much is evicted, now or soon.
   *
   * @param maximum how many entries it may hold
   */
  void setMaximum(long maximum);

  /** Names the keys of dead entries to the consumer, who removes them by {@link #replace}. */
  default void sweep(Consumer<byte[]> dead) {}

  /** Returns what there is to tell of the store, such as how many bytes it takes. */
  default Map<String, Object> details() {
    return Map.of();
  }

  /**
   * Closes the store and gives up what it kept, so that nothing of it is left, and the next of its
   * name begins empty.
   */
  default void destroy() {
    try {
      clear();
    } finally {
      close();
    }
  }

  /** Gives back all resources; does nothing the second time. */
  @Override
  void close();
}
