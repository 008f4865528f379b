/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.BlindRemovals;
import uno.jcache.spi.Bulk;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Inspectable;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Persistent;
import uno.jcache.spi.Remote;
import uno.jcache.spi.Removal;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.Shared;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.Sweepable;
import uno.jcache.spi.remote.BatchSizer;

/**
 * The entries of one region, in Redis.
 *
 * <p>Each read fetches the invalidations of the entry's bucket with the entry, in one command; each
 * change is one script, which compares their number and the version of the entry ({@link Scripts}).
 * So what is invalidated or cleared by one process is hidden from all at once.
 *
 * <p>Entries live a little longer in Redis than their deadlines say, so that whoever comes by can
 * tell listeners of their end.
 */
final class RedisByteStore
    implements ByteStore,
        Scannable,
        Bulk,
        BlindPuts,
        BlindRemovals,
        Invalidating,
        Remote,
        Shared,
        Sweepable,
        Persistent,
        Inspectable {
  /** How many sweeps ask the server once for the invalidations. */
  private static final int SWEEPS_UNASKED = 30;

  private final RedisRegion region;
  private final RedisServer server;
  private final Layout layout;
  private final BatchSizer sizes;
  private final EntryWriter entries;
  private final InvalidationWriter invalidations;
  private final RegionScanner scanner;
  private final Deadlines time;
  private final StoreListener listener;
  private final Executor executor;
  private final List<InvalidationChannel.Follower> following = new CopyOnWriteArrayList<>();

  /** How often was cleared since the space was last reclaimed. */
  private final AtomicInteger clears = new AtomicInteger();

  private final AtomicBoolean reclaiming = new AtomicBoolean();
  private final AtomicInteger sweeps = new AtomicInteger();
  private volatile boolean closed;

  RedisByteStore(StoreContext context, RedisServer server) {
    this.region = new RedisRegion(context, server);
    this.server = server;
    this.layout = region.layout();
    this.sizes = region.sizes();
    this.entries = new EntryWriter(region, context.deadlines()::now);
    this.time = context.deadlines();
    this.invalidations = new InvalidationWriter(region);
    this.scanner = new RegionScanner(region);
    this.listener = context.listener();
    this.executor = context.executor();
  }

  // ---- reads

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    int bucket = layout.bucket(key);
    String place = layout.entry(bucket, key);
    long asked = region.known().at(bucket).epoch();
    Map<String, byte[]> found = server.get(sizes.length(), layout.invalidations(bucket), place);
    Invalidations now = region.follow(bucket, asked, found.get(layout.invalidations(bucket)));
    byte[] stored = found.get(place);
    if (stored == null) {
      return null;
    }
    sizes.record(stored.length, 1);
    return decode(key, place, stored, now);
  }

  @Override
  public int batchSize() {
    return sizes.together();
  }

  @Override
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    Map<Integer, Integer> buckets = new HashMap<>(); // and where their invalidations will be
    List<String> places = new ArrayList<>(keys.size() + 1);
    for (byte[] key : keys) {
      places.add(layout.entry(layout.bucket(key), key));
    }
    for (byte[] key : keys) {
      int bucket = layout.bucket(key);
      if (buckets.putIfAbsent(bucket, places.size()) == null) {
        places.add(layout.invalidations(bucket));
      }
    }
    long[] asked = region.known().epochs();
    List<byte @Nullable []> found = region.fetched(places, keys.size());
    Map<Integer, Invalidations> now = new HashMap<>();
    buckets.forEach(
        (bucket, place) -> now.put(bucket, region.follow(bucket, asked[bucket], found.get(place))));
    List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Invalidations ofBucket = requireNonNull(now.get(layout.bucket(keys.get(i))));
      byte[] stored = found.get(i);
      entries.add((stored == null) ? null : decode(keys.get(i), places.get(i), stored, ofBucket));
    }
    return entries;
  }

  /**
   * Returns the entry of a key, or null if it was cleared or is none. That of another key with the
   * same hash is dropped, too: it would be in the way of changes for ever.
   */
  private @Nullable RedisEntry decode(byte[] key, String place, byte[] stored, Invalidations now) {
    RedisEntry entry = RedisEntry.decode(stored, region.format());
    if (entry == null || !entry.isOf(key)) {
      region.drop(place, stored);
      return null;
    }
    return RedisRegion.isThere(entry, now) ? entry : null;
  }

  // ---- changes

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return compareAndSetAll(List.of(new ByteChange(key, seen, next))).get(0);
  }

  /** Changes of one bucket that were judged by one epoch are one script. */
  @Override
  public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    return entries.compareAndSetAll(changes);
  }

  @Override
  public List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    return entries.putAll(keys, values, deadline, keepsDeadline ? time.now() : null);
  }

  /** One script for each bucket; what another one invalidates meanwhile is left to be looked at. */
  @Override
  public List<Removal> removeAll(List<byte[]> keys, long now) {
    return entries.removeAll(keys, now);
  }

  @Override
  public void announceRemoval(byte[] key) {
    boolean unused = compareAndSet(key, null, null);
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    return entries.touch(key, seen, policyDeadline, notAfter);
  }

  // ---- loads

  @Override
  public List<ByteLease> lease(List<byte[]> keys) {
    Map<Integer, ByteLease> leases = new HashMap<>();
    while (leases.size() < keys.size()) {
      List<Integer> left = range(keys.size()).stream().filter(i -> !leases.containsKey(i)).toList();
      Map<Integer, RedisEntry> made = entries.lease(left.stream().map(keys::get).toList());
      List<Integer> present = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        RedisEntry lease = made.get(i);
        if (lease == null) {
          present.add(left.get(i));
        } else {
          leases.put(left.get(i), new ByteLease(lease, false));
        }
      }
      List<@Nullable ByteEntry> found = getAll(present.stream().map(keys::get).toList());
      for (int i = 0; i < present.size(); i++) {
        ByteEntry entry = found.get(i);
        if (entry != null) { // else it is gone by now
          leases.put(present.get(i), new ByteLease(entry, entry.isLease()));
        }
      }
    }
    return range(keys.size()).stream().map(i -> requireNonNull(leases.get(i))).toList();
  }

  private static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  @Override
  public Runnable onRecovery(Runnable action) {
    return server.onRecovery(action);
  }

  // ---- what others are told, and tell

  @Override
  public long timeout() {
    return TimeUnit.MILLISECONDS.toNanos(server.settings().timeout());
  }

  @Override
  public void follow(ChangeListener<byte[]> listener) {
    InvalidationChannel.Follower follower = region.follower(listener);
    following.add(follower);
    server.channel().follow(follower);
  }

  private void unfollow() {
    following.forEach(server.channel()::unfollow);
  }

  // ---- invalidations

  @Override
  public Invalidations invalidations(byte[] key) {
    return region.known().at(layout.bucket(key));
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return invalidations.hasRoomFor(patterns.size())
        ? OptionalLong.of(invalidations.invalidate(patterns))
        : OptionalLong.empty();
  }

  @Override
  public void reclaimed(long invalidation) {
    invalidations.reclaimed(invalidation);
  }

  /**
   * By what is known here, which each read brings up to date; the server is asked once in a while,
   * for the case that nobody reads. A region in which nothing is invalidated costs no command.
   */
  @Override
  public Set<Long> unreclaimed() {
    int asked = sweeps.getAndIncrement();
    return (asked % SWEEPS_UNASKED == 0)
        ? invalidations.unreclaimed()
        : invalidations.knownUnreclaimed();
  }

  @Override
  public boolean beginReclaiming() {
    return region.lease().take();
  }

  @Override
  public void endReclaiming() {
    region.lease().giveBack();
  }

  // ---- all entries

  @Override
  public ByteCursor scan() {
    return scanner.scan();
  }

  @Override
  public ByteCursor scanKeys(List<byte[]> prefixes) {
    return layout.isHashed() // then keys lie with the values
        ? scanner.scan()
        : scanner.scanWithoutValues(prefixes);
  }

  @Override
  public long size() {
    return scanner.size();
  }

  @Override
  public void clear() {
    invalidations.clear();
    clears.incrementAndGet();
    executor.execute(this::reclaim);
  }

  /** Removes what was cleared, if nobody does. What fails is left to the next sweep. */
  private void reclaim() {
    while (!closed && clears.get() > 0 && reclaiming.compareAndSet(false, true)) {
      int before = clears.get();
      try {
        if (!removeCleared()) {
          return; // another process is at it: the next sweep asks again
        }
        clears.addAndGet(-before);
      } catch (StoreException e) {
        if (!closed) {
          listener.failed(e);
        }
        return;
      } finally {
        reclaiming.set(false);
      }
    }
  }

  /** Removes what was cleared; returns false where another process does just now. */
  private boolean removeCleared() {
    ReclaimLease lease = region.lease();
    long[] numbers = region.known().epochs();
    switch (lease.take(LongStream.of(numbers).max().orElse(0))) {
      case HELD -> {
        return false;
      }
      case NEEDLESS -> {
        return true;
      }
      case TAKEN -> {}
    }
    boolean done = false;
    try {
      scanner.removeCleared(() -> !closed);
      done = !closed;
    } finally {
      if (done) {
        lease.giveBack(LongStream.of(numbers).min().orElse(0));
      } else {
        lease.giveBack();
      }
    }
    return true;
  }

  /** Dead entries go by themselves, but not all that was cleared before they are dead. */
  @Override
  public void sweep(Consumer<byte[]> dead) {
    reclaim();
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("servers", server.settings().servers());
    details.put("namespace", server.settings().namespace());
    details.put("state", server.isInService() ? "in service" : "out of service");
    return details;
  }

  @Override
  public void destroy() {
    closed = true;
    unfollow();
    invalidations.clear(scanner::removeAll);
  }

  @Override
  public void close() {
    closed = true;
    unfollow();
  }
}
