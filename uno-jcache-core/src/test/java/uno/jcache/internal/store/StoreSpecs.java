/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store;

import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.StoreListener;

/** Contexts for stores in the heap, which encode nothing. */
public final class StoreSpecs {
  private StoreSpecs() {}

  /** Returns one in which entries are counted, and maintenance runs at once. */
  public static <K, V> StoreSpec<K, V> of(String cacheName, Expiry expiry, long maximum) {
    return of(cacheName, expiry, maximum, null, Runnable::run);
  }

  /** Returns one in which entries may be weighed. */
  public static <K, V> StoreSpec<K, V> of(
      String cacheName,
      Expiry expiry,
      long maximum,
      @Nullable ToIntBiFunction<K, V> weigher,
      Executor executor) {
    return new StoreSpec<>(
        cacheName,
        "",
        "",
        expiry,
        maximum,
        OptionalLong.empty(),
        weigher,
        executor,
        StoreListener.NONE,
        new NoCodec<>(),
        () -> false);
  }

  /** Returns the same for a store outside the heap. */
  public static <K, V> StoreSpec<K, V> withCodec(StoreSpec<K, V> context, EntryCodec<K, V> codec) {
    return new StoreSpec<>(
        context.cacheName(),
        context.owner(),
        context.keyHash(),
        context.expiry(),
        context.maximum(),
        context.maximumBytes(),
        context.weigher(),
        context.executor(),
        context.listener(),
        codec,
        context.fallbackOnError());
  }

  private static final class NoCodec<K, V> implements EntryCodec<K, V> {
    @Override
    public byte[] encodeKey(K key) {
      throw new AssertionError("a store in the heap encodes nothing");
    }

    @Override
    public K decodeKey(byte[] bytes) {
      throw new AssertionError("a store in the heap decodes nothing");
    }

    @Override
    public byte[] encodeValue(V value) {
      throw new AssertionError("a store in the heap encodes nothing");
    }

    @Override
    public V decodeValue(byte[] bytes) {
      throw new AssertionError("a store in the heap decodes nothing");
    }

    @Override
    public V detached(V decoded) {
      return decoded;
    }
  }
}
