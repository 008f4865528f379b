/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The operations on Caffeine itself: without JCache, expiry, copies and statistics. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RawBenchmark {
  private Cache<Object, Object> cache;

  static Cache<Object, Object> newCache(long maximumSize) {
    return Caffeine.newBuilder().maximumSize(maximumSize).build();
  }

  @Setup
  public void setup(Workload workload) {
    Cache<Object, Object> other = newCache(workload.maximumSize());
    workload.meetOtherKeys(other::put, other::getIfPresent);
    cache = newCache(workload.maximumSize());
    workload.load(cache::put, cache::getIfPresent);
  }

  @Benchmark
  public Object get(Cursor cursor) {
    return cache.getIfPresent(cursor.nextKey());
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
    return cache.getIfPresent(key);
  }
}
