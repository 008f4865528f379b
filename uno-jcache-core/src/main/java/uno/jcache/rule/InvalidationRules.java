/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import java.util.List;
import java.util.Optional;
import uno.jcache.Incubating;

/**
 * The invalidation rules of a manager.
 *
 * <p>Changes take effect immediately, also on cached entries: an entry that matches a {@linkplain
 * InvalidationStrategy.TimeBased time-based} rule lives at most that long from now on. Invalidation
 * removes entries without calling a writer; listeners are notified of removals, and statistics
 * count them. Deleting or deactivating a rule does not extend the lives of entries that it has
 * limited.
 *
 * <p>Safe for use by many threads. A method that throws changes nothing.
 */
public interface InvalidationRules {
  /**
   * Creates an active rule for all regions.
   *
   * @throws IllegalArgumentException if the strategy is invalid: an invalid pattern, or a reference
   *     to an unknown name
   * @throws javax.cache.CacheException if there is a rule of that name
   */
  default InvalidationRule create(String name, InvalidationStrategy strategy) {
    return create(InvalidationRule.of(name, strategy));
  }

  /** As {@link #create(String, InvalidationStrategy)}, for a rule with further properties. */
  InvalidationRule create(InvalidationRule rule);

  /** Returns the rules, by name. */
  List<InvalidationRule> list();

  /** Returns the rules of one kind, by name. */
  List<InvalidationRule> byStrategy(StrategyType type);

  /** Returns the rule of this name, if there is one. */
  Optional<InvalidationRule> byName(String name);

  /**
   * Replaces the rule of the same name. Keeps its creation time.
   *
   * @throws IllegalArgumentException as for {@link #create(InvalidationRule)}
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  InvalidationRule update(InvalidationRule rule);

  /**
   * Creates a rule, or {@linkplain #update updates} the one of the same name: for a program that
   * starts and does not know whether the rule exists.
   *
   * @throws IllegalArgumentException as for {@link #create(InvalidationRule)}
   */
  InvalidationRule createOrUpdate(InvalidationRule rule);

  /**
   * Activates a rule.
   *
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  InvalidationRule activate(String name);

  /**
   * Deactivates a rule.
   *
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  InvalidationRule deactivate(String name);

  /**
   * Deletes a rule.
   *
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  void delete(String name);

  /**
   * Returns the active rules that a key matches, by name: those that limit its lifetime, and those
   * that can invalidate it. References match anything.
   */
  List<InvalidationRule> matching(String key);

  /**
   * Says of each rule, by name, whether it concerns a key of a region, and why.
   *
   * @throws java.util.NoSuchElementException if there is no such region
   */
  @Incubating
  List<RuleExplanation> explain(String region, String key);

  /**
   * Applies a rule now, active or not, to all entries that match: limits their lifetimes if it is
   * time-based, otherwise invalidates them. References match anything.
   *
   * @return how many entries were invalidated; those whose lifetimes were limited do not count
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  long apply(String name);
}
