/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/** The types of counts. */
public enum StatisticType {
  /** A read found the entry. */
  HIT,
  /** A read did not find the entry. */
  MISS,
  /** A value was stored by the application; not by a loader. */
  PUT,
  /** An entry was removed or invalidated, by the application or by a rule. */
  REMOVAL,
  /** An entry was evicted to keep the maximum size of its region. */
  EVICTION,
  /** An expired entry was found, by an operation or by the sweep. */
  EXPIRATION,
  /**
   * A loader, a writer, an entry processor or the store failed, or an entry could not be decoded. A
   * failure counts once, even if several operations wait for it; so does a failed batch.
   */
  ERROR
}
