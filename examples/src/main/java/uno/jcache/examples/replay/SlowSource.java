/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import javax.cache.integration.CacheLoader;

/**
 * Stands for the database or the service behind a cache: computes the CRC-32 of a key, and takes
 * its time. It measures each load, since a thread that waits 500 us wakes up later than that.
 */
final class SlowSource implements CacheLoader<String, Long> {
  private final long wait;
  private final LongAdder loads = new LongAdder();
  private final LongAdder loadNanos = new LongAdder();

  SlowSource(Duration wait) {
    this.wait = wait.toNanos();
  }

  @Override
  public Long load(String key) {
    long start = System.nanoTime();
    var crc = new CRC32();
    crc.update(key.getBytes(UTF_8));
    long left = wait;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = wait - (System.nanoTime() - start);
    }
    loadNanos.add(System.nanoTime() - start);
    loads.increment();
    return crc.getValue();
  }

  @Override
  public Map<String, Long> loadAll(Iterable<? extends String> keys) {
    Map<String, Long> values = new HashMap<>();
    for (String key : keys) {
      values.put(key, load(key));
    }
    return values;
  }

  /** How often a value was loaded. */
  long loads() {
    return loads.sum();
  }

  /** How long all loads took. */
  long loadNanos() {
    return loadNanos.sum();
  }
}
