/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.PutCombiner.Put;
import uno.jcache.memcached.Round.Item;
import uno.jcache.memcached.Round.Stored;
import uno.jcache.memcached.Round.Storing;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * Changes the entries of a region. Changes of several keys are sent in one round. After the changes
 * of a server, the number for their message is requested, so that no other process misses them.
 *
 * <p>Memcached executes a command whenever it arrives, even long after its caller has given up. So
 * each change is a compare-and-set of the item that was read, or an add if there was none: a late
 * command finds another item, and fails. A removal leaves a placeholder for a while, because
 * without it a late add would succeed.
 */
final class EntryWriter {
  private static final int LEASE_SECONDS = 3_600;

  /**
   * How long a removal leaves a placeholder. A command that arrives later than this may take
   * effect.
   */
  static final int REMOVED_SECONDS = 60;

  private final MemcachedRegion region;
  private final MemcachedServers servers;
  private final ChangeMessages messages;

  /** One for each server, so that the failure of one server does not fail puts to the others. */
  private final List<PutCombiner> combiners;

  EntryWriter(MemcachedRegion region, ChangeMessages messages) {
    this.region = region;
    this.servers = region.servers();
    this.messages = messages;
    long timeout = TimeUnit.MILLISECONDS.toNanos(servers.settings().timeout());
    this.combiners =
        IntStream.range(0, servers.count())
            .mapToObj(server -> new PutCombiner(this::putAll, timeout))
            .toList();
  }

  // ---- compare and set

  /** A change in progress. */
  private final class Change {
    final byte[] key;
    final String place;
    final int server;
    final @Nullable MemcachedEntry seen;
    final byte[] item;
    final int expiry;

    /**
     * Token of the item to compare with; 0 to add an item. After the change, token of the new item.
     */
    long cas;

    /** Whether {@link #cas} must be read first. */
    boolean needsRead;

    @Nullable Boolean done;

    Change(byte[] key, @Nullable MemcachedEntry seen, byte[] item, int expiry) {
      this.key = key;
      this.place = region.layout().entry(key);
      this.server = servers.serverOf(place);
      this.seen = seen;
      this.item = item;
      this.expiry = expiry;
      this.cas = (seen == null) ? 0 : seen.cas();
      this.needsRead = cas == 0 && seen != null;
      if (seen != null && region.known(server).isCleared(seen.epoch())) {
        this.done = false; // the entry was cleared, but the server still has it
      }
    }

    Storing<?> send(Round round) {
      return (cas == 0)
          ? round.add(place, expiry, item)
          : round.compareAndSet(place, cas, expiry, item);
    }

    /** Waits for the answer of the server, and records it. */
    void end(Storing<?> sent) {
      if (sent.await() == Stored.DONE) {
        done = true;
        cas = sent.cas();
      } else {
        needsRead = true;
      }
    }

    /** Decides by the current item whether to retry the change. */
    void read(@Nullable Item found) {
      needsRead = false;
      MemcachedEntry entry = region.entry(server, key, found, region.known(server));
      boolean isAbsent = entry == null || entry.isRemoved();
      if ((seen == null) ? isAbsent : seen.equals(entry)) {
        cas = (found == null) ? 0 : found.cas(); // only the deadline was moved, or it is no entry
      } else {
        done = false;
      }
    }
  }

  /** As {@link uno.jcache.spi.Bulk#compareAndSetAll}. */
  List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    List<Change> all = new ArrayList<>(changes.size());
    for (ByteChange each : changes) {
      all.add(change(each));
    }
    commit(all, true);
    return all.stream().map(change -> requireNonNull(change.done)).toList();
  }

  private Change change(ByteChange change) {
    byte[] key = change.key();
    MemcachedEntry seen = (MemcachedEntry) change.seen();
    ByteEntry next = change.next();
    if (next == null) {
      return removal(key, seen);
    }
    int server = serverOf(key);
    Invalidations known = region.known(server);
    Invalidations now = (known.epoch() == 0) ? region.refresh(server) : known;
    byte[] item =
        region.item(
            key,
            next.value(),
            now.epoch(),
            next.policyDeadline(),
            next.notAfter(),
            next.writtenAt());
    Change made = new Change(key, seen, item, region.expiry(next.expiresAt()));
    if (next.epoch() != known.epoch()) {
      made.done = false; // the change was decided before an invalidation
    }
    return made;
  }

  private Change removal(byte[] key, @Nullable MemcachedEntry seen) {
    long epoch = region.known(serverOf(key)).epoch();
    byte[] removed = RemoteEntry.encodeRemoved(epoch, MemcachedRegion.newVersion());
    return new Change(key, seen, removed, REMOVED_SECONDS);
  }

  /**
   * Commits each change, or finds that it can no longer be made.
   *
   * @param isReported whether other processes get a message
   */
  private void commit(List<Change> all, boolean isReported) {
    List<Change> open = open(all);
    while (!open.isEmpty()) {
      read(open.stream().filter(change -> change.needsRead).toList());
      send(open(open), isReported);
      open = open(open);
    }
  }

  private static List<Change> open(List<Change> changes) {
    return changes.stream().filter(change -> change.done == null).toList();
  }

  private void read(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    List<@Nullable Item> found = new ArrayList<>();
    try (Round round = region.round()) {
      changes.stream()
          .map(change -> round.gets(change.place))
          .toList()
          .forEach(reply -> found.add(reply.await()));
    }
    for (int i = 0; i < changes.size(); i++) {
      changes.get(i).read(found.get(i));
    }
  }

  /**
   * Sends changes. After the changes of a server, the number for their message is requested, before
   * the changes of the next server are sent. So if the next server fails, no change on the others
   * goes unreported.
   */
  private void send(List<Change> changes, boolean isReported) {
    if (changes.isEmpty()) {
      return;
    }
    Map<Integer, List<Change>> byServer = new HashMap<>();
    changes.forEach(
        change -> byServer.computeIfAbsent(change.server, s -> new ArrayList<>()).add(change));
    Map<Change, Storing<?>> sent = new LinkedHashMap<>();
    List<ChangeMessages.Sending> sendings = new ArrayList<>();
    List<StoreException> failures = new ArrayList<>();
    try (Round round = region.round()) {
      byServer.forEach(
          (server, ofServer) -> {
            attempt(
                () -> ofServer.forEach(change -> sent.put(change, change.send(round))), failures);
            if (isReported) {
              List<byte[]> keys = ofServer.stream().map(change -> change.key).toList();
              attempt(() -> sendings.add(messages.changed(round, server, keys)), failures);
            }
          });
      sent.forEach((change, storing) -> attempt(() -> change.end(storing), failures));
      sendings.forEach(sending -> attempt(sending::send, failures));
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  private static void attempt(Runnable action, List<StoreException> failures) {
    try {
      action.run();
    } catch (StoreException e) {
      failures.add(e);
    }
  }

  // ---- other changes

  /**
   * As {@link uno.jcache.spi.ByteStore#touch}. Other processes need no message about a moved
   * deadline.
   */
  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    MemcachedEntry entry = (MemcachedEntry) seen;
    byte[] item = entry.entry().touched(policyDeadline, notAfter);
    Change change = new Change(key, entry, item, region.expiry(Math.min(policyDeadline, notAfter)));
    commit(List.of(change), false);
    return requireNonNull(change.done);
  }

  /**
   * As {@link uno.jcache.spi.Shared#announceRemoval}. If there is an entry by now, the process that
   * stored it has announced the change.
   */
  void announceRemoval(byte[] key) {
    commit(List.of(removal(key, null)), true);
  }

  // ---- puts

  /** As {@link uno.jcache.spi.BlindPuts#putAll}. */
  List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    List<Put> puts = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      region.requireStorable(keys.get(i), values.get(i));
      puts.add(new Put(keys.get(i), values.get(i), deadline, keepsDeadline));
    }
    if (puts.size() == 1) {
      int server = serverOf(keys.get(0));
      return List.of(combiners.get(server).put(puts.get(0)));
    }
    putAll(puts);
    return puts.stream().map(put -> requireNonNull(put.isStored)).toList();
  }

  /** Stores values. Of several values for the same key, only the last is stored. */
  private void putAll(List<Put> puts) {
    Map<ByteBuffer, Put> last = new LinkedHashMap<>();
    puts.forEach(put -> last.put(ByteBuffer.wrap(put.key), put));
    List<Put> open = List.copyOf(last.values());
    while (!open.isEmpty()) {
      List<@Nullable MemcachedEntry> seen =
          region.readToChange(open.stream().map(put -> put.key).toList());
      Map<Put, Change> changes = new LinkedHashMap<>();
      for (int i = 0; i < open.size(); i++) {
        Put put = open.get(i);
        if (put.keepsDeadline && !region.known(serverOf(put.key)).isEmpty()) {
          put.isStored = false; // the deadline may be that of a hidden entry
        } else {
          changes.put(put, put(put, seen.get(i)));
        }
      }
      commit(List.copyOf(changes.values()), true);
      List<Put> left = new ArrayList<>();
      changes.forEach(
          (put, change) -> {
            if (requireNonNull(change.done)) {
              put.isStored = true;
            } else {
              left.add(put);
            }
          });
      open = left;
    }
    puts.forEach(put -> put.isStored = requireNonNull(last.get(ByteBuffer.wrap(put.key))).isStored);
  }

  private int serverOf(byte[] key) {
    return servers.serverOf(region.layout().entry(key));
  }

  private Change put(Put put, @Nullable MemcachedEntry seen) {
    long deadline =
        (put.keepsDeadline && seen != null && region.deadlines().isLive(seen.expiresAt()))
            ? seen.policyDeadline()
            : put.deadline;
    byte[] item =
        region.item(
            put.key,
            put.value,
            region.known(serverOf(put.key)).epoch(),
            deadline,
            Deadlines.NEVER,
            region.deadlines().now());
    return new Change(put.key, seen, item, region.expiry(deadline));
  }

  // ---- leases

  /** As {@link uno.jcache.spi.Shared#lease}. */
  List<ByteLease> lease(List<byte[]> keys) {
    Map<Integer, ByteLease> leases = new HashMap<>();
    while (leases.size() < keys.size()) {
      List<Integer> open =
          IntStream.range(0, keys.size()).filter(i -> !leases.containsKey(i)).boxed().toList();
      List<@Nullable MemcachedEntry> found =
          region.readToChange(open.stream().map(keys::get).toList());
      Map<Integer, Change> absent = new LinkedHashMap<>();
      for (int i = 0; i < open.size(); i++) {
        MemcachedEntry entry = found.get(i);
        if (entry == null || entry.isRemoved()) {
          absent.put(open.get(i), leasing(keys.get(open.get(i)), entry));
        } else {
          leases.put(open.get(i), new ByteLease(entry, entry.isPlaceholder()));
        }
      }
      commit(List.copyOf(absent.values()), false); // near caches hold nothing for an absent entry
      absent.forEach(
          (i, change) -> {
            if (requireNonNull(change.done)) {
              leases.put(i, new ByteLease(made(change), false));
            }
          });
    }
    return IntStream.range(0, keys.size()).mapToObj(i -> requireNonNull(leases.get(i))).toList();
  }

  private Change leasing(byte[] key, @Nullable MemcachedEntry removed) {
    long epoch = region.known(serverOf(key)).epoch();
    byte[] lease = RemoteEntry.encodeLease(epoch, MemcachedRegion.newVersion());
    return new Change(key, removed, lease, LEASE_SECONDS);
  }

  private static MemcachedEntry made(Change lease) {
    RemoteEntry entry = requireNonNull(RemoteEntry.decode(lease.item, RemoteEntry.KEYED));
    return new MemcachedEntry(entry, lease.cas);
  }
}
