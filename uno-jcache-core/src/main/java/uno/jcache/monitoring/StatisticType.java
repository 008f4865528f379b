/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.monitoring;

/** What is counted. */
public enum StatisticType {
  /** A read found its entry. */
  HIT,
  /** A read did not find its entry. */
  MISS,
  /** A value was stored by the application; not by a loader. */
  PUT,
  /** An entry was removed or invalidated, by the application or by a rule. */
  REMOVAL,
  /** An entry was dropped to keep the bound of its region. */
  EVICTION,
  /** An entry was found to have expired, by an operation or by the sweep that follows. */
  EXPIRATION,
  /**
   * A loader, a writer or an entry processor failed. A failure counts once, however many operations
   * wait for what failed; a failed batch is one failure.
   */
  ERROR
}
