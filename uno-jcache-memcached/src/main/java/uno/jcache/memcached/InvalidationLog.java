/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.MemcachedRegion.ServerInvalidations;
import uno.jcache.memcached.Round.Stored;
import uno.jcache.memcached.Round.Storing;
import uno.jcache.spi.Invalidations;

/**
 * Publishes the invalidations of a region. Each server has the invalidations of its own keys, in
 * one item that is changed by compare-and-set.
 *
 * <p>An invalidation hides entries for at least as long as a removal leaves a placeholder, because
 * a command that was sent earlier may add an entry late. During that time, a report that its
 * entries were removed is ignored. Later, the sweep of one process removes the entries that all
 * invalidations hide.
 */
final class InvalidationLog {
  /** How many of the lowest bits of a number identify the server ({@link #number}). */
  private static final int SERVER_BITS = 8;

  /** One of this many sweeps reads the invalidations from the servers. */
  private static final int SWEEPS_UNASKED = 30;

  /** The shortest time for which an invalidation hides entries, in milliseconds. */
  private static final long HIDING = TimeUnit.SECONDS.toMillis(EntryWriter.REMOVED_SECONDS);

  /** After this time, another process may reclaim, in case that the first one is gone. */
  private static final int RECLAIM_SECONDS = 600;

  private final MemcachedRegion region;
  private final MemcachedServers servers;
  private final ChangeMessages messages;
  private final List<Integer> all;
  private final AtomicInteger sweeps = new AtomicInteger();

  /** What compares with the mark of this process that it reclaims. */
  private volatile long reclaimingBy;

  /** When this process first saw each invalidation that is not reclaimed, by its number. */
  private final Map<Long, Long> firstSeen = new ConcurrentHashMap<>();

  InvalidationLog(MemcachedRegion region, ChangeMessages messages) {
    this.region = region;
    this.servers = region.servers();
    this.messages = messages;
    this.all = IntStream.range(0, servers.count()).boxed().toList();
  }

  /** As {@link uno.jcache.spi.Invalidating#invalidate}. */
  OptionalLong invalidate(List<String> patterns) {
    if (!region.readInvalidations(all).values().stream()
        .allMatch(each -> each.now().hasRoomFor(patterns.size()))) {
      return OptionalLong.empty();
    }
    Map<Integer, Invalidations> changed = change(all, each -> each.plus(patterns), patterns);
    return OptionalLong.of(number(0, requireNonNull(changed.get(0)).epoch()));
  }

  /**
   * Returns the number that identifies an invalidation of a server for the cache: the cache uses it
   * as an epoch.
   */
  private static long number(int server, long epoch) {
    return (epoch << SERVER_BITS) | server;
  }

  /** As {@link uno.jcache.spi.Scannable#clear}. */
  void clear() {
    Map<Integer, Invalidations> unused = change(all, Invalidations::cleared, List.of("*"));
  }

  /** As {@link uno.jcache.spi.Invalidating#reclaimed}. */
  void reclaimed(long number) {
    int server = (int) (number & ((1 << SERVER_BITS) - 1));
    long epoch = number >> SERVER_BITS;
    if (server < servers.count()
        && hasHiddenLongEnough(number)
        && region.refresh(server).unreclaimed().contains(epoch)) {
      Map<Integer, Invalidations> unused =
          change(List.of(server), each -> each.reclaimed(epoch), null);
    }
  }

  private boolean hasHiddenLongEnough(long number) {
    long now = region.deadlines().now();
    return now - firstSeen.computeIfAbsent(number, unseen -> now) >= HIDING;
  }

  /**
   * As {@link uno.jcache.spi.Invalidating#unreclaimed}. Most calls use only the invalidations that
   * reads have already found.
   */
  Set<Long> unreclaimed() {
    if (sweeps.getAndIncrement() % SWEEPS_UNASKED == 0) {
      Object unused = region.readInvalidations(all);
    }
    Set<Long> unreclaimed = new HashSet<>();
    for (int server : all) {
      for (long epoch : region.known(server).unreclaimed()) {
        unreclaimed.add(number(server, epoch));
      }
    }
    firstSeen.keySet().retainAll(unreclaimed);
    unreclaimed.removeIf(number -> !hasHiddenLongEnough(number));
    return unreclaimed;
  }

  /**
   * Changes the invalidations of servers.
   *
   * @param patterns for the message to other processes; null for none
   */
  private Map<Integer, Invalidations> change(
      Collection<Integer> ofServers,
      Function<Invalidations, Invalidations> change,
      @Nullable List<String> patterns) {
    Map<Integer, Invalidations> done = new HashMap<>();
    while (done.size() < ofServers.size()) {
      List<Integer> open = ofServers.stream().filter(server -> !done.containsKey(server)).toList();
      Map<Integer, ServerInvalidations> items = region.readInvalidations(open);
      Map<Integer, Invalidations> next = new HashMap<>();
      items.forEach((server, item) -> next.put(server, change.apply(item.now())));
      try (Round round = region.round()) {
        Map<Integer, Storing<?>> replies = new HashMap<>();
        List<ChangeMessages.Sending> sendings = new ArrayList<>();
        next.forEach(
            (server, changed) -> {
              replies.put(
                  server,
                  round.compareAndSet(
                      region.layout().invalidations(server),
                      requireNonNull(items.get(server)).cas(),
                      0,
                      changed.encode()));
              if (patterns != null) { // before the next server, which may fail
                sendings.add(messages.invalidated(round, server, patterns));
              }
            });
        replies.forEach(
            (server, reply) -> {
              if (reply.await() == Stored.DONE) {
                Invalidations changed = requireNonNull(next.get(server));
                done.put(server, changed);
                Invalidations unused =
                    region.record(server, region.known(server).epoch(), changed.encode());
              }
            });
        sendings.forEach(ChangeMessages.Sending::send);
      }
    }
    return done;
  }

  // ---- reclaiming, by one process at a time

  private String reclaiming() {
    return region.layout().reclaiming();
  }

  /** As {@link uno.jcache.spi.Invalidating#beginReclaiming}. */
  boolean beginReclaiming() {
    try (Round round = region.round()) {
      Storing<?> mark = round.add(reclaiming(), RECLAIM_SECONDS, new byte[] {1});
      boolean isOurs = mark.await() == Stored.DONE;
      if (isOurs) {
        reclaimingBy = mark.cas();
      }
      return isOurs;
    }
  }

  /** As {@link uno.jcache.spi.Invalidating#endReclaiming}. */
  void endReclaiming() {
    try (Round round = region.round()) {
      Stored unused = round.compareAndDelete(reclaiming(), reclaimingBy).await();
    }
  }
}
