/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.ehcache.Cache;
import org.ehcache.PersistentCacheManager;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.file.FileStoreProvider;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreListener;

/**
 * The file store beside bare MVStore with the same settings, and beside Ehcache's persistent disk
 * tier: 100,000 entries of 512 bytes, used by one thread in the order of a Zipf distribution, in
 * one JVM, turn about. In the first table a store takes and gives bytes, so that no serialization
 * is measured; in the second, caches take and give strings.
 */
final class FileBenchmark {
  private static final int ENTRIES = 100_000;
  private static final int SEQUENCE = 1 << 20;
  private static final int LENGTH = 512;
  private static final int TURNS = 61;
  private static final long TURN_NANOS = 60_000_000;

  private final byte[][] keys = new byte[ENTRIES][];
  private final String[] names = new String[ENTRIES];
  private final int[] sequence = ZipfSequence.draw(SEQUENCE, ENTRIES);
  private final String value = "v".repeat(LENGTH);
  private int position;

  private FileBenchmark() {
    for (int i = 0; i < ENTRIES; i++) {
      names[i] = "user:" + i;
      keys[i] = names[i].getBytes(StandardCharsets.UTF_8);
    }
  }

  /** One of those measured. */
  private interface Subject {
    Object get(int key);

    void put(int key, Object value);
  }

  public static void main(String[] arguments) throws Exception {
    new FileBenchmark().run(Files.createTempDirectory("file-benchmark"));
    System.exit(0); // whatever thread there still is
  }

  private void run(Path dir) throws Exception {
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s. `./benchmarks/file`: medians of %d turns of %d ms, in thousands a second.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), TURNS, TURN_NANOS / 1_000_000);
    System.out.println(
        "|  | file store | bare MVStore | Ehcache's disk tier | of MVStore | of Ehcache | Bar |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    try (MVStore mvStore = mvStore(dir.resolve("bare"));
        PersistentCacheManager ehcache = EhcacheKills.open(dir.resolve("ehcache"));
        StoreSource factory =
            ByteProviderType.over(
                new FileStoreProvider()
                    .open("benchmark", Map.of("dir", dir.resolve("ours").toString())));
        Store<byte[], byte[]> store = factory.create(context())) {
      List<Subject> subjects = List.of(ours(store), bare(mvStore), ehcache(ehcache));
      for (Subject subject : subjects) {
        for (int i = 0; i < ENTRIES; i++) {
          subject.put(i, new byte[LENGTH]);
        }
      }
      row("get", "0.6 of MVStore, 1 of Ehcache", subjects, false);
      row("put", "0.6 of MVStore, 1 of Ehcache", subjects, true);
    }
    caches(dir);
  }

  /** What an application sees, of strings by value. */
  private void caches(Path dir) throws Exception {
    System.out.printf("%n|  | ours | beside | ratio | Bar |%n");
    System.out.println("| --- | --- | --- | --- | --- |");
    try (UnoCachingProvider provider = new UnoCachingProvider();
        UnoCacheManager manager = provider.getCacheManager(URI.create("files"), null);
        PersistentCacheManager ehcache = EhcacheKills.open(dir.resolve("strings"))) {
      manager.providers().register("disk", "file", Map.of("dir", dir.resolve("caches").toString()));
      Subject files = cache(manager.createCache("files", configuration().setProvider("disk")));
      CacheLevel level = CacheLevel.of("memory").withMaximumSize(4 * ENTRIES);
      Subject tiered =
          cache(manager.createCache("tiered", configuration().setProvider("disk").setNear(level)));
      Subject memory = cache(manager.createCache("memory", configuration()));
      Cache<String, String> peer = EhcacheKills.strings(ehcache);
      Subject theirs = subject(peer::get, peer::put);
      for (Subject each : List.of(files, tiered, memory, theirs)) {
        for (int i = 0; i < ENTRIES; i++) {
          each.put(i, value.substring(8) + (10_000_000 + i)); // no two are one object in the heap
        }
        for (int i = 0; i < ENTRIES; i++) {
          requireNonNull(each.get(i)); // and near, where there is such a level
        }
      }
      pair("get, files beside Ehcache's disk tier", "1", files, theirs, false);
      pair("put, files beside Ehcache's disk tier", "1", files, theirs, true);
      pair("get, memory over files beside memory", "0.9", tiered, memory, false);
      pair("put, memory over files beside files", "", tiered, files, true);
    }
  }

  private static UnoConfiguration<String, String> configuration() {
    return new UnoConfiguration<String, String>()
        .setTypes(String.class, String.class)
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1)))
        .setMaximumSize(10 * ENTRIES);
  }

  private Subject cache(UnoCache<String, String> cache) {
    return subject(cache::get, cache::put);
  }

  private Subject subject(Function<String, @Nullable String> get, BiConsumer<String, String> put) {
    return new Subject() {
      @Override
      public Object get(int key) {
        return requireNonNull(get.apply(names[key]));
      }

      @Override
      public void put(int key, Object value) {
        put.accept(names[key], (String) value);
      }
    };
  }

  private void pair(String what, String bar, Subject ours, Subject other, boolean puts) {
    double[][] rates = rates(List.of(ours, other), puts ? () -> value : null);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.2f | %s |%n",
        what,
        median(rates[0]),
        median(rates[1]),
        medianRatio(rates[0], rates[1]),
        bar);
  }

  private void row(String what, String bar, List<Subject> subjects, boolean puts) {
    double[][] rates = rates(subjects, puts ? () -> new byte[LENGTH] : null);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.0f | %.2f | %.2f | %s |%n",
        what,
        median(rates[0]),
        median(rates[1]),
        median(rates[2]),
        medianRatio(rates[0], rates[1]),
        medianRatio(rates[0], rates[2]),
        bar);
  }

  private double[][] rates(List<Subject> subjects, @Nullable Supplier<Object> values) {
    double[][] rates = new double[subjects.size()][TURNS];
    for (int turn = -2; turn < TURNS; turn++) {
      for (int i = 0; i < subjects.size(); i++) {
        double rate = turn(subjects.get(i), values);
        if (turn >= 0) {
          rates[i][turn] = rate;
        }
      }
    }
    return rates;
  }

  /** Neighbouring turns are compared, as what else the machine does changes slowly. */
  private static double medianRatio(double[] some, double[] others) {
    double[] ratios = new double[some.length];
    Arrays.setAll(ratios, i -> some[i] / others[i]);
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private double turn(Subject subject, @Nullable Supplier<Object> values) {
    long start = System.nanoTime();
    long operations = 0;
    while (System.nanoTime() - start < TURN_NANOS) {
      for (int i = 0; i < 100; i++) {
        int key = sequence[position++ & (SEQUENCE - 1)];
        if (values != null) {
          subject.put(key, values.get());
        } else {
          requireNonNull(subject.get(key));
        }
      }
      operations += 100;
    }
    return operations * 1e6 / (System.nanoTime() - start);
  }

  private Subject ours(Store<byte[], byte[]> store) {
    return new Subject() {
      private final uno.jcache.internal.expiry.Expiry expiry = expiry();

      @Override
      public Object get(int key) {
        return store.get(keys[key]);
      }

      @Override
      public void put(int key, Object value) {
        store.put(keys[key], (byte[]) value, expiry);
      }
    };
  }

  private static uno.jcache.internal.expiry.Expiry expiry() {
    return uno.jcache.internal.expiry.Expiry.of(
        "benchmark", new CreatedExpiryPolicy(new Duration(TimeUnit.HOURS, 1)), null);
  }

  private static StoreSpec<byte[], byte[]> context() {
    return new StoreSpec<>(
        "benchmark",
        "",
        "",
        expiry(),
        10 * ENTRIES,
        OptionalLong.empty(),
        null,
        ForkJoinPool.commonPool(),
        StoreListener.NONE,
        new Unchanged(),
        () -> false);
  }

  private static final class Unchanged implements EntryCodec<byte[], byte[]> {
    @Override
    public byte[] encodeKey(byte[] key) {
      return key;
    }

    @Override
    public byte[] decodeKey(byte[] bytes) {
      return bytes;
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

  private static MVStore mvStore(Path dir) throws Exception {
    Files.createDirectories(dir);
    MVStore store =
        new MVStore.Builder()
            .fileName(dir.resolve("bare.mv").toString())
            .autoCommitDisabled()
            .autoCommitBufferSize(2048)
            .pageSplitSize(4096)
            .cacheSize(32)
            .backgroundExceptionHandler((thread, e) -> e.printStackTrace())
            .open();
    store.setRetentionTime(5_000);
    store.setVersionsToKeep(5);
    return store;
  }

  private Subject bare(MVStore store) {
    MVMap<byte[], byte[]> map =
        store.openMap(
            "entries",
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    store.setAutoCommitDelay(200);
    return new Subject() {
      @Override
      public Object get(int key) {
        return map.get(keys[key]);
      }

      @Override
      public void put(int key, Object value) {
        map.put(keys[key], (byte[]) value);
      }
    };
  }

  private Subject ehcache(PersistentCacheManager manager) {
    Cache<String, byte[]> cache = EhcacheKills.cache(manager);
    return new Subject() {
      @Override
      public Object get(int key) {
        return cache.get(names[key]);
      }

      @Override
      public void put(int key, Object value) {
        cache.put(names[key], (byte[]) value);
      }
    };
  }
}
