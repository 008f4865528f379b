/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ByteStore} that reads and changes several entries in one call. */
public interface Bulk {
  /** Returns how many keys a call should have at most; at least 2. */
  int batchSize();

  /** Returns entries as {@link ByteStore#get} does, in the order of the keys. */
  List<@Nullable ByteEntry> getAll(List<byte[]> keys);

  /**
   * Returns entries as {@link #getAll} does, for {@link #compareAndSetAll}. A store overrides this
   * if its compare-and-set needs more than its reads have.
   */
  default List<@Nullable ByteEntry> getAllToChange(List<byte[]> keys) {
    return getAll(keys);
  }

  /**
   * Makes changes as {@link ByteStore#compareAndSet} does, each independently of the others, and
   * returns what that would, in their order.
   */
  List<Boolean> compareAndSetAll(List<ByteChange> changes);
}
