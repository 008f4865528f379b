/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Resources that the regions of one provider share, so that a thousand small regions cost little
 * more than a few. Safe for use by many threads.
 */
final class FileResources {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final FileSettings settings;
  private final PlainFile.Opener opener;
  private final Workers workers;
  private final DiskSpaceGuard space;
  private final WriteBuffers buffers = new WriteBuffers();
  private final PageCaches pageCaches;
  private final Semaphore compactions = new Semaphore(Workers.COUNT - 1);
  private final AtomicLong nextRefresh = new AtomicLong(System.nanoTime());

  FileResources(String provider, FileSettings settings, PlainFile.Opener opener) {
    this.settings = settings;
    this.opener = opener;
    this.workers = new Workers(provider);
    this.space = new DiskSpaceGuard(settings);
    this.pageCaches = new PageCaches(settings.pageCache());
  }

  FileSettings settings() {
    return settings;
  }

  PlainFile.Opener opener() {
    return opener;
  }

  /** Returns the threads that maintain the regions. */
  Workers workers() {
    return workers;
  }

  /** Returns the guard of the disk's free space. */
  DiskSpaceGuard space() {
    return space;
  }

  WriteBuffers buffers() {
    return buffers;
  }

  PageCaches pageCaches() {
    return pageCaches;
  }

  /** Returns permits for compactions, which take long: one thread stays free to commit changes. */
  Semaphore compactions() {
    return compactions;
  }

  /** Measures the free disk space and shares the page cache, once a second at most. */
  void refresh() {
    long now = System.nanoTime();
    long due = nextRefresh.get();
    if (now - due >= 0 && nextRefresh.compareAndSet(due, now + SECOND_NANOS)) {
      space.refresh();
      pageCaches.rebalance();
    }
  }
}
