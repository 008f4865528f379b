/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shares the provider's page cache among its regions. MVStore has one page cache per file, with a
 * limit in MiB. The limits are set about once a second:
 *
 * <ul>
 *   <li>A region gets at most what all of its entries need.
 *   <li>If the regions need more than the total, the largest ones get equal shares.
 *   <li>MVStore's smallest limit is 1 MiB. If a region's share is smaller than that, its cache is
 *       emptied while the region is not being read, so that even many regions use little more than
 *       the total.
 * </ul>
 *
 * <p>A new limit empties the cache, so small differences are ignored.
 */
final class PageCaches {
  private static final long MIB = 1 << 20;

  /**
   * Upper bound for the heap bytes per byte of an entry, except for tiny entries, which need more.
   */
  private static final int HEAP_PER_BYTE = 2;

  private final long total;
  private final Set<RegionFile> files = ConcurrentHashMap.newKeySet();

  /**
   * Creates the shared page cache.
   *
   * @param total in bytes
   */
  PageCaches(long total) {
    this.total = total;
  }

  void add(RegionFile file) {
    boolean unused = files.add(file);
  }

  void remove(RegionFile file) {
    boolean unused = files.remove(file);
  }

  /**
   * Returns the limit for a file that is being opened, in MiB.
   *
   * @param bytes size of the file
   */
  int initialMib(long bytes) {
    int others = files.size();
    return mib(Math.min(demand(bytes), Math.max(total / (others + 1), MIB)));
  }

  private static long demand(long bytes) {
    return Math.max(bytes, 0) * HEAP_PER_BYTE;
  }

  private static int mib(long bytes) {
    return (int) Math.max(1, (bytes + MIB - 1) / MIB);
  }

  /**
   * The demand of a region.
   *
   * @param bytes of the heap
   */
  private record Demand(Session session, long bytes) {}

  /** Sets the limits. To be called about once a second. */
  void rebalance() {
    List<Demand> demands = new ArrayList<>();
    for (RegionFile file : files) {
      Session session = file.sessionOrNull();
      if (session != null) {
        demands.add(new Demand(session, demand(file.state().accounting().bytes())));
      }
    }
    demands.sort(Comparator.comparingLong(Demand::bytes));
    long left = total;
    int others = demands.size();
    for (Demand demand : demands) {
      long limit = Math.min(demand.bytes(), left / others);
      left -= limit;
      others--;
      setLimit(demand, limit);
    }
  }

  private static void setLimit(Demand demand, long bytes) {
    Session session = demand.session();
    boolean isIdle = session.isIdle();
    int limit = mib(bytes);
    int current = session.pageCacheMib();
    boolean isTight = bytes < Math.min(demand.bytes(), MIB); // 1 MiB is more than its share
    if (limit > 2 * current || limit < current - current / 4 || (isTight && isIdle)) {
      session.setPageCacheMib(limit);
    }
  }
}
