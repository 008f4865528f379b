/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.Serializable;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The keys and values, all made ahead of the measurement, and the order in which keys are used. */
@State(Scope.Benchmark)
public class Workload {
  /** How many entries the cache holds. */
  static final int ENTRIES = 1 << 17;

  /** The length of the sequence of keys, after which it starts again: a power of two. */
  static final int SEQUENCE_LENGTH = 1 << 20;

  private static final int OTHER_KEYS = 500;

  /** Above the numbers whose boxes the JDK shares. */
  private static final long FIRST_KEY = 1_000_000;

  @Param private Storage storage;

  /**
   * How full the cache is. Nothing is evicted, but some caches only begin to keep a record of reads
   * when they are half full.
   */
  @Param({"25", "80"})
  private int percentFull;

  /** Whether {@link #meetOtherKeys} does something. */
  @Param({"true", "false"})
  private boolean severalKeyTypes;

  private Object[] keys;
  private Object[] values;
  private Object[] keySequence;

  @Setup
  public void setup() {
    keys = new Object[ENTRIES];
    values = new Object[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = newKey(i);
      values[i] = storage.newValue(i);
    }
    int[] drawn = ZipfSequence.draw(SEQUENCE_LENGTH, ENTRIES);
    keySequence = new Object[SEQUENCE_LENGTH];
    for (int i = 0; i < SEQUENCE_LENGTH; i++) {
      keySequence[i] = keys[drawn[i]];
    }
  }

  static Object newKey(int number) {
    return FIRST_KEY + number;
  }

  Storage storage() {
    return storage;
  }

  /** Returns how many entries the cache may hold. */
  long maximumSize() {
    return ENTRIES * 100L / percentFull;
  }

  Object[] values() {
    return values;
  }

  Object[] keySequence() {
    return keySequence;
  }

  /**
   * Uses another cache, with keys of other types, unless the rows are those of one type. In an
   * application that has several caches, the methods that compare and hash keys meet many types; in
   * a JVM that only ever saw the keys of the benchmark they would be compiled for those, and be
   * faster in one row than in the next where a provider happens to use the same methods for
   * something else, such as JMX for statistics.
   */
  void meetOtherKeys(BiConsumer<Object, Object> put, UnaryOperator<Object> get) {
    if (!severalKeyTypes) {
      return;
    }
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < OTHER_KEYS; i++) {
        for (Object key : new Object[] {"key " + i, i, new OtherKey(i), Character.toString(i)}) {
          if (get.apply(key) == null || (round & 3) == 0) {
            put.accept(key, key);
          }
        }
      }
    }
  }

  /** A type of keys such as applications make. */
  private record OtherKey(int id) implements Serializable {}

  /**
   * Fills a cache and makes sure that it is full: a miss would be measured as something else. The
   * full collection gives all implementations the layout in memory that entries have once they are
   * old; where one JVM is collected while it loads and another is not, they differ in it.
   */
  void load(BiConsumer<Object, Object> put, UnaryOperator<Object> get) {
    for (int i = 0; i < ENTRIES; i++) {
      put.accept(keys[i], values[i]);
    }
    for (int i = 0; i < ENTRIES; i += 64) {
      if (get.apply(keys[i]) == null) {
        throw new IllegalStateException("The cache lost an entry");
      }
    }
    System.gc();
  }
}
