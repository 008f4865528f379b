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
import uno.jcache.spi.remote.RemoteEntry;

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
    Invalidations[] unused = region.refreshInvalidations();
    return new Scan(all(), true);
  }

  /** Returns a cursor, without values, over entries whose keys begin with one of the prefixes. */
  ByteCursor scanWithoutValues(List<byte[]> prefixes) {
    Invalidations[] unused = region.refreshInvalidations();
    return new Scan(redisKeys(prefixes), false);
  }

  private Iterator<String> all() {
    return region.server().scan(layout.entries(), CHUNK);
  }

  /** Returns the Redis keys for these prefixes; perhaps some of them twice, and some others. */
  private Iterator<String> redisKeys(List<byte[]> prefixes) {
    Iterator<byte[]> left = prefixes.iterator();
    return new Iterator<>() {
      private Iterator<String> redisKeys = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!redisKeys.hasNext() && left.hasNext()) {
          redisKeys = redisKeysOf(left.next());
        }
        return redisKeys.hasNext();
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return redisKeys.next();
      }
    };
  }

  private Iterator<String> redisKeysOf(byte[] prefix) {
    return (prefix.length == 0) ? all() : region.server().scan(layout.entries(prefix), LARGE_CHUNK);
  }

  /** Returns whether an entry was not cleared, by the last known invalidations. */
  private boolean isNotCleared(RemoteEntry entry, int bucket) {
    return RedisRegion.isNotCleared(entry, region.known().at(bucket));
  }

  /**
   * Fetches the entries in chunks. Entries that were cleared after they were fetched are skipped:
   * {@link #advance} checks each entry against the known invalidations.
   */
  private final class Scan implements ByteCursor {
    private final Iterator<String> redisKeys;
    private final Set<String> seen = new HashSet<>();
    private final Queue<ScannedEntry> fetched = new ArrayDeque<>();
    private final boolean withValues;
    private @Nullable ScannedEntry at;

    Scan(Iterator<String> redisKeys, boolean withValues) {
      this.redisKeys = redisKeys;
      this.withValues = withValues;
    }

    @Override
    public boolean advance() {
      do {
        while (fetched.isEmpty() && redisKeys.hasNext()) {
          fetch();
        }
        at = fetched.poll();
      } while (at != null && !isNotCleared(at.entry, layout.bucket(at.key)));
      return at != null;
    }

    private void fetch() {
      List<String> fetching = new ArrayList<>();
      int most = withValues ? region.sizes().together() : RedisRegion.KEYS_PER_SCRIPT;
      while (fetching.size() < most && redisKeys.hasNext()) {
        String redisKey = redisKeys.next();
        if (layout.bucketOf(redisKey) >= 0 && seen.add(redisKey)) {
          fetching.add(redisKey);
        }
      }
      if (fetching.isEmpty()) {
        return;
      }
      region.lease().renew();
      long[] epochsWhenSent = region.known().epochs();
      List<? extends byte @Nullable []> found =
          withValues ? region.fetched(fetching, fetching.size()) : headers(fetching);
      for (int i = 0; i < fetching.size(); i++) {
        byte[] stored = found.get(i);
        if (stored != null) {
          fetched(fetching.get(i), stored, epochsWhenSent);
        }
      }
    }

    private void fetched(String redisKey, byte[] stored, long[] epochsWhenSent) {
      RemoteEntry entry =
          withValues
              ? RemoteEntry.decode(stored, region.format())
              : RemoteEntry.decodeHead(stored, region.format());
      if (entry == null) {
        if (withValues) { // without the whole value, it cannot be dropped
          region.drop(redisKey, stored);
        }
        return;
      }
      byte[] key = layout.key(redisKey, entry.key());
      if (key != null && !entry.isPlaceholder()) {
        fetched.add(new ScannedEntry(key, entry, epochsWhenSent[layout.bucket(key)]));
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
    final RemoteEntry entry;
    final long epoch;

    /**
     * Creates a scanned entry.
     *
     * @param epoch the last known epoch of its bucket when it was fetched
     */
    ScannedEntry(byte[] key, RemoteEntry entry, long epoch) {
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
      Invalidations[] before = region.refreshInvalidations();
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
  private List<byte[]> headers(List<String> redisKeys) {
    return redisKeys.isEmpty()
        ? List.of()
        : region.runAll(
            redisKeys.stream().map(redisKey -> ScriptCall.of(Scripts.HEAD, redisKey)).toList());
  }

  private long count() {
    Set<String> seen = new HashSet<>();
    AtomicLong size = new AtomicLong();
    forEachChunk(
        () -> true,
        chunk -> {
          List<String> counted = chunk.stream().filter(seen::add).toList();
          List<byte[]> headers = headers(counted);
          for (int i = 0; i < headers.size(); i++) {
            RemoteEntry entry = RemoteEntry.decodeHead(headers.get(i), region.format());
            if (entry != null
                && !entry.isPlaceholder()
                && isNotCleared(entry, layout.bucketOf(counted.get(i)))) {
              size.incrementAndGet();
            }
          }
        });
    return size.get();
  }

  /**
   * Calls an action with the Redis keys of all entries, in chunks; perhaps some of them twice.
   *
   * @param shouldContinue called before each key; if it returns false, the scan ends
   */
  private void forEachChunk(BooleanSupplier shouldContinue, Consumer<List<String>> action) {
    List<String> chunk = new ArrayList<>();
    Iterator<String> redisKeys = all();
    while (redisKeys.hasNext() && shouldContinue.getAsBoolean()) {
      String redisKey = redisKeys.next();
      if (layout.bucketOf(redisKey) >= 0) {
        chunk.add(redisKey);
      }
      if (chunk.size() == RedisRegion.KEYS_PER_SCRIPT
          || (!redisKeys.hasNext() && !chunk.isEmpty())) {
        action.accept(List.copyOf(chunk));
        chunk.clear();
      }
    }
  }

  /** Removes cleared entries, until {@code shouldContinue} returns false. */
  void removeCleared(BooleanSupplier shouldContinue) {
    forEachChunk(
        shouldContinue,
        chunk -> {
          List<Boolean> unused = region.runAll(chunk.stream().map(this::reclaimCall).toList());
          region.lease().renew();
        });
  }

  private ScriptCall<Boolean> reclaimCall(String redisKey) {
    String invalidations = layout.invalidations(layout.bucketOf(redisKey));
    return new ScriptCall<>(Scripts.RECLAIM, List.of(invalidations, redisKey), List.of());
  }

  /** Removes all Redis keys of the region: entries, invalidations and the lease. */
  void removeAll() {
    forEachChunk(() -> true, region.server()::unlink);
    region.server().unlink(List.of(layout.allInvalidations()));
    region.server().unlink(List.of(layout.reclaiming()));
  }
}
