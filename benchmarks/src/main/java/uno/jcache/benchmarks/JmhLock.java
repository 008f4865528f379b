/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other JMH benchmarks off the machine for a whole run, and waits for theirs to end.
 *
 * <p>JMH itself has the same lock, but per measurement: another benchmark could come between two of
 * ours, and would make the next one fail.
 */
final class JmhLock {
  private JmhLock() {}

  static Results run(Driver driver, PrintStream progress) throws IOException, InterruptedException {
    // Read by JMH, which would not get the lock that is ours already.
    System.setProperty("jmh.ignoreLock", "true");
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        progress.println("Waiting for another JMH benchmark to end");
        channel.lock();
      }
      // Closing the channel gives the lock back.
      return driver.run();
    }
  }
}
