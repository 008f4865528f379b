/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.engine;

import org.jspecify.annotations.Nullable;
import uno.jcache.internal.engine.integration.WriteThrough;

/**
 * Calls the writer once, even if the decision is repeated. A decision is repeated, in spite of the
 * key's lock, if its entry is evicted or expires before the commit.
 */
final class WriteOnce<K, V> implements Runnable {
  private final WriteThrough<K, V> writeThrough;
  private final K key;
  private final @Nullable V value;
  private boolean done;

  private WriteOnce(WriteThrough<K, V> writeThrough, K key, @Nullable V value) {
    this.writeThrough = writeThrough;
    this.key = key;
    this.value = value;
  }

  /** Writes an entry. */
  static <K, V> Runnable write(WriteThrough<K, V> writeThrough, K key, V value) {
    return new WriteOnce<>(writeThrough, key, value);
  }

  /** Deletes an entry. */
  static <K, V> Runnable delete(WriteThrough<K, V> writeThrough, K key) {
    return new WriteOnce<>(writeThrough, key, null);
  }

  @Override
  public void run() {
    if (done) {
      return;
    } else if (value == null) {
      writeThrough.delete(key);
    } else {
      writeThrough.write(key, value);
    }
    done = true;
  }
}
