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
import uno.jcache.spi.remote.RemoteEntry;

/**
 * The entries of one region, in Redis.
 *
 * <p>Each read fetches the invalidations of the entry's bucket with the entry, in one command; each
 * change is one script, which compares their epoch and the version of the entry ({@link Scripts}).
 * So entries that one process invalidates or clears are immediately hidden from all processes.
 *
 * <p>Entries stay in Redis for a few seconds after their deadline, so that a reader can notify
 * listeners that they expired.
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
  /** One in this many sweeps asks the server for the invalidations. */
  private static final int SWEEPS_PER_REFRESH = 30;

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

  /** The number of clears since space was last reclaimed. */
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
    String redisKey = layout.entry(bucket, key);
    long epochWhenSent = region.known().at(bucket).epoch();
    Map<String, byte[]> found = server.get(sizes.length(), layout.invalidations(bucket), redisKey);
    Invalidations now =
        region.recordInvalidations(bucket, epochWhenSent, found.get(layout.invalidations(bucket)));
    byte[] stored = found.get(redisKey);
    if (stored == null) {
      return null;
    }
    sizes.record(stored.length, 1);
    return decode(key, redisKey, stored, now);
  }

  @Override
  public int batchSize() {
    return sizes.together();
  }

  @Override
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    Map<Integer, Integer> buckets = new HashMap<>(); // and the indexes of their invalidations
    List<String> redisKeys = new ArrayList<>(keys.size() + 1);
    for (byte[] key : keys) {
      redisKeys.add(layout.entry(layout.bucket(key), key));
    }
    for (byte[] key : keys) {
      int bucket = layout.bucket(key);
      if (buckets.putIfAbsent(bucket, redisKeys.size()) == null) {
        redisKeys.add(layout.invalidations(bucket));
      }
    }
    long[] epochsWhenSent = region.known().epochs();
    List<byte @Nullable []> found = region.fetched(redisKeys, keys.size());
    Map<Integer, Invalidations> now = new HashMap<>();
    buckets.forEach(
        (bucket, index) ->
            now.put(
                bucket,
                region.recordInvalidations(bucket, epochsWhenSent[bucket], found.get(index))));
    List<@Nullable ByteEntry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Invalidations ofBucket = requireNonNull(now.get(layout.bucket(keys.get(i))));
      byte[] stored = found.get(i);
      entries.add(
          (stored == null) ? null : decode(keys.get(i), redisKeys.get(i), stored, ofBucket));
    }
    return entries;
  }

  /**
   * Returns the entry of a key, or null if it was cleared or is invalid. An entry of another key
   * with the same hash is dropped as well, since it would block changes of this key forever.
   */
  private @Nullable RemoteEntry decode(
      byte[] key, String redisKey, byte[] stored, Invalidations now) {
    RemoteEntry entry = RemoteEntry.decode(stored, region.format());
    if (entry == null || !entry.isOf(key)) {
      region.drop(redisKey, stored);
      return null;
    }
    return RedisRegion.isNotCleared(entry, now) ? entry : null;
  }

  // ---- changes

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return compareAndSetAll(List.of(new ByteChange(key, seen, next))).get(0);
  }

  /** Changes in one bucket that were decided under the same epoch share a script. */
  @Override
  public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    return entries.compareAndSetAll(changes);
  }

  @Override
  public List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    return entries.putAll(keys, values, deadline, keepsDeadline ? time.now() : null);
  }

  /**
   * One script per bucket. If an invalidation was published meanwhile, returns {@link
   * Removal#SUPERSEDED}, and the caller retries.
   */
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
      Map<Integer, RemoteEntry> made = entries.lease(left.stream().map(keys::get).toList());
      List<Integer> present = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        RemoteEntry lease = made.get(i);
        if (lease == null) {
          present.add(left.get(i));
        } else {
          leases.put(left.get(i), new ByteLease(lease, false));
        }
      }
      List<@Nullable ByteEntry> found = getAll(present.stream().map(keys::get).toList());
      for (int i = 0; i < present.size(); i++) {
        ByteEntry entry = found.get(i);
        if (entry != null) { // otherwise it was removed meanwhile
          leases.put(present.get(i), new ByteLease(entry, entry.isPlaceholder()));
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

  // ---- notifications

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
  public void reclaimed(long epoch) {
    invalidations.reclaimed(epoch);
  }

  /**
   * Uses the locally known invalidations, which each read updates; every {@value
   * #SWEEPS_PER_REFRESH}th call asks the server, in case nobody reads. So an idle region costs
   * almost no commands.
   */
  @Override
  public Set<Long> unreclaimed() {
    int sweep = sweeps.getAndIncrement();
    return (sweep % SWEEPS_PER_REFRESH == 0)
        ? invalidations.unreclaimed()
        : invalidations.knownUnreclaimed();
  }

  @Override
  public boolean beginReclaiming() {
    return region.lease().tryAcquire();
  }

  @Override
  public void endReclaiming() {
    region.lease().release();
  }

  // ---- all entries

  @Override
  public ByteCursor scan() {
    return scanner.scan();
  }

  @Override
  public ByteCursor scanKeys(List<byte[]> prefixes) {
    return layout.isHashed() // then the key is in the entry
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

  /**
   * Removes cleared entries, unless another thread or process does. After a failure, the next sweep
   * tries again.
   */
  private void reclaim() {
    while (!closed && clears.get() > 0 && reclaiming.compareAndSet(false, true)) {
      int before = clears.get();
      try {
        if (!removeCleared()) {
          return; // another process is scanning: the next sweep checks again
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

  /** Removes cleared entries; returns false if another process is doing it. */
  private boolean removeCleared() {
    ReclaimLease lease = region.lease();
    long[] numbers = region.known().epochs();
    switch (lease.tryAcquire(LongStream.of(numbers).max().orElse(0))) {
      case HELD -> {
        return false;
      }
      case ALREADY_DONE -> {
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
        lease.release(LongStream.of(numbers).min().orElse(0));
      } else {
        lease.release();
      }
    }
    return true;
  }

  /** Redis removes expired entries itself, but cleared entries only when they expire. */
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
