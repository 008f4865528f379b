/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;
import static uno.jcache.redis.RedisRegion.ascii;
import static uno.jcache.redis.RedisRegion.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.Removal;
import uno.jcache.spi.remote.BatchSizer;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * Changes the entries of a region: one script for all keys of a bucket, which compares the
 * invalidations, and notifies others. Safe for use by many threads.
 */
final class EntryWriter {
  /** The time to live of a lease, in milliseconds: the value of a longer load is not stored. */
  private static final long LEASED = 3_600_000;

  private final RedisRegion region;
  private final Layout layout;
  private final EntryEncoder encoder;
  private final BucketLoop buckets;

  /**
   * Creates a writer for a region.
   *
   * @param now returns the time in milliseconds since the epoch
   */
  EntryWriter(RedisRegion region, LongSupplier now) {
    this.region = region;
    this.layout = region.layout();
    this.encoder = new EntryEncoder(region, now);
    this.buckets = new BucketLoop(region);
  }

  private abstract static class KeysTask<T> implements BucketLoop.Task<BucketKeys, T> {
    @Override
    public int bucket(BucketKeys part) {
      return part.bucket();
    }
  }

  /** Handles a range of the keys. */
  private interface Portion {
    void handle(int from, int to);
  }

  /**
   * Splits a batch into portions of about {@link BatchSizer#TOGETHER} bytes; a larger one might
   * exceed the time-out.
   */
  private void forEachPortion(int count, IntUnaryOperator length, Portion portion) {
    int from = 0;
    long bytes = 0;
    long all = 0;
    int values = 0;
    for (int i = 0; i < count; i++) {
      int next = length.applyAsInt(i);
      if (i > from && bytes + next > BatchSizer.TOGETHER) {
        portion.handle(from, i);
        OperationTime.renew();
        from = i;
        bytes = 0;
      }
      bytes += next;
      all += next;
      values += (next > 0) ? 1 : 0;
    }
    portion.handle(from, count);
    region.sizes().record(all, values);
  }

  // ---- conditional changes

  /** As {@link uno.jcache.spi.Bulk#compareAndSetAll}. */
  List<Boolean> compareAndSetAll(List<ByteChange> changes) {
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
    Boolean[] replaced = new Boolean[changes.size()];
    buckets.run(
        groupedByScript(changes),
        new KeysTask<Boolean>() {
          @Override
          public List<BucketAnswer<Boolean>> send(List<BucketKeys> parts) {
            return region.change(
                change ->
                    parts.stream()
                        .map(part -> replaceCall(change, part.bucket(), part.select(changes)))
                        .toList());
          }

          @Override
          public List<BucketKeys> done(BucketKeys part, Boolean result) {
            if (result || part.indexes().size() == 1) {
              part.indexes().forEach(each -> replaced[each] = result);
              return List.of();
            }
            return part.singly(); // retry one by one: some may succeed
          }

          @Override
          public List<BucketKeys> otherInvalidations(BucketKeys part, Invalidations now) {
            part.indexes().forEach(each -> replaced[each] = false);
            List<Integer> removals = // need no new decision
                part.indexes().stream().filter(each -> changes.get(each).next() == null).toList();
            return removals.isEmpty()
                ? List.of()
                : List.of(new BucketKeys(part.bucket(), removals));
          }
        });
    return List.of(replaced);
  }

  /** Groups changes into scripts: by bucket and by the epoch under which they were decided. */
  private List<BucketKeys> groupedByScript(List<ByteChange> changes) {
    record BucketEpoch(int bucket, long epoch) {}
    Map<BucketEpoch, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      int bucket = layout.bucket(changes.get(i).key());
      ByteEntry next = changes.get(i).next();
      long epoch = (next == null) ? -1 : next.epoch(); // removals use the epoch when sent
      parts.computeIfAbsent(new BucketEpoch(bucket, epoch), part -> new ArrayList<>()).add(i);
    }
    return parts.entrySet().stream()
        .map(each -> new BucketKeys(each.getKey().bucket(), each.getValue()))
        .toList();
  }

  private ScriptCall<BucketAnswer<Boolean>> replaceCall(
      long change, int bucket, List<ByteChange> changes) {
    ByteEntry firstNext = changes.get(0).next();
    long epoch = (firstNext == null) ? region.known().at(bucket).epoch() : firstNext.epoch();
    long version = encoder.newVersion();
    List<byte[]> keys = changes.stream().map(ByteChange::key).toList();
    List<byte[]> arguments = new ArrayList<>(4 + 3 * changes.size());
    arguments.add(bytes(epoch));
    arguments.add(bytes(version));
    arguments.add(region.channel());
    arguments.add(region.changed(change, keys));
    for (ByteChange each : changes) {
      ByteEntry seen = each.seen();
      ByteEntry next = each.next();
      arguments.add((seen == null) ? EntryEncoder.NOTHING : bytes(version(seen)));
      arguments.add(
          (next == null) ? EntryEncoder.NOTHING : encoder.encode(each.key(), next, epoch, version));
      arguments.add((next == null) ? EntryEncoder.NOTHING : encoder.timeToLive(next.expiresAt()));
    }
    return new ScriptCall<>(Scripts.REPLACE, redisKeys(bucket, keys), arguments);
  }

  private List<String> redisKeys(int bucket, List<byte[]> keys) {
    List<String> redisKeys = new ArrayList<>(1 + keys.size());
    redisKeys.add(layout.invalidations(bucket));
    keys.forEach(key -> redisKeys.add(layout.entry(bucket, key)));
    return redisKeys;
  }

  private static long version(ByteEntry seen) {
    if (seen instanceof RemoteEntry entry) {
      return entry.version();
    }
    throw new IllegalArgumentException("not an entry of this store: " + seen);
  }

  /** As {@link uno.jcache.spi.ByteStore#touch}. */
  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    long expiresAt = Math.min(policyDeadline, notAfter);
    byte[] deadlines =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(policyDeadline).putLong(notAfter).array();
    String redisKey = layout.entry(layout.bucket(key), key);
    return region
        .change(
            change ->
                List.of(
                    new ScriptCall<>(
                        Scripts.TOUCH,
                        List.of(redisKey),
                        List.of(
                            bytes(version(seen)),
                            deadlines,
                            encoder.timeToLive(expiresAt),
                            region.channel(),
                            // A near cache may keep a deadline that is too early, but not too late.
                            (expiresAt < seen.expiresAt())
                                ? region.changed(change, List.of(key))
                                : EntryEncoder.NOTHING))))
        .get(0);
  }

  // ---- blind writes

  /**
   * Stores entries, whatever was stored before.
   *
   * @param created the deadline of entries that are created
   * @param keptFrom the time from which live entries keep their deadline, in milliseconds since the
   *     epoch; or null if all get the deadline of created ones
   * @return which of them were stored; for the others, the old entry may be hidden, so its deadline
   *     must not be kept
   */
  List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long created, @Nullable Long keptFrom) {
    values.forEach(encoder::checked); // before any is stored
    List<Boolean> stored = new ArrayList<>(keys.size());
    forEachPortion(
        keys.size(),
        i -> values.get(i).length,
        (from, to) ->
            stored.addAll(
                putPortion(keys.subList(from, to), values.subList(from, to), created, keptFrom)));
    return stored;
  }

  private List<Boolean> putPortion(
      List<byte[]> keys, List<byte[]> values, long created, @Nullable Long keptFrom) {
    Boolean[] stored = new Boolean[keys.size()];
    buckets.run(
        BucketKeys.of(keys, layout),
        new KeysTask<Boolean>() {
          @Override
          public List<BucketAnswer<Boolean>> send(List<BucketKeys> parts) {
            return region.change(
                change ->
                    parts.stream()
                        .map(
                            part ->
                                putCall(
                                    change,
                                    part.bucket(),
                                    part.select(keys),
                                    part.select(values),
                                    created,
                                    keptFrom))
                        .toList());
          }

          @Override
          public List<BucketKeys> done(BucketKeys part, Boolean result) {
            part.indexes().forEach(each -> stored[each] = true);
            return List.of();
          }

          @Override
          public List<BucketKeys> otherInvalidations(BucketKeys part, Invalidations now) {
            if (keptFrom == null || now.isEmpty()) {
              return List.of(part);
            }
            part.indexes().forEach(each -> stored[each] = false); // the old entry may be hidden
            return List.of();
          }
        });
    return List.of(stored);
  }

  private ScriptCall<BucketAnswer<Boolean>> putCall(
      long change,
      int bucket,
      List<byte[]> keys,
      List<byte[]> values,
      long created,
      @Nullable Long keptFrom) {
    long last = region.known().at(bucket).epoch();
    List<byte[]> arguments = new ArrayList<>(8 + keys.size());
    arguments.add(bytes(last));
    arguments.addAll(List.of(encoder.header(last, created)));
    arguments.add(encoder.timeToLive(created));
    arguments.add((keptFrom == null) ? EntryEncoder.NOTHING : ascii(keptFrom));
    arguments.add(region.channel());
    arguments.add(region.changed(change, keys));
    for (int i = 0; i < keys.size(); i++) {
      arguments.add(encoder.content(keys.get(i), values.get(i)));
    }
    return new ScriptCall<>(Scripts.PUT, redisKeys(bucket, keys), arguments);
  }

  /**
   * Removes entries, whatever is stored. Entries of a bucket that was invalidated meanwhile are
   * left.
   *
   * @param time in milliseconds since the epoch
   * @return as {@link uno.jcache.spi.BlindRemovals#removeAll}
   */
  List<Removal> removeAll(List<byte[]> keys, long time) {
    List<Removal> removed = new ArrayList<>(Collections.nCopies(keys.size(), Removal.SUPERSEDED));
    buckets.run(
        BucketKeys.of(keys, layout),
        new KeysTask<List<Removal>>() {
          @Override
          public List<BucketAnswer<List<Removal>>> send(List<BucketKeys> parts) {
            return region.change(
                change ->
                    parts.stream()
                        .map(part -> removeCall(change, part.bucket(), part.select(keys), time))
                        .toList());
          }

          @Override
          public List<BucketKeys> done(BucketKeys part, List<Removal> result) {
            for (int i = 0; i < result.size(); i++) {
              removed.set(part.indexes().get(i), result.get(i));
            }
            return List.of();
          }

          @Override
          public List<BucketKeys> otherInvalidations(BucketKeys part, Invalidations now) {
            return List.of();
          }
        });
    return removed;
  }

  private ScriptCall<BucketAnswer<List<Removal>>> removeCall(
      long change, int bucket, List<byte[]> keys, long time) {
    return new ScriptCall<>(
        Scripts.REMOVE,
        redisKeys(bucket, keys),
        List.of(
            bytes(region.known().at(bucket).epoch()),
            ascii(time),
            region.channel(),
            region.changed(change, keys)));
  }

  // ---- leases of loads

  /**
   * Stores a lease for each key that has neither an entry nor a lease.
   *
   * @return the stored leases, by the indexes of their keys; the other keys have an entry or a
   *     lease
   */
  Map<Integer, RemoteEntry> lease(List<byte[]> keys) {
    Map<Integer, byte[]> sent = new HashMap<>();
    Map<Integer, RemoteEntry> leases = new HashMap<>();
    buckets.run(
        IntStream.range(0, keys.size()).boxed().toList(),
        new BucketLoop.Task<Integer, Boolean>() {
          @Override
          public int bucket(Integer key) {
            return layout.bucket(keys.get(key));
          }

          @Override
          public List<BucketAnswer<Boolean>> send(List<Integer> parts) {
            return region.runAll(
                parts.stream().map(key -> leaseCall(key, keys.get(key), sent)).toList());
          }

          @Override
          public List<Integer> done(Integer key, Boolean result) {
            if (result) {
              byte[] lease = requireNonNull(sent.get(key));
              leases.put(key, requireNonNull(RemoteEntry.decode(lease, region.format())));
            }
            return List.of();
          }

          @Override
          public List<Integer> otherInvalidations(Integer key, Invalidations now) {
            return List.of(key);
          }
        });
    return leases;
  }

  private ScriptCall<BucketAnswer<Boolean>> leaseCall(
      int index, byte[] key, Map<Integer, byte[]> sent) {
    int bucket = layout.bucket(key);
    long epoch = region.known().at(bucket).epoch();
    byte[] lease = RemoteEntry.encodeLease(epoch, encoder.newVersion());
    sent.put(index, lease);
    return new ScriptCall<>(
        Scripts.LEASE_LOAD,
        List.of(layout.invalidations(bucket), layout.entry(bucket, key)),
        List.of(bytes(epoch), lease, ascii(LEASED)));
  }
}
