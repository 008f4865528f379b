/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import javax.cache.configuration.MutableConfiguration;

/**
 * What every implementation is asked for, each through its own way of setting a maximum size.
 *
 * @param keyType the type of the keys
 * @param valueType the type of the values
 * @param maximumSize how many entries the cache may hold
 * @param expiry when entries expire
 * @param byValue whether the cache copies keys and values
 * @param statistics whether JCache statistics are on
 */
record CacheSpec<K, V>(
    Class<K> keyType,
    Class<V> valueType,
    long maximumSize,
    Expiry expiry,
    boolean byValue,
    boolean statistics) {

  /** The name of the cache; of those of a JVM, one after another has it. */
  static final String CACHE_NAME = "benchmark";

  /** Returns the same for keys and values of any types. */
  CacheSpec<Object, Object> ofAnyTypes() {
    return new CacheSpec<>(Object.class, Object.class, maximumSize, expiry, byValue, statistics);
  }

  /** Returns the part that the standard can express: all but the maximum size. */
  MutableConfiguration<K, V> standardConfiguration() {
    return configure(new MutableConfiguration<>());
  }

  /** Puts the part that the standard can express into a provider's own configuration. */
  <C extends MutableConfiguration<K, V>> C configure(C configuration) {
    configuration
        .setTypes(keyType, valueType)
        .setStoreByValue(byValue)
        .setStatisticsEnabled(statistics)
        .setExpiryPolicyFactory(expiry.factory());
    return configuration;
  }
}
