/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Invalidations;

/** Scans all entries of a region with {@code SCAN}, in chunks. */
final class RegionScanner {
  /** How often entries are counted at most, if the region is cleared repeatedly. */
  private static final int MOST_COUNTS = 3;

  /** How many keys the server scans for each answer. */
  private static final int CHUNK = 500;

  /** The same for patterns that match few keys. */
  private static final int LARGE_CHUNK = 2_000;

  private final RedisRegion region;
  private final Layout layout;

  RegionScanner(RedisRegion region) {
    this.region = region;
    this.layout = region.layout();
  }

  /** Returns a cursor over the entries, except cleared ones. */
  ByteCursor scan() {
    Invalidations[] unused = region.followAll();
    return new Scan(all(), true);
  }

  /** Returns a cursor, without values, over entries whose keys begin with one of the prefixes. */
  ByteCursor scanWithoutValues(List<byte[]> prefixes) {
    Invalidations[] unused = region.followAll();
    return new Scan(places(prefixes), false);
  }

  private Iterator<String> all() {
    return region.server().scan(layout.entries(), CHUNK);
  }

  /** Returns the Redis keys for these prefixes; perhaps some of them twice, and some others. */
  private Iterator<String> places(List<byte[]> prefixes) {
    Iterator<byte[]> left = prefixes.iterator();
    return new Iterator<>() {
      private Iterator<String> places = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!places.hasNext() && left.hasNext()) {
          places = placesOf(left.next());
        }
        return places.hasNext();
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return places.next();
      }
    };
  }

  private Iterator<String> placesOf(byte[] prefix) {
    return (prefix.length == 0) ? all() : region.server().scan(layout.entries(prefix), LARGE_CHUNK);
  }

  /** Returns whether an entry was not cleared, by the last known invalidations. */
  private boolean isThere(RedisEntry entry, int bucket) {
    return RedisRegion.isThere(entry, region.known().at(bucket));
  }

  /**
   * Fetches the entries in chunks. Entries that were cleared after they were fetched are skipped:
   * {@link #advance} checks each entry against the known invalidations.
   */
  private final class Scan implements ByteCursor {
    private final Iterator<String> places;
    private final Set<String> seen = new HashSet<>();
    private final Queue<ScannedEntry> fetched = new ArrayDeque<>();
    private final boolean withValues;
    private @Nullable ScannedEntry at;

    Scan(Iterator<String> places, boolean withValues) {
      this.places = places;
      this.withValues = withValues;
    }

    @Override
    public boolean advance() {
      do {
        while (fetched.isEmpty() && places.hasNext()) {
          fetch();
        }
        at = fetched.poll();
      } while (at != null && !isThere(at.entry, layout.bucket(at.key)));
      return at != null;
    }

    private void fetch() {
      List<String> fetching = new ArrayList<>();
      int most = withValues ? region.sizes().together() : RedisRegion.AT_ONCE;
      while (fetching.size() < most && places.hasNext()) {
        String place = places.next();
        if (layout.bucketOf(place) >= 0 && seen.add(place)) {
          fetching.add(place);
        }
      }
      if (fetching.isEmpty()) {
        return;
      }
      region.lease().renew();
      long[] asked = region.known().epochs();
      List<? extends byte @Nullable []> found =
          withValues ? region.fetched(fetching, fetching.size()) : heads(fetching);
      for (int i = 0; i < fetching.size(); i++) {
        byte[] stored = found.get(i);
        if (stored != null) {
          fetched(fetching.get(i), stored, asked);
        }
      }
    }

    private void fetched(String place, byte[] stored, long[] asked) {
      RedisEntry entry =
          withValues
              ? RedisEntry.decode(stored, region.format())
              : RedisEntry.decodeHead(stored, region.format());
      if (entry == null) {
        if (withValues) { // without the whole value, it cannot be dropped
          region.drop(place, stored);
        }
        return;
      }
      byte[] key = layout.key(place, entry.key());
      if (key != null && !entry.isLease()) {
        fetched.add(new ScannedEntry(key, entry, asked[layout.bucket(key)]));
      }
    }

    private ScannedEntry at() {
      if (at == null) {
        throw new NoSuchElementException("advance first");
      }
      return at;
    }

    @Override
    public byte[] key() {
      return at().key;
    }

    @Override
    public ByteEntry entry() {
      return at().entry;
    }

    @Override
    public long epoch() {
      return at().epoch;
    }

    @Override
    public void close() {}
  }

  private static final class ScannedEntry {
    final byte[] key;
    final RedisEntry entry;
    final long epoch;

    /**
     * Creates a scanned entry.
     *
     * @param epoch the last known epoch of its bucket when it was fetched
     */
    ScannedEntry(byte[] key, RedisEntry entry, long epoch) {
      this.key = key;
      this.entry = entry;
      this.epoch = epoch;
    }
  }

  /**
   * Counts entries by their headers, without transferring values. Repeats the count if the region
   * was cleared meanwhile.
   */
  long size() {
    for (int attempt = 1; ; attempt++) {
      Invalidations[] before = region.followAll();
      long size = count();
      if (attempt == MOST_COUNTS || !wasCleared(before)) {
        return size;
      }
    }
  }

  private boolean wasCleared(Invalidations[] before) {
    for (int i = 0; i < before.length; i++) {
      if (region.known().at(i).isCleared(before[i].epoch())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the headers of entries. */
  private List<byte[]> heads(List<String> places) {
    return places.isEmpty()
        ? List.of()
        : region.runAll(places.stream().map(place -> ScriptCall.of(Scripts.HEAD, place)).toList());
  }

  private long count() {
    Set<String> seen = new HashSet<>();
    AtomicLong size = new AtomicLong();
    forEachChunk(
        () -> true,
        chunk -> {
          List<String> counted = chunk.stream().filter(seen::add).toList();
          List<byte[]> heads = heads(counted);
          for (int i = 0; i < heads.size(); i++) {
            RedisEntry entry = RedisEntry.decodeHead(heads.get(i), region.format());
            if (entry != null
                && !entry.isLease()
                && isThere(entry, layout.bucketOf(counted.get(i)))) {
              size.incrementAndGet();
            }
          }
        });
    return size.get();
  }

  /**
   * Calls an action with the Redis keys of all entries, in chunks; perhaps some of them twice.
   *
   * @param isWanted called before each key; if it returns false, the scan ends
   */
  private void forEachChunk(BooleanSupplier isWanted, Consumer<List<String>> action) {
    List<String> chunk = new ArrayList<>();
    Iterator<String> places = all();
    while (places.hasNext() && isWanted.getAsBoolean()) {
      String place = places.next();
      if (layout.bucketOf(place) >= 0) {
        chunk.add(place);
      }
      if (chunk.size() == RedisRegion.AT_ONCE || (!places.hasNext() && !chunk.isEmpty())) {
        action.accept(List.copyOf(chunk));
        chunk.clear();
      }
    }
  }

  /** Removes cleared entries, until {@code isWanted} returns false. */
  void removeCleared(BooleanSupplier isWanted) {
    forEachChunk(
        isWanted,
        chunk -> {
          List<Boolean> unused = region.runAll(chunk.stream().map(this::reclaiming).toList());
          region.lease().renew();
        });
  }

  private ScriptCall<Boolean> reclaiming(String place) {
    String invalidations = layout.invalidations(layout.bucketOf(place));
    return new ScriptCall<>(Scripts.RECLAIM, List.of(invalidations, place), List.of());
  }

  /** Removes all Redis keys of the region: entries, invalidations and the lease. */
  void removeAll() {
    forEachChunk(() -> true, region.server()::unlink);
    region.server().unlink(List.of(layout.allInvalidations()));
    region.server().unlink(List.of(layout.reclaiming()));
  }
}
