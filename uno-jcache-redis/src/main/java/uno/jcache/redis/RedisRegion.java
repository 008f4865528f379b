/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.remote.BatchSizer;
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.KnownInvalidations;
import uno.jcache.spi.remote.RemoteEntry;
import uno.jcache.spi.remote.UnacknowledgedWrites;

/**
 * The shared state of one region: its layout, its known invalidations, how scripts are run, and its
 * sender id in messages.
 */
final class RedisRegion {
  /** The number of keys per script that does not transfer values. */
  static final int KEYS_PER_SCRIPT = 100;

  private final String name;
  private final RedisServer server;
  private final StoreListener listener;
  private final Layout layout;
  private final byte format;
  private final KnownInvalidations known;
  private final BatchSizer sizes = new BatchSizer();
  private final UnacknowledgedWrites unacknowledged;
  private final ReclaimLease lease;
  private final byte[] channel;
  private final long regionId;
  private final long self = ChangeMessage.sender(ThreadLocalRandom.current().nextLong(), 0);
  private final AtomicInteger changes = new AtomicInteger();

  RedisRegion(StoreContext context, RedisServer server) {
    this.name = context.cacheName();
    this.server = server;
    this.listener = context.listener();
    this.layout =
        new Layout(
            server.settings().namespace(),
            name,
            context.owner(),
            context.keyHash(),
            server.isCluster());
    this.format = layout.isHashed() ? RemoteEntry.KEYED : RemoteEntry.FORMAT;
    this.unacknowledged =
        new UnacknowledgedWrites(CallLimits.messageDelayNanos(server.settings()), System::nanoTime);
    this.known = new KnownInvalidations(layout.buckets());
    this.channel = server.channelName().getBytes(US_ASCII);
    this.regionId = layout.regionId();
    this.lease = new ReclaimLease(this);
  }

  /** Returns the lease that lets one process at a time scan all entries to remove some. */
  ReclaimLease lease() {
    return lease;
  }

  String name() {
    return name;
  }

  RedisServer server() {
    return server;
  }

  Layout layout() {
    return layout;
  }

  /** Returns the format of entries: with keys, if keys are hashed. */
  byte format() {
    return format;
  }

  /** Returns the last known invalidations. */
  KnownInvalidations known() {
    return known;
  }

  BatchSizer sizes() {
    return sizes;
  }

  /** Returns the changes that were not acknowledged, and may have taken effect. */
  UnacknowledgedWrites unacknowledged() {
    return unacknowledged;
  }

  /** Returns the name of the channel, as an argument of scripts. */
  byte[] channel() {
    return channel;
  }

  /** Returns a number in the binary form that scripts compare. */
  static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** Returns a number in the decimal form with which scripts compute. */
  static byte[] ascii(long value) {
    return Long.toString(value).getBytes(US_ASCII);
  }

  // ---- scripts, and keys of other types

  /** Runs a script. If a Redis key has the wrong type, deletes that key and retries once. */
  private <A> A run(Script<A> script, List<String> redisKeys, byte[]... arguments) {
    try {
      return server.run(script, redisKeys, arguments);
    } catch (StoreException e) {
      removeOtherTypes(e, redisKeys);
      return server.run(script, redisKeys, arguments);
    }
  }

  /** Runs scripts, as {@link RedisServer#runAll} does; retries once, as {@link #run}. */
  <A> List<A> runAll(List<ScriptCall<A>> runs) {
    try {
      return server.runAll(runs);
    } catch (StoreException e) {
      removeOtherTypes(e, runs.stream().flatMap(run -> run.keys().stream()).distinct().toList());
      return server.runAll(runs);
    }
  }

  /**
   * Makes changes. If this fails, some of them may have taken effect.
   *
   * @param calls creates the calls, given the number of the change in messages
   */
  <A> List<A> change(LongFunction<List<ScriptCall<A>>> calls) {
    long change = newChange();
    try {
      return runAll(calls.apply(change));
    } catch (StoreException e) {
      if (CallFailures.wasSent(e)) {
        unacknowledged.add(change);
      }
      throw e;
    }
  }

  /**
   * Deletes Redis keys of another type (list, hash, ...): they are not ours, and scripts fail on
   * them. Reads treat them as absent.
   *
   * @throws StoreException the failure, if it is another one
   */
  private void removeOtherTypes(StoreException failure, List<String> redisKeys) {
    if (!RedisErrors.isWrongType(failure)) {
      throw failure;
    }
    List<Boolean> removed =
        server.runAll(
            redisKeys.stream()
                .map(redisKey -> ScriptCall.of(Scripts.REMOVE_OTHER_TYPE, redisKey))
                .toList());
    for (int i = 0; i < removed.size(); i++) {
      if (removed.get(i)) {
        dropped(redisKeys.get(i));
      }
    }
  }

  private void dropped(String redisKey) {
    listener.undecodable(redisKey + " in Redis is not a valid entry, and was deleted");
  }

  /** Deletes an invalid value, and reports it. */
  void drop(String redisKey, byte[] stored) {
    if (run(Scripts.DROP, List.of(redisKey), stored)) {
      dropped(redisKey);
    }
  }

  // ---- entries

  /**
   * Returns the values of Redis keys, as {@link RedisServer#getAll} does.
   *
   * @param entries how many of the keys are entries; these are first
   */
  List<byte @Nullable []> fetched(List<String> redisKeys, int entries) {
    List<byte @Nullable []> found = server.getAll(redisKeys);
    long bytes = 0;
    int count = 0;
    for (byte[] stored : found.subList(0, entries)) {
      if (stored != null) {
        bytes += stored.length;
        count++;
      }
    }
    sizes.record(bytes, count);
    return found;
  }

  /** Returns whether an entry was not cleared. */
  static boolean isNotCleared(RemoteEntry entry, Invalidations now) {
    // Epoch 0: the bucket has lost its invalidations, so its entries cannot be trusted.
    return now.epoch() != 0 && !now.isCleared(entry.epoch());
  }

  // ---- invalidations

  /**
   * Records the invalidations of a bucket. Treats invalid bytes as no invalidations, and deletes
   * them.
   */
  Invalidations recordInvalidations(int bucket, long epochWhenSent, byte @Nullable [] encoded) {
    try {
      return known.record(bucket, epochWhenSent, encoded);
    } catch (IllegalArgumentException e) {
      drop(layout.invalidations(bucket), requireNonNull(encoded));
      return known.record(bucket, epochWhenSent, null);
    }
  }

  /** Gets the invalidations of all buckets from the server, and records them. */
  Invalidations[] refreshInvalidations() {
    long[] epochsWhenSent = known.epochs();
    List<byte @Nullable []> found = server.getAll(List.of(layout.allInvalidations()));
    Invalidations[] all = new Invalidations[layout.buckets()];
    for (int i = 0; i < all.length; i++) {
      all[i] = recordInvalidations(i, epochsWhenSent[i], found.get(i));
    }
    return all;
  }

  // ---- messages

  /** Returns a number for the next change, by which this process recognizes its message. */
  long newChange() {
    return ChangeMessage.sender(self, changes.incrementAndGet());
  }

  /** Returns a message of this process about a change of the region. */
  byte[] message(byte kind, long change, byte[] content) {
    return ChangeMessage.of(kind, change, regionId, content);
  }

  /** Returns the message that keys were changed. */
  byte[] changed(long change, Collection<byte[]> keys) {
    return message(ChangeMessage.CHANGED, change, ChangeMessage.content(keys));
  }

  /** Creates a follower of this region's changes. */
  InvalidationChannel.Follower follower(ChangeListener<byte[]> listener) {
    return new InvalidationChannel.Follower(self, regionId, unacknowledged, listener);
  }
}
