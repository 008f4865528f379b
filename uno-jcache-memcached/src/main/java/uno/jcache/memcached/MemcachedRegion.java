/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.Round.Item;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;
import uno.jcache.spi.UnstorableException;
import uno.jcache.spi.remote.BatchSizer;
import uno.jcache.spi.remote.KnownInvalidations;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * State and methods that all parts of a region's store share: the keys of its items, the last known
 * invalidations, and the reading and encoding of items.
 */
final class MemcachedRegion {
  /** How long items outlive their expired entries, so that readers can report the expiry. */
  private static final long GRACE_SECONDS = 5;

  /** The server takes an expiry up to this as relative, and a larger one as an absolute time. */
  private static final long MOST_RELATIVE_SECONDS = TimeUnit.DAYS.toSeconds(30);

  /** Epochs begin below this, so that they never overflow. */
  private static final long MOST_FIRST_EPOCH = 1L << 52;

  private final String name;
  private final MemcachedServers servers;
  private final Layout layout;
  private final Deadlines deadlines;
  private final StoreListener listener;
  private final KnownInvalidations known;
  private final BatchSizer sizes = new BatchSizer();
  private volatile boolean closed;

  MemcachedRegion(StoreContext context, MemcachedServers servers) {
    this.name = context.cacheName();
    this.servers = servers;
    this.layout = new Layout(servers, name, context.owner(), context.keyHash());
    this.deadlines = context.deadlines();
    this.listener = context.listener();
    this.known = new KnownInvalidations(servers.count());
  }

  MemcachedServers servers() {
    return servers;
  }

  Layout layout() {
    return layout;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  BatchSizer sizes() {
    return sizes;
  }

  /** Begins a round that is part of the current operation of this thread. */
  Round round() {
    return Round.of(servers);
  }

  /** Throws if the store is closed. Called during scans, which take long. */
  void requireOpen() {
    if (closed) {
      throw new StoreException("Cache '" + name + "' is closed");
    }
  }

  void close() {
    closed = true;
  }

  // ---- invalidations

  /** Returns the last known invalidations of a server. */
  Invalidations known(int server) {
    return known.at(server);
  }

  /**
   * Records the invalidations of a server.
   *
   * @param asked the epoch that was known when they were requested
   * @param read the bytes of the item; null if the server has none, because it was restarted or has
   *     evicted them
   */
  Invalidations record(int server, long asked, byte @Nullable [] read) {
    try {
      return known.record(server, asked, read);
    } catch (IllegalArgumentException e) { // garbage counts as evicted: the region starts over
      listener.undecodable(
          layout.invalidations(server) + " in Memcached was not written by this library");
      return known.record(server, asked, null);
    }
  }

  /**
   * The invalidations of a server.
   *
   * @param cas the token for a compare-and-set of their item
   */
  record ServerInvalidations(Invalidations now, long cas) {}

  /**
   * Reads the invalidations of servers, in one round. Creates new ones on servers that have none.
   */
  Map<Integer, ServerInvalidations> readInvalidations(Collection<Integer> ofServers) {
    Map<Integer, ServerInvalidations> read = new HashMap<>();
    Collection<Integer> open = ofServers;
    while (!open.isEmpty()) {
      List<Integer> begun = new ArrayList<>();
      gets(open)
          .forEach(
              (server, found) -> {
                if (found.now().epoch() == 0) {
                  begin(server, found.cas());
                  begun.add(server);
                } else {
                  read.put(server, found);
                }
              });
      open = begun;
    }
    return read;
  }

  /** Reads the items of invalidations. Returns epoch 0 for an item that is absent or garbage. */
  private Map<Integer, ServerInvalidations> gets(Collection<Integer> ofServers) {
    Map<Integer, ServerInvalidations> found = new HashMap<>();
    long[] asked = known.epochs();
    try (Round round = round()) {
      Map<Integer, Reply<?, @Nullable Item>> replies = new HashMap<>();
      ofServers.forEach(server -> replies.put(server, round.gets(layout.invalidations(server))));
      replies.forEach(
          (server, reply) -> {
            Item item = reply.await();
            Invalidations now = record(server, asked[server], (item == null) ? null : item.bytes());
            found.put(server, new ServerInvalidations(now, (item == null) ? 0 : item.cas()));
          });
    }
    return found;
  }

  /** Reads the invalidations of a server. Creates new ones if it has none. */
  Invalidations refresh(int server) {
    return requireNonNull(readInvalidations(List.of(server)).get(server)).now();
  }

  /**
   * Creates new invalidations, unless another process has done so meanwhile.
   *
   * @param garbage the compare-and-set token of the garbage item to replace; 0 if there is no item
   */
  private void begin(int server, long garbage) {
    long epoch = ThreadLocalRandom.current().nextLong(1, MOST_FIRST_EPOCH);
    byte[] first = Invalidations.startingAt(epoch).encode();
    String key = layout.invalidations(server);
    try (Round round = round()) {
      Round.Stored unused =
          (garbage == 0)
              ? round.add(key, 0, first).await()
              : round.compareAndSet(key, garbage, 0, first).await();
    }
  }

  // ---- reads

  /** Returns the entries of keys, in the order of the keys; null for an absent entry. */
  List<@Nullable MemcachedEntry> read(List<byte[]> keys) {
    return read(keys, keys.size() == 1);
  }

  /** Returns the same as {@link #read}, with tokens for a compare-and-set. */
  List<@Nullable MemcachedEntry> readToChange(List<byte[]> keys) {
    return read(keys, true);
  }

  private List<@Nullable MemcachedEntry> read(List<byte[]> keys, boolean isToChange) {
    List<String> places = new ArrayList<>(keys.size());
    keys.forEach(key -> places.add(layout.entry(key)));
    Map<String, Item> items;
    Map<Integer, Invalidations> now = new HashMap<>();
    try (Round round = round()) {
      Map<Integer, List<String>> byServer = byServer(places);
      Map<Integer, Reply<?, byte @Nullable []>> invalidations = new HashMap<>();
      long[] asked = known.epochs();
      byServer
          .keySet()
          .forEach(server -> invalidations.put(server, round.get(layout.invalidations(server))));
      // A bulk read returns no tokens for a compare-and-set.
      items = isToChange ? getEach(round, places) : getAll(round, byServer);
      invalidations.forEach(
          (server, reply) -> now.put(server, record(server, asked[server], reply.await())));
    }
    recordSizes(items.values());
    List<@Nullable MemcachedEntry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      int server = servers.serverOf(places.get(i));
      Invalidations ofServer = requireNonNull(now.get(server));
      if (ofServer.epoch() == 0) {
        ofServer = refresh(server);
        now.put(server, ofServer);
      }
      entries.add(entry(server, keys.get(i), items.get(places.get(i)), ofServer));
    }
    return entries;
  }

  private static Map<String, Item> getEach(Round round, List<String> places) {
    Map<String, Reply<?, @Nullable Item>> replies = new HashMap<>();
    places.forEach(place -> replies.computeIfAbsent(place, round::gets));
    Map<String, Item> items = new HashMap<>();
    replies.forEach(
        (place, reply) -> {
          Item item = reply.await();
          if (item != null) {
            items.put(place, item);
          }
        });
    return items;
  }

  private static Map<String, Item> getAll(Round round, Map<Integer, List<String>> byServer) {
    List<Reply<?, Map<String, byte[]>>> replies = new ArrayList<>();
    byServer.forEach((server, places) -> replies.add(round.getAll(server, places)));
    Map<String, Item> items = new HashMap<>();
    replies.forEach(
        reply -> reply.await().forEach((key, bytes) -> items.put(key, new Item(bytes, 0))));
    return items;
  }

  /** Groups keys of items by server. */
  Map<Integer, List<String>> byServer(Collection<String> keys) {
    Map<Integer, List<String>> byServer = new HashMap<>();
    for (String key : keys) {
      byServer.computeIfAbsent(servers.serverOf(key), server -> new ArrayList<>()).add(key);
    }
    return byServer;
  }

  private void recordSizes(Collection<Item> items) {
    long bytes = 0;
    for (Item item : items) {
      bytes += item.bytes().length;
    }
    sizes.record(bytes, items.size());
  }

  /**
   * Returns the entry in an item. Returns null if the entry is absent: it was cleared or lost, or
   * it belongs to another key with the same hash.
   *
   * @param now the invalidations of the server
   */
  @Nullable MemcachedEntry entry(int server, byte[] key, @Nullable Item item, Invalidations now) {
    RemoteEntry entry = (item == null) ? null : decode(item);
    if (item == null || entry == null || !entry.isOf(key) || !isPresent(server, entry, now)) {
      return null;
    }
    return new MemcachedEntry(entry, item.cas());
  }

  @Nullable RemoteEntry decode(Item item) {
    RemoteEntry entry = RemoteEntry.decode(item.bytes(), RemoteEntry.KEYED);
    if (entry == null) {
      listener.undecodable(
          "an item of '" + name + "' in Memcached was not written by this library");
    }
    return entry;
  }

  /**
   * Returns whether an entry was not cleared. If its epoch is later than the last one of the given
   * invalidations, the entry was stored after these were read, or before the server lost its
   * invalidations.
   */
  boolean isPresent(int server, RemoteEntry entry, Invalidations now) {
    Invalidations last = (entry.epoch() > now.epoch()) ? refresh(server) : now;
    return !last.isCleared(entry.epoch()) && entry.epoch() <= last.epoch();
  }

  // ---- items

  /** Returns the bytes of an entry's item. */
  byte[] item(
      byte[] key, byte[] value, long epoch, long policyDeadline, long notAfter, long writtenAt) {
    requireStorable(key, value);
    return RemoteEntry.encode(
        RemoteEntry.KEYED,
        RemoteEntry.keyed(key, value),
        epoch,
        newVersion(),
        policyDeadline,
        notAfter,
        writtenAt);
  }

  /**
   * Checks the size of an entry.
   *
   * @throws UnstorableException if it is too large
   */
  void requireStorable(byte[] key, byte[] value) {
    long length = (long) RemoteEntry.HEADER + Integer.BYTES + key.length + value.length;
    long maximum = servers.settings().maxValueSize();
    if (length > maximum) {
      throw new UnstorableException(
          "Cache '"
              + name
              + "': a value with its key of "
              + length
              + " bytes is larger than "
              + maximum
              + ", which the provider's '"
              + MemcachedSettings.MAX_VALUE_SIZE.name()
              + "' allows");
    }
  }

  static long newVersion() {
    return ThreadLocalRandom.current().nextLong();
  }

  /**
   * Returns the expiry of the item of an entry with this deadline, in the form that the server
   * expects.
   */
  int expiry(long deadline) {
    if (deadline == Deadlines.NEVER) {
      return 0;
    }
    long left = Math.max(0, deadline - deadlines.now());
    return expirySeconds(left / 1000 + 2 + GRACE_SECONDS);
  }

  static int expirySeconds(long seconds) {
    if (seconds <= MOST_RELATIVE_SECONDS) {
      return (int) seconds;
    }
    long time = System.currentTimeMillis() / 1000 + seconds;
    return (time > Integer.MAX_VALUE || time < 0) ? 0 : (int) time;
  }
}
