/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.function.Consumer;

/** A {@link ByteStore} that finds entries which are expired, or are left over otherwise. */
public interface Sweepable {
  /**
   * Passes the keys of expired entries to the consumer, which removes them by {@link
   * ByteStore#compareAndSet}. Called from time to time.
   */
  void sweep(Consumer<byte[]> expired);
}
