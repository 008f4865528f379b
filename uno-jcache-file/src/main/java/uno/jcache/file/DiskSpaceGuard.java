/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import uno.jcache.spi.StoreException;

/**
 * Refuses changes when the disk is nearly full. Changes are written after their callers returned,
 * so a full disk would be noticed too late; and other programs may need the remaining space.
 */
final class DiskSpaceGuard {
  /** The free space is measured once a second, and whenever this many bytes were written. */
  private static final long BYTES_PER_CHECK = 1 << 20;

  private final Path dir;
  private final long reserve;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean low;

  DiskSpaceGuard(FileSettings settings) {
    this.dir = settings.dir();
    this.reserve = settings.reserve();
  }

  /**
   * Checks the space before a change.
   *
   * @throws StoreException if the disk has too little free space
   */
  void checkSpace(int bytes) {
    if (written.addAndGet(bytes) > BYTES_PER_CHECK) {
      refresh();
    }
    if (low) {
      throw new StoreException(
          dir
              + " has fewer than "
              + reserve
              + " free bytes, so no entries are stored. Free some disk space, or lower '"
              + FileSettings.RESERVE.name()
              + "'");
    }
  }

  /** Measures the free space. */
  void refresh() {
    written.set(0);
    low = free() < reserve && Files.isDirectory(dir); // a missing directory also reports 0
  }

  /** Returns whether less than the reserve is free. */
  boolean isLow() {
    return low;
  }

  /** Returns the free bytes. */
  long free() {
    return dir.toFile().getUsableSpace();
  }
}
