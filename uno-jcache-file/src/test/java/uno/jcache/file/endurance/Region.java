/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;
import uno.jcache.file.FileStoreProvider;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Decision;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.EntryCursor;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** A region under test, whose values prove by themselves that they are right. */
public final class Region implements AutoCloseable {
  /** The region's name. */
  static final String NAME = "endurance";

  private static final int HEADER = 2 * Long.BYTES;

  private final Expiry expiry = Expiry.of(NAME, new EternalExpiryPolicy(), null);
  private final ConcurrentLinkedQueue<StoreException> failures = new ConcurrentLinkedQueue<>();
  private final StoreSource factory;
  private final Store<String, byte[]> store;

  /** Opens the region in a directory. */
  Region(Path dir, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("dir", dir.toString());
    all.putIfAbsent("reserve", 0);
    factory = ByteProviderType.over(new FileStoreProvider().open("endurance", all));
    store = factory.create(context());
  }

  static Region open(Path dir) {
    return new Region(dir, Map.of());
  }

  private StoreSpec<String, byte[]> context() {
    return new StoreSpec<>(
        NAME,
        "",
        "",
        expiry,
        Long.MAX_VALUE,
        OptionalLong.empty(),
        null,
        ForkJoinPool.commonPool(),
        new StoreListener() {
          @Override
          public void evicted() {}

          @Override
          public void failed(StoreException failure) {
            failures.add(failure);
          }
        },
        new Codec(),
        () -> false);
  }

  private static final class Codec implements EntryCodec<String, byte[]> {
    @Override
    public byte[] encodeKey(String key) {
      return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decodeKey(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encodeValue(byte[] value) {
      return value;
    }

    @Override
    public byte[] decodeValue(byte[] bytes) {
      return bytes;
    }

    @Override
    public byte[] detached(byte[] decoded) {
      return decoded;
    }
  }

  /** Returns a value for a key: a number, and bytes that follow from both. */
  public static byte[] value(String key, long number, int length) {
    byte[] value = new byte[Math.max(length, HEADER)];
    ByteBuffer.wrap(value).putLong(number).putLong(key.hashCode());
    SplittableRandom random = new SplittableRandom(number * 31 + key.hashCode());
    for (int i = HEADER; i + Long.BYTES <= value.length; i += Long.BYTES) {
      ByteBuffer.wrap(value).putLong(i, random.nextLong());
    }
    return value;
  }

  /** Returns the number of a value, or -1 if it is not as it was made. */
  public static long number(String key, byte[] value) {
    long number = (value.length < HEADER) ? -1 : ByteBuffer.wrap(value).getLong();
    return Arrays.equals(value, value(key, number, value.length)) ? number : -1;
  }

  void put(String key, long number, int length) {
    store.put(key, value(key, number, length), expiry);
  }

  byte @Nullable [] get(String key) {
    return store.get(key);
  }

  void remove(String key) {
    store.compute(key, current -> new Decision.Remove<byte[], String>(""));
  }

  void clear() {
    store.clear();
  }

  /** Returns the numbers of all entries; -1 for one that is wrong. */
  Map<String, Long> numbers() {
    Map<String, Long> numbers = new HashMap<>();
    try (EntryCursor<String, byte[]> cursor = store.scan()) {
      while (cursor.advance()) {
        numbers.put(cursor.key(), number(cursor.key(), cursor.entry().value()));
      }
    }
    return numbers;
  }

  /**
   * Walks over all entries, with a pause of so many nanoseconds at each, until it is at the end or
   * is to go no further.
   *
   * @throws IllegalStateException if a value is wrong
   */
  void walk(long pause, BooleanSupplier further) {
    try (EntryCursor<String, byte[]> cursor = store.scan()) {
      while (further.getAsBoolean() && cursor.advance()) {
        if (number(cursor.key(), cursor.entry().value()) < 0) {
          throw new IllegalStateException("a wrong value of " + cursor.key());
        }
        LockSupport.parkNanos(pause);
      }
    }
  }

  /** Returns what the store told its listener. */
  List<StoreException> failures() {
    return List.copyOf(failures);
  }

  long detail(String name) {
    return (Long) store.details().getOrDefault(name, -1L);
  }

  /** Returns the file. */
  static Path file(Path dir) {
    return dir.resolve(NAME + ".store");
  }

  /** Returns how many damaged files were moved aside in a directory. */
  static long movedAside(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.toString().contains(".corrupt-")).count();
    }
  }

  @Override
  public void close() {
    store.close();
    factory.close();
  }
}
