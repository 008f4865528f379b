/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The operations through {@link Cache}, whose one implementation in the JVM a fork chooses. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JCacheBenchmark {
  @Param private Implementation implementation;
  @Param private Expiry expiry;

  @Param({"false", "true"})
  private boolean statistics;

  private Cache<Object, Object> cache;

  @Setup
  public void setup(Workload workload) {
    CacheSpec<Object, Object> spec =
        workload.storage().cacheSpec(expiry, statistics, workload.maximumSize());
    Cache<Object, Object> other = implementation.createCache(spec.ofAnyTypes());
    workload.meetOtherKeys(other::put, other::get);
    other.getCacheManager().destroyCache(other.getName());
    cache = implementation.createCache(spec);
    workload.load(cache::put, cache::get);
  }

  /** Ends the provider's threads, for which JMH would wait. */
  @TearDown
  public void tearDown() {
    cache.getCacheManager().getCachingProvider().close();
  }

  @Benchmark
  public Object get(Cursor cursor) {
    return cache.get(cursor.nextKey());
  }

  @Benchmark
  public void put(Cursor cursor) {
    cache.put(cursor.nextKey(), cursor.value());
  }

  @Benchmark
  public Object mix(Cursor cursor) {
    Object key = cursor.nextKey();
    if (cursor.isPut()) {
      cache.put(key, cursor.value());
      return key;
    }
    return cache.get(key);
  }
}
