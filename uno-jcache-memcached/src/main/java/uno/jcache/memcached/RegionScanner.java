/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.Round.Item;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.remote.RemoteEntry;

/** Scans the entries of a region, one server after the other. */
final class RegionScanner {
  private final MemcachedRegion region;
  private final MemcachedServers servers;
  private final Layout layout;

  RegionScanner(MemcachedRegion region) {
    this.region = region;
    this.servers = region.servers();
    this.layout = region.layout();
  }

  /** As {@link uno.jcache.spi.Scannable#scan}. */
  ByteCursor scan() {
    return new Scan(layout::isEntry);
  }

  /** As {@link uno.jcache.spi.Scannable#scanKeys}. */
  ByteCursor scanKeys(List<byte[]> prefixes) {
    return new Scan(key -> layout.isEntry(key) && mayBegin(layout.keyIn(key), prefixes));
  }

  private static boolean mayBegin(byte @Nullable [] key, List<byte[]> prefixes) {
    return key == null
        || prefixes.stream()
            .anyMatch(
                prefix ->
                    key.length >= prefix.length
                        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length));
  }

  /** As {@link uno.jcache.spi.Scannable#size}. */
  long size() {
    long size = 0;
    try (ByteCursor cursor = scan()) {
      while (cursor.advance()) {
        size++;
      }
    }
    return size;
  }

  /** An entry that was read ahead. */
  private static final class Scanned {
    final int server;
    final MemcachedEntry entry;
    final byte[] key;
    final long epoch; // the last known epoch of its server at that time

    Scanned(int server, MemcachedEntry entry, byte[] key, long epoch) {
      this.server = server;
      this.entry = entry;
      this.key = key;
      this.epoch = epoch;
    }
  }

  private final class Scan implements ByteCursor {
    private final Predicate<String> wanted;
    private final Queue<Scanned> fetched = new ArrayDeque<>();
    private int server = -1;
    private SpooledKeys keys = new SpooledKeys();
    private @Nullable Scanned current;

    Scan(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public boolean advance() {
      do {
        while (fetched.isEmpty() && hasKeys()) {
          fetch();
        }
        current = fetched.poll();
      } while (current != null && region.known(current.server).isCleared(current.entry.epoch()));
      return current != null;
    }

    private boolean hasKeys() {
      while (!keys.hasNext() && server + 1 < servers.count()) {
        server++;
        int dumped = server;
        region.requireOpen();
        keys.close();
        keys =
            new KeyDump(servers, dumped)
                .keys(key -> wanted.test(key) && servers.serverOf(key) == dumped);
      }
      return keys.hasNext();
    }

    private void fetch() {
      List<String> places = new ArrayList<>();
      while (places.size() < region.sizes().together() && keys.hasNext()) {
        places.add(keys.next());
      }
      long epoch = region.known(server).epoch();
      Invalidations now = region.refresh(server);
      Map<String, byte[]> items = new HashMap<>();
      try (Round round = region.round()) {
        items.putAll(round.getAll(server, places).await());
      }
      for (String place : places) {
        byte[] bytes = items.get(place);
        if (bytes != null) {
          fetched(place, new Item(bytes, 0), now, epoch);
        }
      }
    }

    private void fetched(String place, Item item, Invalidations now, long epoch) {
      RemoteEntry entry = region.decode(item);
      byte[] key = (entry == null) ? null : entry.key();
      if (entry != null
          && key != null
          && !entry.isPlaceholder()
          && layout.entry(key).equals(place)
          && region.isPresent(server, entry, now)) {
        fetched.add(new Scanned(server, new MemcachedEntry(entry, 0), key, epoch));
      }
    }

    private Scanned current() {
      if (current == null) {
        throw new NoSuchElementException("advance first");
      }
      return current;
    }

    @Override
    public byte[] key() {
      return current().key;
    }

    @Override
    public ByteEntry entry() {
      return current().entry;
    }

    @Override
    public long epoch() {
      return current().epoch;
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
