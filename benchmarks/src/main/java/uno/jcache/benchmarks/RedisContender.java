/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;
import org.redisson.jcache.configuration.RedissonConfiguration;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCacheManager;

/**
 * Who is compared on Redis. Keys are strings, and values arrays of bytes, which nobody serializes
 * otherwise; those with entries in the heap keep strings, which nobody copies. All clients have the
 * settings of ours.
 */
enum RedisContender {
  RAW("raw client"),
  UNO("Uno"),
  UNO_SEPARATE("Uno, nothing combined"),
  UNO_NEAR("Uno, memory over Redis"),
  UNO_MEMORY("Uno's memory store beside it"),
  UNO_ALONE("Uno's memory store alone"),
  REDISSON_JCACHE("Redisson's JCache"),
  REDISSON_LOCAL("Redisson's local cached map");

  private static final int ROOM = 1_000_000;

  private final String label;

  RedisContender(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Returns whether it finds entries in the heap. */
  boolean isInHeap() {
    return this == UNO_NEAR || this == UNO_MEMORY || this == UNO_ALONE || this == REDISSON_LOCAL;
  }

  /** Connects to the server, until this JVM ends. */
  RedisSubject<byte[]> open(String url) {
    return switch (this) {
      case RAW -> raw(url);
      case UNO -> uno(url, "", Map.of());
      case UNO_SEPARATE ->
          uno(url, "-separate", Map.of("combine-reads", "false", "combine-writes", "false"));
      case REDISSON_JCACHE -> redissonJCache(url);
      default -> throw new IllegalStateException(name());
    };
  }

  /** As {@link #open}. */
  RedisSubject<String> openInHeap(String url) {
    return switch (this) {
      case UNO_NEAR -> unoNear(url);
      case UNO_MEMORY -> beside(unoMemory(url), unoNear(url));
      case UNO_ALONE -> unoMemory(url);
      case REDISSON_LOCAL -> redissonLocal(url);
      default -> throw new IllegalStateException(name());
    };
  }

  /** Connects as our provider does. */
  static RedissonClient connect(String url) {
    Config config = new Config();
    config
        .setNettyThreads(4)
        .setCodec(
            new CompositeCodec(
                StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE));
    config
        .useSingleServer()
        .setAddress(url)
        .setConnectionMinimumIdleSize(2)
        .setRetryAttempts(0)
        .setConnectTimeout(2_000)
        .setPingConnectionInterval(1_000);
    return Redisson.create(config);
  }

  private static RedisSubject<byte[]> raw(String url) {
    RedissonClient client = connect(url);
    Duration life = Duration.ofHours(1);
    BatchOptions once = BatchOptions.defaults().retryAttempts(0);
    return new RedisSubject<>() {
      @Override
      public byte[] get(String key) {
        return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
      }

      @Override
      public void put(String key, byte[] value) {
        client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).set(value, life);
      }

      @Override
      public Map<String, byte[]> getAll(Set<String> keys) {
        return client.getBuckets(ByteArrayCodec.INSTANCE).get(keys.toArray(String[]::new));
      }

      @Override
      public void putAll(Map<String, byte[]> entries) {
        RBatch batch = client.createBatch(once);
        entries.forEach(
            (key, value) -> {
              RFuture<Void> unused =
                  batch.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).setAsync(value, life);
            });
        List<?> unused = batch.execute().getResponses();
      }

      @Override
      public void removeAll(Set<String> keys) {
        long unused = client.getKeys().unlink(keys.toArray(String[]::new));
      }
    };
  }

  private static RedisSubject<byte[]> uno(String url, String suffix, Map<String, String> settings) {
    UnoCacheManager manager = SharedNode.open(url, settings);
    return caches(
        (name, expiry) ->
            manager.createCache(name + suffix, SharedNode.shared(byte[].class, expiry)));
  }

  private static RedisSubject<String> unoNear(String url) {
    UnoCacheManager manager = SharedNode.open(url, Map.of());
    CacheLevel level = CacheLevel.of("memory").withMaximumSize(ROOM);
    return caches(
        (name, expiry) ->
            manager.createCache(
                name + "-near", SharedNode.shared(String.class, expiry).setNear(level)));
  }

  private static RedisSubject<String> unoMemory(String url) {
    UnoCacheManager manager = SharedNode.open(url, Map.of());
    return caches(
        (name, expiry) ->
            manager.createCache(
                name, SharedNode.inHeap(String.class, expiry).setMaximumSize(ROOM)));
  }

  /**
   * Measures one in a JVM that uses another, too: what is compiled knows the types of both. Where
   * only strings are keys of hash tables, to compare them is quicker.
   */
  private static RedisSubject<String> beside(
      RedisSubject<String> measured, RedisSubject<String> other) {
    return new RedisSubject<>() {
      @Override
      public @Nullable String get(String key) {
        return measured.get(key);
      }

      @Override
      public void put(String key, String value) {
        measured.put(key, value);
        other.put(key, value);
      }

      @Override
      public void renew(String key, String value) {
        measured.renew(key, value);
        other.renew(key, value);
      }
    };
  }

  /** Measured without the property of the TCK, with which it takes a lock for each key. */
  private static RedisSubject<byte[]> redissonJCache(String url) {
    RedissonClient client = connect(url);
    CacheManager manager =
        Caching.getCachingProvider("org.redisson.jcache.JCachingProvider").getCacheManager();
    return caches(
        (name, expiry) ->
            manager.createCache(
                name,
                RedissonConfiguration.fromInstance(
                    client,
                    new MutableConfiguration<String, byte[]>().setExpiryPolicyFactory(expiry))));
  }

  private static RedisSubject<String> redissonLocal(String url) {
    LocalCachedMapOptions<String, String> options =
        LocalCachedMapOptions.<String, String>name("local").codec(StringCodec.INSTANCE);
    RLocalCachedMap<String, String> map = connect(url).getLocalCachedMap(options);
    return new RedisSubject<>() {
      @Override
      public String get(String key) {
        return map.get(key);
      }

      @Override
      public void put(String key, String value) {
        boolean unused = map.fastPut(key, value);
      }
    };
  }

  private static <V> RedisSubject<V> caches(
      BiFunction<String, Factory<? extends ExpiryPolicy>, Cache<String, V>> creation) {
    Cache<String, V> cache =
        creation.apply("created", CreatedExpiryPolicy.factoryOf(SharedNode.LIFE));
    Cache<String, V> renewed =
        creation.apply("modified", ModifiedExpiryPolicy.factoryOf(SharedNode.LIFE));
    return new RedisSubject<>() {
      @Override
      public @Nullable V get(String key) {
        return cache.get(key);
      }

      @Override
      public void put(String key, V value) {
        cache.put(key, value);
      }

      @Override
      public void renew(String key, V value) {
        renewed.put(key, value);
      }

      @Override
      public Map<String, V> getAll(Set<String> keys) {
        return cache.getAll(keys);
      }

      @Override
      public void putAll(Map<String, V> entries) {
        cache.putAll(entries);
      }

      @Override
      public void removeAll(Set<String> keys) {
        cache.removeAll(keys);
      }

      @Override
      public void invokeAll(Set<String> keys, V value) {
        int unused =
            cache
                .invokeAll(
                    keys,
                    (entry, arguments) -> {
                      entry.setValue(value);
                      return null;
                    })
                .size();
      }
    };
  }
}
