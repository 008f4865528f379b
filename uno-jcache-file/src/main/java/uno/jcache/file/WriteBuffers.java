/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.h2.mvstore.WriteBuffer;

/**
 * Buffers for commits, shared by the regions of a provider. A buffer takes at least 1 MiB, and
 * MVStore would keep one for each region. Safe for use by many threads.
 */
final class WriteBuffers {
  private static final int MAX_KEPT_BYTES = 4 << 20;

  private final BlockingQueue<WriteBuffer> free = new ArrayBlockingQueue<>(Workers.COUNT);

  WriteBuffer take() {
    WriteBuffer buffer = free.poll();
    return (buffer == null) ? new WriteBuffer() : buffer.clear();
  }

  void release(WriteBuffer buffer) {
    if (buffer.capacity() <= MAX_KEPT_BYTES) {
      boolean unused = free.offer(buffer);
    }
  }
}
