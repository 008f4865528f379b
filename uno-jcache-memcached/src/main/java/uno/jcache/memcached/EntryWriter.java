/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.Round.Item;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.memcached.Round.Stored;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * Changes the entries of a region. Changes of several keys are sent in one round; then follows, for
 * each server, the number of the message about them, so that no other process misses them.
 */
final class EntryWriter {
  private static final int LEASE_SECONDS = 3_600;

  private final MemcachedRegion region;
  private final MemcachedServers servers;
  private final ChangeMessages messages;

  EntryWriter(MemcachedRegion region, ChangeMessages messages) {
    this.region = region;
    this.servers = region.servers();
    this.messages = messages;
  }

  // ---- compare and set

  /** A change in progress. */
  private final class Change {
    final byte[] key;
    final String place;
    final int server;
    final @Nullable MemcachedEntry seen;
    final byte @Nullable [] item; // null to remove
    final int expiry;

    /** What to compare with: an item that is absent (0), or this one. */
    long cas;

    /** Whether {@link #cas} must be read first. */
    boolean needsRead;

    /** Whether the item is stored whatever is there. */
    boolean isBlind;

    @Nullable Boolean done;

    Change(byte[] key, @Nullable MemcachedEntry seen, byte @Nullable [] item, int expiry) {
      this.key = key;
      this.place = region.layout().entry(key);
      this.server = servers.serverOf(place);
      this.seen = seen;
      this.item = item;
      this.expiry = expiry;
      this.cas = (seen == null) ? 0 : seen.cas();
      this.needsRead = cas == 0 && (seen != null || item == null);
      if (seen != null && region.known(server).isCleared(seen.epoch())) {
        this.done = false; // it is still there, for the server
      }
    }

    Reply<?, Stored> send(Round round) {
      if (item == null) {
        return round.compareAndDelete(place, cas);
      } else if (isBlind) {
        return round.set(place, expiry, item);
      }
      return (cas == 0)
          ? round.add(place, expiry, item)
          : round.compareAndSet(place, cas, expiry, item);
    }

    /** Takes note of the answer of the server. */
    void end(Stored stored) {
      if (stored == Stored.DONE) {
        done = true;
      } else {
        needsRead = true;
      }
    }

    /** Decides by the item that is there now whether to try again. */
    void read(@Nullable Item found) {
      needsRead = false;
      MemcachedEntry entry = region.entry(server, key, found, region.known(server));
      if (seen == null && entry == null && item == null) {
        done = true; // there is nothing to remove
      } else if (seen == null && entry == null) {
        cas = (found == null) ? 0 : found.cas(); // over what is not an entry any more
      } else if (seen != null && seen.equals(entry)) {
        cas = requireNonNull(entry).cas(); // its deadline was moved
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
      return new Change(key, seen, null, 0);
    }
    int server = servers.serverOf(region.layout().entry(key));
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
      made.done = false; // it was decided before an invalidation
    }
    return made;
  }

  /**
   * Commits changes, or finds that they cannot be.
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
   * Sends changes. Those of a server are followed by the number of their message, before those of
   * the next server are sent: if that one fails, no change of the others goes unreported.
   */
  private void send(List<Change> changes, boolean isReported) {
    if (changes.isEmpty()) {
      return;
    }
    Map<Integer, List<Change>> byServer = new HashMap<>();
    changes.forEach(
        change -> byServer.computeIfAbsent(change.server, s -> new ArrayList<>()).add(change));
    Map<Change, Reply<?, Stored>> replies = new LinkedHashMap<>();
    List<ChangeMessages.Sending> sendings = new ArrayList<>();
    List<StoreException> failures = new ArrayList<>();
    try (Round round = region.round()) {
      byServer.forEach(
          (server, ofServer) -> {
            attempt(
                () -> ofServer.forEach(change -> replies.put(change, change.send(round))),
                failures);
            if (isReported) {
              List<byte[]> keys = ofServer.stream().map(change -> change.key).toList();
              attempt(() -> sendings.add(messages.changed(round, Map.of(server, keys))), failures);
            }
          });
      replies.forEach((change, reply) -> attempt(() -> change.end(reply.await()), failures));
      sendings.forEach(ChangeMessages.Sending::send);
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

  /** As {@link uno.jcache.spi.ByteStore#touch}: other processes need no message about that. */
  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    MemcachedEntry entry = (MemcachedEntry) seen;
    byte[] item = entry.entry().touched(policyDeadline, notAfter);
    Change change = new Change(key, entry, item, region.expiry(Math.min(policyDeadline, notAfter)));
    commit(List.of(change), false);
    return requireNonNull(change.done);
  }

  /** As {@link uno.jcache.spi.BlindPuts#putAll}. */
  List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    if (keepsDeadline) {
      putAllKeepingDeadlines(keys, values, deadline);
    } else {
      setAll(keys, values, deadline);
    }
    return keys.stream().map(key -> true).toList();
  }

  private void setAll(List<byte[]> keys, List<byte[]> values, long deadline) {
    List<String> places = keys.stream().map(region.layout()::entry).toList();
    Map<Integer, Invalidations> now = region.invalidations(region.byServer(places).keySet());
    long writtenAt = region.deadlines().now();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      long epoch = requireNonNull(now.get(servers.serverOf(places.get(i)))).epoch();
      byte[] item =
          region.item(keys.get(i), values.get(i), epoch, deadline, Deadlines.NEVER, writtenAt);
      Change change = new Change(keys.get(i), null, item, region.expiry(deadline));
      change.isBlind = true;
      changes.add(change);
    }
    send(changes, true);
  }

  private void putAllKeepingDeadlines(List<byte[]> keys, List<byte[]> values, long deadline) {
    List<Integer> open = IntStream.range(0, keys.size()).boxed().toList();
    while (!open.isEmpty()) {
      List<Integer> trying = open;
      List<@Nullable MemcachedEntry> seen = region.read(trying.stream().map(keys::get).toList());
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < trying.size(); i++) {
        changes.add(
            putOver(seen.get(i), keys.get(trying.get(i)), values.get(trying.get(i)), deadline));
      }
      commit(changes, true);
      open =
          IntStream.range(0, trying.size())
              .filter(i -> !requireNonNull(changes.get(i).done))
              .mapToObj(trying::get)
              .toList();
    }
  }

  private Change putOver(@Nullable MemcachedEntry seen, byte[] key, byte[] value, long deadline) {
    boolean keeps = seen != null && region.deadlines().isLive(seen.expiresAt());
    long policyDeadline = (seen != null && keeps) ? seen.policyDeadline() : deadline;
    long epoch = region.known(servers.serverOf(region.layout().entry(key))).epoch();
    byte[] item =
        region.item(key, value, epoch, policyDeadline, Deadlines.NEVER, region.deadlines().now());
    return new Change(key, seen, item, region.expiry(policyDeadline));
  }

  /** As {@link uno.jcache.spi.Shared#announceRemoval}. */
  void announce(byte[] key) {
    int server = servers.serverOf(region.layout().entry(key));
    try (Round round = region.round()) {
      messages.changed(round, Map.of(server, List.of(key))).send();
    }
  }

  // ---- leases

  /** As {@link uno.jcache.spi.Shared#lease}. */
  List<ByteLease> lease(List<byte[]> keys) {
    Map<Integer, ByteLease> leases = new HashMap<>();
    while (leases.size() < keys.size()) {
      List<Integer> open =
          IntStream.range(0, keys.size()).filter(i -> !leases.containsKey(i)).boxed().toList();
      List<@Nullable MemcachedEntry> found = region.read(open.stream().map(keys::get).toList());
      List<Integer> absent = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        MemcachedEntry entry = found.get(i);
        if (entry == null) {
          absent.add(open.get(i));
        } else {
          leases.put(open.get(i), new ByteLease(entry, entry.isLease()));
        }
      }
      leases.putAll(leaseAbsent(keys, absent));
    }
    return IntStream.range(0, keys.size()).mapToObj(i -> requireNonNull(leases.get(i))).toList();
  }

  private Map<Integer, ByteLease> leaseAbsent(List<byte[]> keys, List<Integer> absent) {
    List<Change> changes = new ArrayList<>();
    for (int i : absent) {
      byte[] key = keys.get(i);
      long epoch = region.known(servers.serverOf(region.layout().entry(key))).epoch();
      byte[] lease = RemoteEntry.encodeLease(epoch, MemcachedRegion.newVersion());
      changes.add(new Change(key, null, lease, LEASE_SECONDS));
    }
    commit(changes, false); // a near cache has nothing of an absent entry
    Map<Integer, ByteLease> leases = new HashMap<>();
    for (int i = 0; i < absent.size(); i++) {
      Change change = changes.get(i);
      RemoteEntry lease = RemoteEntry.decode(requireNonNull(change.item), RemoteEntry.KEYED);
      if (requireNonNull(change.done)) {
        leases.put(
            absent.get(i), new ByteLease(new MemcachedEntry(requireNonNull(lease), 0), false));
      }
    }
    return leases;
  }
}
