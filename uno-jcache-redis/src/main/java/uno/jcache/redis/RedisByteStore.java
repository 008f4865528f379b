/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;
import static uno.jcache.redis.RedisRegion.ascii;
import static uno.jcache.redis.RedisRegion.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.Removal;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.UnstorableException;

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
final class RedisByteStore implements ByteStore {
  /** How much longer than its deadline an entry is kept, in milliseconds. */
  static final long GRACE = 5_000;

  /** How long a load may take for its value to be stored, in milliseconds. */
  private static final long MARKED = 3_600_000;

  /** How many sweeps ask the server once for the invalidations. */
  private static final int SWEEPS_UNASKED = 30;

  private static final byte[] NOTHING = {};

  private final RedisRegion region;
  private final RedisServer server;
  private final Layout layout;
  private final KnownInvalidations followed;
  private final BatchSizer sizes;
  private final InvalidationWriter declarations;
  private final RegionScanner walks;
  private final Expiry expiry;
  private final StoreListener listener;
  private final Executor executor;
  private final AtomicLong versions = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private final List<InvalidationChannel.Follower> following = new CopyOnWriteArrayList<>();
  private final InDoubtWrites unanswered;

  /** How often was cleared since the space was last reclaimed. */
  private final AtomicInteger clears = new AtomicInteger();

  private final AtomicBoolean reclaiming = new AtomicBoolean();
  private final AtomicInteger sweeps = new AtomicInteger();
  private volatile boolean closed;

  RedisByteStore(StoreContext<?, ?> context, RedisServer server) {
    this.region = new RedisRegion(context, server);
    this.server = server;
    this.layout = region.layout();
    this.followed = region.followed();
    this.sizes = region.sizes();
    this.unanswered = new InDoubtWrites(server.messagesLast(), System::nanoTime);
    this.declarations = new InvalidationWriter(region, unanswered);
    this.walks = new RegionScanner(region);
    this.expiry = context.expiry();
    this.listener = context.listener();
    this.executor = context.executor();
  }

  /** Returns the time to live in Redis, as a script takes it. */
  private byte[] life(long expiresAt) {
    if (expiresAt == Expiry.NEVER) {
      return NOTHING;
    }
    long now = expiry.now();
    long left = (expiresAt > now) ? expiresAt - now : 0; // one that ended long ago has no distance
    return ascii(Math.min(left, Long.MAX_VALUE / 4) + GRACE);
  }

  // ---- reads

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    int bucket = layout.bucket(key);
    String place = layout.entry(bucket, key);
    long asked = followed.at(bucket).epoch();
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
  public int batch() {
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
    long[] asked = followed.numbers();
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
  public boolean replace(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return replaceAll(List.of(new ByteChange(key, seen, next))).get(0);
  }

  /** Changes of one bucket that were judged by one number are one script. */
  @Override
  public List<Boolean> replaceAll(List<ByteChange> changes) {
    List<Boolean> done = new ArrayList<>(changes.size());
    forEachPortion(
        changes.size(),
        i -> length(changes.get(i).next()),
        (from, to) -> done.addAll(replacePortion(changes.subList(from, to))));
    return done;
  }

  private static int length(@Nullable ByteEntry entry) {
    return (entry == null) ? 0 : entry.value().length;
  }

  private List<Boolean> replacePortion(List<ByteChange> changes) {
    Boolean[] done = new Boolean[changes.size()];
    List<List<Integer>> left = parts(changes);
    while (!left.isEmpty()) {
      long[] asked = followed.numbers();
      long epoch = region.newChange();
      List<BucketAnswer<Boolean>> answers =
          change(
              epoch,
              left.stream()
                  .map(part -> replacing(epoch, part.stream().map(changes::get).toList())));
      List<List<Integer>> again = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        List<Integer> part = left.get(i);
        if (answers.get(i) instanceof BucketAnswer.OtherInvalidations<Boolean> other) {
          int bucket = layout.bucket(changes.get(part.get(0)).key());
          Invalidations unused = region.follow(bucket, asked[bucket], other.encoded());
          part.forEach(each -> done[each] = false);
          List<Integer> removals = // which need not be judged anew
              part.stream().filter(each -> changes.get(each).next() == null).toList();
          if (!removals.isEmpty()) {
            again.add(removals);
          }
        } else if (isDone(answers.get(i)) || part.size() == 1) {
          boolean isDone = isDone(answers.get(i));
          part.forEach(each -> done[each] = isDone);
        } else {
          part.forEach(each -> again.add(List.of(each))); // some of them would be done
        }
      }
      left = again;
    }
    return List.of(done);
  }

  private static boolean isDone(BucketAnswer<Boolean> answer) {
    return answer instanceof BucketAnswer.Done<Boolean> done && done.result();
  }

  /** Returns which changes can be one script, by their places in the list. */
  private List<List<Integer>> parts(List<ByteChange> changes) {
    if (changes.size() == 1) {
      return List.of(List.of(0));
    }
    Map<List<Long>, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      long bucket = layout.bucket(changes.get(i).key());
      ByteEntry next = changes.get(i).next();
      long epoch = (next == null) ? -1 : next.epoch(); // that of removals is known when sent
      parts.computeIfAbsent(List.of(bucket, epoch), part -> new ArrayList<>()).add(i);
    }
    return List.copyOf(parts.values());
  }

  private ScriptCall<BucketAnswer<Boolean>> replacing(long change, List<ByteChange> changes) {
    ByteChange first = changes.get(0);
    int bucket = layout.bucket(first.key());
    ByteEntry firstNext = first.next();
    long epoch = (firstNext == null) ? followed.at(bucket).epoch() : firstNext.epoch();
    long version = versions.incrementAndGet();
    List<String> places = new ArrayList<>(1 + changes.size());
    List<byte[]> arguments = new ArrayList<>(4 + 3 * changes.size());
    places.add(layout.invalidations(bucket));
    arguments.add(bytes(epoch));
    arguments.add(bytes(version));
    arguments.add(region.channel());
    arguments.add(region.changed(change, changes.stream().map(ByteChange::key).toList()));
    for (ByteChange each : changes) {
      ByteEntry seen = each.seen();
      ByteEntry next = each.next();
      places.add(layout.entry(bucket, each.key()));
      arguments.add((seen == null) ? NOTHING : bytes(version(seen)));
      arguments.add((next == null) ? NOTHING : encode(each.key(), next, epoch, version));
      arguments.add((next == null) ? NOTHING : life(next.expiresAt()));
    }
    return new ScriptCall<>(Scripts.REPLACE, places, arguments);
  }

  /**
   * Makes changes, of which some may have taken effect although this fails.
   *
   * @param change the number by which others, and we, hear of them
   */
  private <A> List<A> change(long change, Stream<ScriptCall<A>> runs) {
    try {
      return region.runAll(runs.toList());
    } catch (StoreException e) {
      if (RedisServer.wasSent(e)) {
        unanswered.add(change);
      }
      throw e;
    }
  }

  private static List<Integer> range(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  private static long version(ByteEntry seen) {
    if (seen instanceof RedisEntry entry) {
      return entry.version();
    }
    throw new IllegalArgumentException("not an entry of this store: " + seen);
  }

  private byte[] encode(byte[] key, ByteEntry entry, long epoch, long version) {
    return RedisEntry.encode(
        region.format(),
        content(key, checked(entry.value())),
        epoch,
        version,
        entry.policyDeadline(),
        entry.notAfter(),
        entry.writtenAt());
  }

  private byte[] content(byte[] key, byte[] value) {
    return layout.isHashed() ? RedisEntry.keyed(key, value) : value;
  }

  private byte[] checked(byte[] value) {
    if (value.length > server.settings().maxValueSize()) {
      throw new UnstorableException(
          "Cache '"
              + region.name()
              + "': a value of "
              + value.length
              + " bytes is larger than "
              + server.settings().maxValueSize()
              + ", which the provider's '"
              + RedisSettings.MAX_VALUE_SIZE
              + "' admits");
    }
    return value;
  }

  @Override
  public boolean put(byte[] key, byte[] value, Expiry expiry) {
    return putAll(List.of(key), List.of(value), expiry).get(0);
  }

  @Override
  public List<Boolean> putAll(List<byte[]> keys, List<byte[]> values, Expiry expiry) {
    long now = expiry.now();
    boolean keeps = !expiry.isSameForUpdates();
    if (keeps && expiry.onUpdate(now) != now) { // neither kept nor known: by the one there is
      List<Boolean> stored = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        stored.add(ByteStore.super.put(keys.get(i), values.get(i), expiry));
      }
      return stored;
    }
    values.forEach(this::checked); // before any is stored
    List<Boolean> stored = new ArrayList<>(keys.size());
    forEachPortion(
        keys.size(),
        i -> values.get(i).length,
        (from, to) ->
            stored.addAll(
                putPortion(keys.subList(from, to), values.subList(from, to), expiry, keeps)));
    return stored;
  }

  /** Works on some of several. */
  private interface Portion {
    void take(int from, int to);
  }

  /**
   * Hands over several one after the other in portions of about {@link BatchSizer#TOGETHER} bytes:
   * more might not arrive within the time-out.
   */
  private void forEachPortion(int count, IntUnaryOperator length, Portion portion) {
    int from = 0;
    long bytes = 0;
    long all = 0;
    int values = 0;
    for (int i = 0; i < count; i++) {
      int next = length.applyAsInt(i);
      if (i > from && bytes + next > BatchSizer.TOGETHER) {
        portion.take(from, i);
        OperationTime.renew();
        from = i;
        bytes = 0;
      }
      bytes += next;
      all += next;
      values += (next > 0) ? 1 : 0;
    }
    portion.take(from, count);
    sizes.record(all, values);
  }

  private List<Boolean> putPortion(
      List<byte[]> keys, List<byte[]> values, Expiry expiry, boolean keeps) {
    Boolean[] stored = new Boolean[keys.size()];
    Collection<List<Integer>> left = byBucket(keys);
    while (!left.isEmpty()) {
      long[] asked = followed.numbers();
      List<List<Integer>> parts = List.copyOf(left);
      long epoch = region.newChange();
      List<BucketAnswer<Boolean>> answers =
          change(
              epoch,
              parts.stream()
                  .map(
                      part ->
                          putting(
                              epoch,
                              part.stream().map(keys::get).toList(),
                              part.stream().map(i -> content(keys.get(i), values.get(i))),
                              expiry.onCreation(),
                              keeps ? ascii(expiry.now()) : NOTHING)));
      List<List<Integer>> again = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        List<Integer> part = parts.get(i);
        if (answers.get(i) instanceof BucketAnswer.OtherInvalidations<Boolean> other) {
          int bucket = layout.bucket(keys.get(part.get(0)));
          Invalidations now = region.follow(bucket, asked[bucket], other.encoded());
          if (keeps && !now.isEmpty()) {
            part.forEach(each -> stored[each] = false); // what is there may be hidden by now
          } else {
            again.add(part);
          }
        } else {
          part.forEach(each -> stored[each] = true);
        }
      }
      left = again;
    }
    return List.of(stored);
  }

  /** Returns which keys are in one bucket, by their places in the list. */
  private Collection<List<Integer>> byBucket(List<byte[]> keys) {
    if (layout.buckets() == 1 && !keys.isEmpty()) {
      return List.of(range(keys.size()));
    }
    Map<Integer, List<Integer>> buckets = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      buckets.computeIfAbsent(layout.bucket(keys.get(i)), each -> new ArrayList<>()).add(i);
    }
    return buckets.values();
  }

  /**
   * Returns the script that puts entries of one bucket.
   *
   * @param now the time, if deadlines are kept
   */
  private ScriptCall<BucketAnswer<Boolean>> putting(
      long change, List<byte[]> keys, Stream<byte[]> contents, long deadline, byte[] now) {
    int bucket = layout.bucket(keys.get(0));
    long last = followed.at(bucket).epoch();
    byte[] header =
        RedisEntry.encodeHeader(
            region.format(),
            last,
            versions.incrementAndGet(),
            deadline,
            Expiry.NEVER,
            this.expiry.now());
    List<String> places = new ArrayList<>(1 + keys.size());
    List<byte[]> arguments = new ArrayList<>(8 + keys.size());
    places.add(layout.invalidations(bucket));
    keys.forEach(key -> places.add(layout.entry(bucket, key)));
    arguments.add(bytes(last));
    arguments.add(Arrays.copyOfRange(header, 0, RedisEntry.DEADLINE));
    arguments.add(Arrays.copyOfRange(header, RedisEntry.DEADLINE, RedisEntry.LIMIT));
    arguments.add(Arrays.copyOfRange(header, RedisEntry.LIMIT, RedisEntry.HEADER));
    arguments.add(life(deadline));
    arguments.add(now);
    arguments.add(region.channel());
    arguments.add(region.changed(change, keys));
    contents.forEach(arguments::add);
    return new ScriptCall<>(Scripts.PUT, places, arguments);
  }

  /** One script for each bucket; what another one invalidates meanwhile is left to be looked at. */
  @Override
  public List<@Nullable Removal> removeAll(List<byte[]> keys, Expiry expiry) {
    List<@Nullable Removal> removed = new ArrayList<>(Collections.nCopies(keys.size(), null));
    List<List<Integer>> parts = List.copyOf(byBucket(keys));
    long[] asked = followed.numbers();
    long epoch = region.newChange();
    List<BucketAnswer<List<Removal>>> answers =
        change(
            epoch,
            parts.stream()
                .map(part -> removing(epoch, part.stream().map(keys::get).toList(), expiry.now())));
    for (int i = 0; i < answers.size(); i++) {
      List<Integer> part = parts.get(i);
      if (answers.get(i) instanceof BucketAnswer.OtherInvalidations<List<Removal>> other) {
        int bucket = layout.bucket(keys.get(part.get(0)));
        Invalidations unused = region.follow(bucket, asked[bucket], other.encoded());
      } else if (answers.get(i) instanceof BucketAnswer.Done<List<Removal>> done) {
        for (int j = 0; j < part.size(); j++) {
          removed.set(part.get(j), done.result().get(j));
        }
      }
    }
    return removed;
  }

  private ScriptCall<BucketAnswer<List<Removal>>> removing(
      long change, List<byte[]> keys, long now) {
    int bucket = layout.bucket(keys.get(0));
    List<String> places = new ArrayList<>(1 + keys.size());
    places.add(layout.invalidations(bucket));
    keys.forEach(key -> places.add(layout.entry(bucket, key)));
    return new ScriptCall<>(
        Scripts.REMOVE,
        places,
        List.of(
            bytes(followed.at(bucket).epoch()),
            ascii(now),
            region.channel(),
            region.changed(change, keys)));
  }

  @Override
  public void removedNothing(byte[] key) {
    boolean unused = replace(key, null, null);
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    long epoch = region.newChange();
    byte[] deadlines =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(policyDeadline).putLong(notAfter).array();
    ScriptCall<Boolean> touch =
        new ScriptCall<>(
            Scripts.TOUCH,
            List.of(layout.entry(layout.bucket(key), key)),
            List.of(
                bytes(version(seen)),
                deadlines,
                life(Math.min(policyDeadline, notAfter)),
                region.channel(),
                // A level in front may keep a deadline that is too early, but none too late.
                (Math.min(policyDeadline, notAfter) < seen.expiresAt())
                    ? region.changed(epoch, List.of(key))
                    : NOTHING));
    return change(epoch, Stream.of(touch)).get(0);
  }

  // ---- loads

  @Override
  public List<ByteLease> lease(List<byte[]> keys) {
    Map<Integer, ByteLease> marks = new HashMap<>();
    while (marks.size() < keys.size()) {
      List<Integer> left = range(keys.size()).stream().filter(i -> !marks.containsKey(i)).toList();
      List<byte[]> entries = new ArrayList<>();
      List<ScriptCall<BucketAnswer<Boolean>>> runs = new ArrayList<>();
      long[] asked = followed.numbers();
      for (int i : left) {
        int bucket = layout.bucket(keys.get(i));
        long epoch = asked[bucket];
        byte[] lease = RedisEntry.encodeMark(epoch, versions.incrementAndGet());
        entries.add(lease);
        runs.add(
            new ScriptCall<>(
                Scripts.LEASE_LOAD,
                List.of(layout.invalidations(bucket), layout.entry(bucket, keys.get(i))),
                List.of(bytes(epoch), lease, ascii(MARKED))));
      }
      List<BucketAnswer<Boolean>> answers = region.runAll(runs);
      List<Integer> there = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i) instanceof BucketAnswer.OtherInvalidations<Boolean> other) {
          int bucket = layout.bucket(keys.get(left.get(i)));
          Invalidations unused = region.follow(bucket, asked[bucket], other.encoded());
        } else if (isDone(answers.get(i))) {
          RedisEntry lease = requireNonNull(RedisEntry.decode(entries.get(i), region.format()));
          marks.put(left.get(i), new ByteLease(lease, false));
        } else {
          there.add(left.get(i));
        }
      }
      List<@Nullable ByteEntry> found = getAll(there.stream().map(keys::get).toList());
      for (int i = 0; i < there.size(); i++) {
        ByteEntry entry = found.get(i);
        if (entry != null) {
          marks.put(there.get(i), new ByteLease(entry, entry.isLease()));
        }
      }
    }
    return range(keys.size()).stream().map(i -> requireNonNull(marks.get(i))).toList();
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
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean follow(ChangeListener<byte[]> listener) {
    InvalidationChannel.Follower follower = region.follower(unanswered, listener);
    following.add(follower);
    server.channel().follow(follower);
    return true;
  }

  private void unfollow() {
    following.forEach(server.channel()::unfollow);
  }

  // ---- invalidations

  @Override
  public Invalidations invalidations(byte[] key) {
    return followed.at(layout.bucket(key));
  }

  @Override
  public long invalidate(List<String> patterns) {
    if (!declarations.hasRoomFor(patterns.size())) {
      return 0;
    }
    return declarations.declare(patterns);
  }

  @Override
  public void reclaimed(long invalidation) {
    declarations.reclaimed(invalidation);
  }

  /**
   * By what is known here, which each read brings up to date; the server is asked once in a while,
   * for the case that nobody reads. A region in which nothing is invalidated costs no command.
   */
  @Override
  public Set<Long> unreclaimed() {
    int asked = sweeps.getAndIncrement();
    return (asked % SWEEPS_UNASKED == 0)
        ? declarations.unreclaimed()
        : declarations.knownUnreclaimed();
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
    return walks.scan();
  }

  @Override
  public ByteCursor scanWithoutValues(List<byte[]> prefixes) {
    return layout.isHashed() // then keys lie with the values
        ? walks.scan()
        : walks.scanWithoutValues(prefixes);
  }

  @Override
  public long size() {
    return walks.size();
  }

  @Override
  public void clear() {
    declarations.clear();
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
    long[] numbers = followed.numbers();
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
      walks.removeCleared(() -> !closed);
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

  /**
   * Does nothing: how much Redis holds, and what it evicts, is for its own configuration to say.
   */
  @Override
  public void setMaximum(long maximum) {}

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
    declarations.clear(walks::removeAll);
  }

  @Override
  public void close() {
    closed = true;
    unfollow();
  }
}
