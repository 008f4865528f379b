/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.h2.mvstore.WriteBuffer;

/**
 * The buffers in which commits are put together, for all regions of a provider: each takes a MiB at
 * least, which MVStore would keep for each region. Safe for use by many threads.
 */
final class WriteBuffers {
  private static final int LARGEST = 4 << 20;

  private final BlockingQueue<WriteBuffer> free = new ArrayBlockingQueue<>(Workers.COUNT);

  WriteBuffer take() {
    WriteBuffer buffer = free.poll();
    return (buffer == null) ? new WriteBuffer() : buffer.clear();
  }

  void giveBack(WriteBuffer buffer) {
    if (buffer.capacity() <= LARGEST) {
      boolean unused = free.offer(buffer);
    }
  }
}
