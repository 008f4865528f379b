/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.PatternIndex;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreException;

/**
 * Changes by this process that its store has not acknowledged: keys of entries, patterns of
 * invalidations, and a clear. The keys that they cover read as absent until they are settled: the
 * entries are removed, the invalidations are sent again, the store is cleared.
 *
 * <p>Only changes by the application are settled. A scan or a read that failed is no reason to
 * remove anything, since other processes may use the same store. One exception: if the keys take
 * more than {@value #MAXIMUM_BYTES} bytes, the whole region is invalidated.
 *
 * <p>Safe for use by many threads.
 */
final class UnacknowledgedChanges {
  /** Limit for the memory of the keys, with {@value #OVERHEAD} bytes of overhead for each. */
  static final long MAXIMUM_BYTES = 16 << 20;

  private static final int OVERHEAD = 64;

  /** How many keys are removed by one call. */
  private static final int TOGETHER = 100;

  /** After this many failures in a row, the other keys are not tried. */
  private static final int HOPELESS = 3;

  /** How many patterns are sent in one call; more are replaced by one that matches all keys. */
  private static final int MAXIMUM_PATTERNS = 1_000;

  private final ByteStore store;
  private final StoreFacets facets;
  private final Expiry expiry;
  private final Function<byte[], @Nullable String> text;

  /** Keys, with their last failed change: settling one does not settle a later one. */
  private final Map<ByteBuffer, Object> keys = new ConcurrentHashMap<>();

  private final AtomicLong bytes = new AtomicLong();

  /**
   * Held while changes are settled. Otherwise a thread could remove what another one has stored
   * after it settled the same key. Each call ends within the time-out of the store.
   */
  private final ReentrantLock removing = new ReentrantLock();

  /** The last failure. */
  private volatile String why = "";

  /** Changes of more than one key; null if there are none. */
  private final AtomicReference<@Nullable Whole> whole = new AtomicReference<>();

  /**
   * Changes of more than one key.
   *
   * @param clears whether the store is to be cleared
   * @param patterns of the invalidations to be sent
   */
  private record Whole(boolean clears, Set<String> patterns, PatternIndex<Glob> index) {
    static Whole of(boolean clears, Set<String> patterns) {
      Set<String> sent = (patterns.size() > MAXIMUM_PATTERNS) ? Set.of("*") : patterns;
      return new Whole(
          clears, sent, new PatternIndex<>(sent.stream().map(Glob::of).toList(), glob -> glob));
    }

    boolean covers(@Nullable String key) {
      return clears || key == null || index.matchesAny(key);
    }
  }

  /**
   * Creates an instance without changes.
   *
   * @param text returns a key as a string, for patterns; null if it cannot be decoded
   */
  UnacknowledgedChanges(
      StoreFacets facets, Expiry expiry, Function<byte[], @Nullable String> text) {
    this.store = facets.store;
    this.facets = facets;
    this.expiry = expiry;
    this.text = text;
  }

  /** Returns the keys as strings, for patterns. */
  static <K> Function<byte[], @Nullable String> textBy(EntryCodec<K, ?> codec) {
    return key -> {
      try {
        return Keys.text(codec.decodeKey(key));
      } catch (UndecodableException e) {
        return null;
      }
    };
  }

  // ---- what is to be settled

  /** Records why changes fail. */
  void failed(StoreException failure) {
    why = String.valueOf(failure.getMessage());
  }

  /** Adds the change of an entry. */
  synchronized void add(byte[] key) {
    long size = (long) key.length + OVERHEAD;
    if (bytes.get() + size <= MAXIMUM_BYTES) {
      if (keys.put(ByteBuffer.wrap(key), new Object()) == null) {
        bytes.addAndGet(size);
      }
    } else if (facets.shared != null) {
      addInvalidation(List.of("*"));
      forget(Map.copyOf(keys)); // after the pattern is added: readers find each key in one of them
    } else {
      addClear();
      forget(Map.copyOf(keys));
    }
  }

  /** Adds an invalidation. */
  void addInvalidation(List<String> patterns) {
    whole.updateAndGet(
        before -> {
          Set<String> all = new LinkedHashSet<>(patterns);
          if (before != null) {
            all.addAll(before.patterns());
          }
          return Whole.of(before != null && before.clears(), all);
        });
  }

  /** Adds a clear. */
  void addClear() {
    whole.updateAndGet(before -> Whole.of(true, (before == null) ? Set.of() : before.patterns()));
  }

  /** Returns whether there is nothing to settle. */
  boolean isEmpty() {
    return keys.isEmpty() && whole.get() == null;
  }

  /** Returns whether a key reads as absent. */
  boolean covers(byte[] key) {
    Whole now = whole.get();
    return (now != null && now.covers(text.apply(key)))
        || (!keys.isEmpty() && keys.containsKey(ByteBuffer.wrap(key)));
  }

  /** Returns whether all keys read as absent. */
  boolean coversAll() {
    Whole now = whole.get();
    return now != null && now.clears();
  }

  /** Returns how many keys there are. */
  int keys() {
    return keys.size();
  }

  // ---- settling

  /**
   * Settles what concerns a key.
   *
   * @throws StoreException if that fails
   */
  void settle(byte[] key) {
    Whole now = whole.get();
    if (now != null && now.covers(text.apply(key))) {
      settleWhole();
    }
    if (!keys.isEmpty() && keys.containsKey(ByteBuffer.wrap(key))) {
      removeUnsettled(List.of(ByteBuffer.wrap(key)));
    }
  }

  /** Removes those of these keys that are still unsettled. */
  @SuppressWarnings("ByteBufferBackingArray") // they are wrapped arrays
  private void removeUnsettled(List<ByteBuffer> some) {
    beginRemoving();
    try {
      Map<ByteBuffer, Object> unsettled = new HashMap<>();
      for (ByteBuffer key : some) {
        Object change = keys.get(key);
        if (change != null) {
          unsettled.put(key, change);
        }
      }
      OperationTime.of(
          () -> {
            removeAll(unsettled.keySet().stream().map(ByteBuffer::array).toList());
            return true;
          });
      forget(unsettled);
    } finally {
      removing.unlock();
    }
  }

  /** Waits for another thread that removes entries, within the time of the operation. */
  private void beginRemoving() {
    if (removing.tryLock()) {
      return;
    }
    long start = System.nanoTime();
    long most =
        (facets.remote == null) ? Long.MAX_VALUE : facets.remote.timeout() - OperationTime.waited();
    boolean isFree = tryRemoving(start, most);
    OperationTime.waited(System.nanoTime() - start);
    if (!isFree) {
      throw new StoreException(why + "; what failed before is not settled yet");
    }
  }

  /** Waits, also if the thread is interrupted; the interrupt status is kept. */
  private boolean tryRemoving(long start, long most) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return removing.tryLock(most - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Sends invalidations and a clear again, by one thread at a time: sent twice, they could hide an
   * entry that was stored after the first time.
   *
   * @throws StoreException if that fails
   */
  void settleWhole() {
    if (whole.get() == null) {
      return;
    }
    beginRemoving();
    try {
      Whole now = whole.get();
      if (now == null) {
        return; // another thread has sent them
      } else if (now.clears()) {
        facets.scannable.clear();
      } else if (facets.invalidating == null
          || facets.invalidating.invalidate(List.copyOf(now.patterns())).isEmpty()) {
        removeMatching(now);
      }
      whole.compareAndSet(now, null); // if more were added, all are sent once more
    } finally {
      removing.unlock();
    }
  }

  /** Removes entries one by one, for a store that cannot hide them. */
  private void removeMatching(Whole invalidated) {
    try (ByteCursor cursor = facets.scannable.scan()) {
      List<byte[]> matching = new ArrayList<>();
      while (cursor.advance()) {
        if (invalidated.covers(text.apply(cursor.key()))) {
          matching.add(cursor.key());
        }
        if (matching.size() == TOGETHER) {
          removeAll(matching);
          matching.clear();
        }
      }
      removeAll(matching);
    }
  }

  /**
   * Settles what can be settled: of several servers, one may still fail.
   *
   * @return how many keys were settled
   * @throws StoreException if something is left
   */
  int settleAll() {
    settleWhole();
    List<ByteBuffer> all = new ArrayList<>(keys.keySet());
    Collections.shuffle(all); // so that keys of a failing server are not always the first
    StoreException failure = null;
    int settled = 0;
    for (int i = 0; i < all.size(); i += TOGETHER) {
      List<ByteBuffer> some = all.subList(i, Math.min(i + TOGETHER, all.size()));
      try {
        removeUnsettled(some);
        settled += some.size();
      } catch (StoreException e) {
        failure = e;
        int each = settleEach(some);
        if (each == 0) {
          break;
        }
        settled += each;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return settled;
  }

  /** Settles keys one by one until too many fail, and returns how many were settled. */
  private int settleEach(List<ByteBuffer> some) {
    int settled = 0;
    int failed = 0;
    for (ByteBuffer key : some) {
      try {
        removeUnsettled(List.of(key));
        settled++;
      } catch (StoreException e) {
        failed++;
        if (settled == 0 && failed == HOPELESS) {
          return 0;
        }
      }
    }
    return settled;
  }

  /** Removes entries unconditionally. */
  private void removeAll(List<byte[]> some) {
    if (some.isEmpty()) {
      return;
    }
    List<byte[]> left = some;
    if (facets.blindRemovals != null) {
      left = left(facets.blindRemovals, left);
      if (!left.isEmpty()) { // an invalidation was published meanwhile: try once more
        left = left(facets.blindRemovals, left);
      }
    }
    left.forEach(this::remove);
  }

  /** Removes entries, and returns the keys that are still to be removed. */
  private List<byte[]> left(BlindRemovals blind, List<byte[]> some) {
    List<Removal> removed = some.isEmpty() ? List.of() : blind.removeAll(some, expiry.now());
    List<byte[]> left = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      if (removed.get(i) == Removal.SUPERSEDED) {
        left.add(some.get(i));
      }
    }
    return left;
  }

  private void remove(byte[] key) {
    ByteEntry entry;
    do {
      entry = store.get(key);
    } while (entry != null && !store.compareAndSet(key, entry, null));
  }

  // ---- what is settled

  /** The unacknowledged changes before a clear of the store. */
  record Snapshot(Map<ByteBuffer, Object> keys, @Nullable Object whole) {}

  /** Returns all unacknowledged changes. */
  Snapshot known() {
    return new Snapshot(Map.copyOf(keys), whole.get());
  }

  /** Forgets settled changes. */
  void forget(Snapshot settled) {
    if (settled.whole() instanceof Whole before) {
      whole.compareAndSet(before, null);
    }
    forget(settled.keys());
  }

  private synchronized void forget(Map<ByteBuffer, Object> settled) {
    settled.forEach(
        (key, change) -> {
          if (keys.remove(key, change)) {
            bytes.addAndGet(-((long) key.capacity() + OVERHEAD));
          }
        });
  }
}
