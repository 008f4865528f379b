/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import uno.jcache.spi.StoreException;

/**
 * Watches the free space of a disk. A full one is noticed too late to be told to those who wrote,
 * and others may need what is left.
 */
final class DiskSpaceGuard {
  private static final long OFTEN = 1 << 20;

  private final Path dir;
  private final long reserve;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean low;

  DiskSpaceGuard(FileSettings settings) {
    this.dir = settings.dir();
    this.reserve = settings.reserve();
  }

  /**
   * Something is to be written.
   *
   * @throws StoreException if the disk has not enough space
   */
  void admit(int bytes) {
    if (written.addAndGet(bytes) > OFTEN) {
      look();
    }
    if (low) {
      throw new StoreException(
          dir
              + " has fewer than "
              + reserve
              + " bytes left, so nothing is stored; make room, or lower '"
              + FileSettings.RESERVE
              + "'");
    }
  }

  /** Finds out how much is free. */
  void look() {
    written.set(0);
    low = free() < reserve && Files.isDirectory(dir); // one that is missing has nothing free, too
  }

  boolean isLow() {
    return low;
  }

  long free() {
    return dir.toFile().getUsableSpace();
  }
}
