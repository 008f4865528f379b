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
import uno.jcache.spi.remote.InDoubtWrites;

/**
 * What all who work on the entries of one region share: where these are, which invalidations were
 * last heard of, how scripts are run, and in whose name others are told of changes.
 */
final class RedisRegion {
  /** How many keys are one script, where values do not matter. */
  static final int AT_ONCE = 100;

  private final String name;
  private final RedisServer server;
  private final StoreListener listener;
  private final Layout layout;
  private final byte format;
  private final KnownInvalidations known;
  private final BatchSizer sizes = new BatchSizer();
  private final InDoubtWrites unacknowledged;
  private final ReclaimLease lease;
  private final byte[] channel;
  private final long epoch;
  private final long self = ChannelMessage.sender(ThreadLocalRandom.current().nextLong(), 0);
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
    this.format = layout.isHashed() ? RedisEntry.KEYED : RedisEntry.FORMAT;
    this.unacknowledged =
        new InDoubtWrites(CallLimits.messagesLast(server.settings()), System::nanoTime);
    this.known = new KnownInvalidations(layout.buckets());
    this.channel = server.channelName().getBytes(US_ASCII);
    this.epoch = layout.regionNumber();
    this.lease = new ReclaimLease(this);
  }

  /** Returns what lets one of all processes look at all entries in order to remove some. */
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

  /** Returns that of entries: with their keys, where their places do not tell them. */
  byte format() {
    return format;
  }

  /** Returns the invalidations that were last heard of. */
  KnownInvalidations known() {
    return known;
  }

  BatchSizer sizes() {
    return sizes;
  }

  /** Returns the changes that were not acknowledged, and may have taken effect. */
  InDoubtWrites unacknowledged() {
    return unacknowledged;
  }

  /** Returns where changes are told, as scripts take it. */
  byte[] channel() {
    return channel;
  }

  /** Returns a number as scripts compare it. */
  static byte[] bytes(long epoch) {
    return ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
  }

  /** Returns a number as scripts count with it. */
  static byte[] ascii(long epoch) {
    return Long.toString(epoch).getBytes(US_ASCII);
  }

  // ---- scripts, and what is in their way

  /** Runs a script; once more where it met what is no text, and that is removed. */
  private <A> A run(Script<A> script, List<String> places, byte[]... arguments) {
    try {
      return server.run(script, places, arguments);
    } catch (StoreException e) {
      makeWay(e, places);
      return server.run(script, places, arguments);
    }
  }

  /** Runs scripts, as {@link RedisServer#runAll} does; once more, as {@link #run}. */
  <A> List<A> runAll(List<ScriptCall<A>> runs) {
    try {
      return server.runAll(runs);
    } catch (StoreException e) {
      makeWay(e, runs.stream().flatMap(run -> run.keys().stream()).distinct().toList());
      return server.runAll(runs);
    }
  }

  /**
   * Makes changes, of which some may have taken effect although this fails.
   *
   * @param calls makes them by the number by which others, and this process, know the change
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
   * Removes from these places what is a list, a hash or the like: it cannot be ours, and scripts
   * fail over it. A read passes over it as if there were nothing.
   *
   * @throws StoreException the failure, if that is another one
   */
  private void makeWay(StoreException failure, List<String> places) {
    if (!RedisErrors.isWrongType(failure)) {
      throw failure;
    }
    List<Boolean> removed =
        server.runAll(
            places.stream().map(place -> ScriptCall.of(Scripts.REMOVE_OTHER_TYPE, place)).toList());
    for (int i = 0; i < removed.size(); i++) {
      if (removed.get(i)) {
        dropped(places.get(i));
      }
    }
  }

  private void dropped(String place) {
    listener.undecodable(place + " in Redis was not ours, and was dropped");
  }

  /** Removes what is none of ours, and counts it. */
  void drop(String place, byte[] stored) {
    if (run(Scripts.DROP, List.of(place), stored)) {
      dropped(place);
    }
  }

  // ---- entries

  /**
   * Returns what is in places, as {@link RedisServer#getAll} does.
   *
   * @param entries how many of them, the first, are of entries
   */
  List<byte @Nullable []> fetched(List<String> places, int entries) {
    List<byte @Nullable []> found = server.getAll(places);
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
  static boolean isThere(RedisEntry entry, Invalidations now) {
    // Without invalidations the bucket lost them, and with them what they covered.
    return now.epoch() != 0 && !now.isCleared(entry.epoch());
  }

  // ---- invalidations

  /** Takes note of the invalidations of a bucket; of what are none, as if there were none. */
  Invalidations follow(int bucket, long asked, byte @Nullable [] encoded) {
    try {
      return known.follow(bucket, asked, encoded);
    } catch (IllegalArgumentException e) {
      drop(layout.invalidations(bucket), requireNonNull(encoded));
      return known.follow(bucket, asked, null);
    }
  }

  /** Asks for the invalidations of all buckets. */
  Invalidations[] followAll() {
    long[] asked = known.epochs();
    List<byte @Nullable []> found = server.getAll(List.of(layout.allInvalidations()));
    Invalidations[] all = new Invalidations[layout.buckets()];
    for (int i = 0; i < all.length; i++) {
      all[i] = follow(i, asked[i], found.get(i));
    }
    return all;
  }

  // ---- what others are told

  /** Returns a number for the next change, by which this process knows its message. */
  long newChange() {
    return ChannelMessage.sender(self, changes.incrementAndGet());
  }

  /** Returns a message of this process's about a change of the region. */
  byte[] message(byte kind, long change, byte[] content) {
    return ChannelMessage.of(kind, change, epoch, content);
  }

  /** Returns what tells others that keys were changed. */
  byte[] changed(long change, Collection<byte[]> keys) {
    return message(ChannelMessage.CHANGED, change, ChannelMessage.content(keys));
  }

  /** Returns who is told of what others change. */
  InvalidationChannel.Follower follower(ChangeListener<byte[]> listener) {
    return new InvalidationChannel.Follower(self, epoch, unacknowledged, listener);
  }
}
