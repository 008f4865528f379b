/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the regions of one provider share, so that a thousand small ones cost little more than a
 * few. Safe for use by many threads.
 */
final class FileResources {
  private static final long SECOND = 1_000_000_000;

  private final FileSettings settings;
  private final PlainFile.Opener opener;
  private final Workers workers;
  private final DiskSpaceGuard space;
  private final WriteBuffers buffers = new WriteBuffers();
  private final PageCaches pageCaches;
  private final Semaphore compactions = new Semaphore(Workers.COUNT - 1);
  private final AtomicLong nextLook = new AtomicLong(System.nanoTime());

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

  /** Returns the threads that look after the regions. */
  Workers workers() {
    return workers;
  }

  /** Returns the watch on the disk. */
  DiskSpaceGuard space() {
    return space;
  }

  WriteBuffers buffers() {
    return buffers;
  }

  PageCaches pageCaches() {
    return pageCaches;
  }

  /** Returns the right to give back space, which takes long: somebody is left to write changes. */
  Semaphore compactions() {
    return compactions;
  }

  /** Looks at the disk and the heap, once a second at most. */
  void look() {
    long now = System.nanoTime();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + SECOND)) {
      space.look();
      pageCaches.look();
    }
  }
}
