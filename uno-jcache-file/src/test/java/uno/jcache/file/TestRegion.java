/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.Deadlines;
import uno.jcache.spi.MovableClock;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** What tests say of a region often. */
final class TestRegion implements StoreListener, AutoCloseable {
  static final long LIFE = 60_000;

  final MovableClock clock;
  final AtomicInteger evicted = new AtomicInteger();
  final ConcurrentLinkedQueue<String> undecodable = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<StoreException> failures = new ConcurrentLinkedQueue<>();
  final FileByteStore store;
  private final Expiry expiry;

  /** Called when a store asks whether an entry is live. */
  volatile Runnable onJudging = () -> {};

  TestRegion(Path dir) {
    this(dir, "region", Map.of());
  }

  TestRegion(Path dir, String name, Map<String, ?> settings) {
    this(
        dir,
        name,
        settings,
        new MovableClock(),
        (path, mode) -> new RandomAccessFile(path.toFile(), mode));
  }

  TestRegion(
      Path dir, String name, Map<String, ?> settings, MovableClock clock, PlainFile.Opener opener) {
    this.clock = clock;
    Map<String, Object> all = new HashMap<>(settings);
    all.put("dir", dir.toString());
    all.putIfAbsent("reserve", 0);
    expiry =
        Expiry.of(name, new CreatedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, LIFE)), clock);
    StoreContext context =
        new StoreContext(
            name,
            "",
            "",
            Long.MAX_VALUE,
            OptionalLong.empty(),
            new Judging(),
            ForkJoinPool.commonPool(),
            this);
    store =
        new FileByteStore(
            context, new FileResources("test", FileSettings.of("test", all), opener), store -> {});
  }

  private final class Judging implements Deadlines {
    @Override
    public boolean isLive(long deadline) {
      onJudging.run();
      return expiry.isLive(deadline);
    }

    @Override
    public long now() {
      return expiry.now();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void put(String key, String value) {
    put(bytes(key), bytes(value));
  }

  void put(String key, int length) {
    put(bytes(key), new byte[length]);
  }

  void put(byte[] key, byte[] value) {
    assertThat(store.putAll(List.of(key), List.of(value), expiry.onCreation(), true))
        .containsExactly(true);
  }

  @Nullable String value(String key) {
    ByteEntry entry = store.get(bytes(key));
    return (entry == null) ? null : new String(entry.value(), StandardCharsets.UTF_8);
  }

  ByteEntry entry(String key) {
    return requireNonNull(store.get(bytes(key)), key);
  }

  boolean remove(String key) {
    return store.compareAndSet(bytes(key), store.get(bytes(key)), null);
  }

  Object detail(String name) {
    return requireNonNull(store.details().get(name), name);
  }

  long number(String name) {
    return (Long) detail(name);
  }

  @Override
  public void evicted() {
    evicted.incrementAndGet();
  }

  @Override
  public void undecodable(String why) {
    undecodable.add(why);
  }

  @Override
  public void failed(StoreException failure) {
    failures.add(failure);
  }

  @Override
  public void close() {
    store.close();
  }
}
