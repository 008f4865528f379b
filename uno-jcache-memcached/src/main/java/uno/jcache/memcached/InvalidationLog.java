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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.Round.Item;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.memcached.Round.Stored;
import uno.jcache.spi.Invalidations;

/**
 * Publishes the invalidations of a region. Each server has those of its own keys, in one item that
 * is changed by compare-and-set.
 */
final class InvalidationLog {
  /** How many bits of an invalidation of another process name its server. */
  private static final int SERVER_BITS = 8;

  /** How many sweeps ask the servers once. */
  private static final int SWEEPS_UNASKED = 30;

  private static final int REMEMBERED = 1_000;
  private static final int RECLAIM_SECONDS = 60;

  private final MemcachedRegion region;
  private final MemcachedServers servers;
  private final ChangeMessages messages;
  private final List<Integer> all;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger sweeps = new AtomicInteger();

  /** The epochs by server of invalidations that this process has published. */
  private final Map<Long, Map<Integer, Long>> published = new ConcurrentHashMap<>();

  InvalidationLog(MemcachedRegion region, ChangeMessages messages) {
    this.region = region;
    this.servers = region.servers();
    this.messages = messages;
    this.all = IntStream.range(0, servers.count()).boxed().toList();
  }

  /** As {@link uno.jcache.spi.Invalidating#invalidate}. */
  OptionalLong invalidate(List<String> patterns) {
    Map<Integer, Invalidations> now = region.invalidations(all);
    if (!now.values().stream().allMatch(each -> each.hasRoomFor(patterns.size()))) {
      return OptionalLong.empty();
    }
    Map<Integer, Long> epochs = new HashMap<>();
    change(all, each -> each.plus(patterns), patterns)
        .forEach((server, changed) -> epochs.put(server, changed.epoch()));
    if (published.size() > REMEMBERED) {
      published.clear(); // those that were never reclaimed; a sweep finds them
    }
    long id = ids.incrementAndGet();
    published.put(id, epochs);
    return OptionalLong.of(id);
  }

  /** As {@link uno.jcache.spi.Scannable#clear}. */
  void clear() {
    Map<Integer, Invalidations> unused = change(all, Invalidations::cleared, List.of("*"));
  }

  /** As {@link uno.jcache.spi.Invalidating#reclaimed}. */
  void reclaimed(long invalidation) {
    Map<Integer, Long> epochs = published.remove(invalidation);
    Map<Integer, Long> reclaimed =
        (epochs != null)
            ? epochs
            : Map.of((int) (invalidation & ((1 << SERVER_BITS) - 1)), invalidation >> SERVER_BITS);
    reclaimed.forEach(
        (server, epoch) -> {
          if (server < servers.count() && region.refresh(server).unreclaimed().contains(epoch)) {
            Map<Integer, Invalidations> unused =
                change(List.of(server), each -> each.reclaimed(epoch), null);
          }
        });
  }

  /** As {@link uno.jcache.spi.Invalidating#unreclaimed}: by what reads have found, as a rule. */
  Set<Long> unreclaimed() {
    if (sweeps.getAndIncrement() % SWEEPS_UNASKED == 0) {
      Map<Integer, Invalidations> unused = region.invalidations(all);
    }
    Set<Long> unreclaimed = new HashSet<>();
    for (int server : all) {
      for (long epoch : region.known(server).unreclaimed()) {
        unreclaimed.add((epoch << SERVER_BITS) | server);
      }
    }
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
      Map<Integer, Item> items = read(open);
      Map<Integer, Invalidations> next = new HashMap<>();
      items.forEach(
          (server, item) -> next.put(server, change.apply(Invalidations.decode(item.bytes()))));
      try (Round round = region.round()) {
        Map<Integer, Reply<?, Stored>> replies = new HashMap<>();
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
                sendings.add(messages.invalidated(round, List.of(server), patterns));
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

  /** Reads the items of servers; begins one that is absent. */
  private Map<Integer, Item> read(List<Integer> ofServers) {
    Map<Integer, Item> items = new HashMap<>();
    for (int server : ofServers) {
      Item item = null;
      while (item == null) {
        Invalidations unused = region.refresh(server); // which drops what is not ours
        try (Round round = region.round()) {
          item = round.gets(region.layout().invalidations(server)).await();
        }
      }
      items.put(server, item);
    }
    return items;
  }

  // ---- of all processes, one reclaims

  private String reclaiming() {
    return region.layout().reclaiming();
  }

  /** As {@link uno.jcache.spi.Invalidating#beginReclaiming}. */
  boolean beginReclaiming() {
    try (Round round = region.round()) {
      return round.add(reclaiming(), RECLAIM_SECONDS, new byte[] {1}).await() == Stored.DONE;
    }
  }

  /** As {@link uno.jcache.spi.Invalidating#endReclaiming}. */
  void endReclaiming() {
    try (Round round = region.round()) {
      Stored unused = round.compareAndDelete(reclaiming(), 0).await();
    }
  }
}
