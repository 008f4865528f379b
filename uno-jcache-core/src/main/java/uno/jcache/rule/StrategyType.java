/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

/** The kinds of invalidation strategies, and which of them a region follows. */
public enum StrategyType {
  /** {@link InvalidationStrategy.TimeBased}; a region follows rules of this kind only. */
  TIME_BASED,
  /** {@link InvalidationStrategy.EventBased}; a region follows rules of this kind only. */
  EVENT_BASED,
  /** {@link InvalidationStrategy.PatternBased}; a region follows rules of this kind only. */
  PATTERN_BASED,
  /** {@link InvalidationStrategy.Composite}; a region follows rules of all kinds. */
  COMPOSITE
}
