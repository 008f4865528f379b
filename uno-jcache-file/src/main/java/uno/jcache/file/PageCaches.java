/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shares the heap that holds pages of files among the regions of a provider. Each file has a page
 * cache of its own, as MVStore has it, with a limit in MiB. Now and then the limits are set: no
 * region needs more than all that it has; where all together need too much, those that need most
 * get the same, and no less than a MiB. So that many regions of a MiB each do not exceed it by far,
 * a cache is emptied then if its region was not read for a while.
 *
 * <p>A cache is emptied also when its limit changes, so small changes are not followed.
 */
final class PageCaches {
  private static final long MIB = 1 << 20;

  /** What a byte of an entry takes in a page in the heap, at most, but for tiny entries. */
  private static final int HEAP_PER_BYTE = 2;

  private final long total;
  private final Set<RegionFile> files = ConcurrentHashMap.newKeySet();

  /**
   * Shares heap.
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
   * Returns the limit for a file that is opened, in MiB.
   *
   * @param bytes that the file has
   */
  int first(long bytes) {
    int others = files.size();
    return mib(Math.min(need(bytes), Math.max(total / (others + 1), MIB)));
  }

  private static long need(long bytes) {
    return Math.max(bytes, 0) * HEAP_PER_BYTE;
  }

  private static int mib(long bytes) {
    return (int) Math.max(1, (bytes + MIB - 1) / MIB);
  }

  /** A region and what it needs. */
  private record Share(Session session, long need) {}

  /** Sets the limits anew; to be called about once a second. */
  void look() {
    List<Share> shares = new ArrayList<>();
    for (RegionFile file : files) {
      Session session = file.sessionOrNull();
      if (session != null) {
        shares.add(new Share(session, need(file.accounting().bytes())));
      }
    }
    shares.sort(Comparator.comparingLong(Share::need));
    long left = total;
    int others = shares.size();
    for (Share share : shares) {
      long limit = Math.min(share.need(), left / others);
      left -= limit;
      others--;
      limit(share, limit);
    }
  }

  private static void limit(Share share, long bytes) {
    Session session = share.session();
    boolean isIdle = session.isIdle();
    int limit = mib(bytes);
    int now = session.pageCache();
    boolean isTight = bytes < Math.min(share.need(), MIB); // it may have more than its share
    if (limit > 2 * now || limit < now - now / 4 || (isTight && isIdle)) {
      session.setPageCache(limit);
    }
  }
}
