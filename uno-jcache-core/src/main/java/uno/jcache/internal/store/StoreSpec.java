/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.bytes.OptimisticStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreListener;

/**
 * The cache that a store is created for.
 *
 * @param <K> the type of keys
 * @param <V> the stored form of a value
 * @param cacheName as {@link StoreContext#cacheName}
 * @param owner as {@link StoreContext#owner}
 * @param keyHash as {@link StoreContext#keyHash}
 * @param expiry computes the deadlines of entries, and compares them with the time
 * @param maximum how many entries the store may hold, or how much they may weigh together
 * @param maximumBytes as {@link StoreContext#maximumBytes}
 * @param weigher returns the weight of an entry, at least 0; null if entries are counted. It is
 *     fast, calls no user code and does not throw, so a store may call it under a lock.
 * @param executor as {@link StoreContext#executor}
 * @param listener notified of what the store does on its own
 * @param codec makes bytes of keys and values, for a store outside the heap
 * @param limits limits of lifetimes by rules, for a store that applies them ({@link
 *     OptimisticStore} does, see {@link Store#limitsChanged})
 * @param fallbackOnError whether a store that cannot be reached, read or written is treated as
 *     empty now, instead of failing operations; {@link OptimisticStore} implements this
 */
public record StoreSpec<K, V>(
    String cacheName,
    String owner,
    String keyHash,
    Expiry expiry,
    long maximum,
    OptionalLong maximumBytes,
    @Nullable ToIntBiFunction<K, V> weigher,
    Executor executor,
    StoreListener listener,
    EntryCodec<K, V> codec,
    LifeLimits limits,
    BooleanSupplier fallbackOnError) {
  /** Returns what a store outside the heap needs to know. */
  public StoreContext context() {
    return new StoreContext(
        cacheName,
        owner,
        keyHash,
        (weigher == null) ? maximum : Long.MAX_VALUE, // bytes are the only limit then
        maximumBytes,
        expiry,
        executor,
        listener);
  }

  /** Without limits. */
  public StoreSpec(
      String cacheName,
      String owner,
      String keyHash,
      Expiry expiry,
      long maximum,
      OptionalLong maximumBytes,
      @Nullable ToIntBiFunction<K, V> weigher,
      Executor executor,
      StoreListener listener,
      EntryCodec<K, V> codec,
      BooleanSupplier fallbackOnError) {
    this(
        cacheName,
        owner,
        keyHash,
        expiry,
        maximum,
        maximumBytes,
        weigher,
        executor,
        listener,
        codec,
        LifeLimits.NONE,
        fallbackOnError);
  }
}
