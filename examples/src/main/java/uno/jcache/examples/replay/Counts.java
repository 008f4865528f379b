/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

/**
 * What the program itself saw of a cache.
 *
 * @param gets how often it asked the cache for a key
 * @param getNanos how long it waited for the cache, loads included
 * @param loads how often the cache asked the source
 * @param loadNanos how long the source took
 */
record Counts(long gets, long getNanos, long loads, long loadNanos) {
  /** The gets that needed no load of their own. */
  long hits() {
    return Math.max(0, gets - loads);
  }

  double hitPercentage() {
    return gets == 0 ? 0 : 100.0 * hits() / gets;
  }

  double meanLoadNanos() {
    return loads == 0 ? 0 : (double) loadNanos / loads;
  }

  /** The time that the hits would have taken as loads. */
  double savedNanos() {
    return hits() * meanLoadNanos();
  }

  /** The mean time of a get without that of the loads, as the standard defines it. */
  double meanGetNanos() {
    return gets == 0 ? 0 : (double) Math.max(0, getNanos - loadNanos) / gets;
  }
}
