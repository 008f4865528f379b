/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import java.util.List;
import java.util.Optional;

/**
 * The invalidation rules of a manager.
 *
 * <p>What is changed here takes effect at once, also on what is cached already: entries that a
 * {@linkplain InvalidationStrategy.TimeBased time-based} rule covers live no longer than its time
 * from now on. To invalidate is to remove without asking a writer to: listeners are told of
 * removals, and statistics count them. A rule that is deleted or deactivated leaves to the entries
 * that it covered what is left of their lives.
 *
 * <p>Safe for use by many threads. What fails changes nothing.
 */
public interface InvalidationRules {
  /**
   * Creates an active rule about all regions.
   *
   * @throws IllegalArgumentException if the strategy is wrong: a pattern that is none, a reference
   *     to what has no such part
   * @throws javax.cache.CacheException if there is a rule of that name
   */
  default InvalidationRule create(String name, InvalidationStrategy strategy) {
    return create(InvalidationRule.of(name, strategy));
  }

  /** As {@link #create(String, InvalidationStrategy)}, for a rule that says more. */
  InvalidationRule create(InvalidationRule rule);

  /** Returns the rules, by name. */
  List<InvalidationRule> list();

  /** Returns the rules of one kind, by name. */
  List<InvalidationRule> byStrategy(StrategyType type);

  /** Returns the rule of this name, if there is one. */
  Optional<InvalidationRule> byName(String name);

  /**
   * Puts a rule in the place of the one of its name; when that was created stays.
   *
   * @throws IllegalArgumentException as for {@link #create(InvalidationRule)}
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  InvalidationRule update(InvalidationRule rule);

  /**
   * Creates a rule, or {@linkplain #update updates} the one of its name: for a program that starts
   * and does not know whether it has been here before.
   *
   * @throws IllegalArgumentException as for {@link #create(InvalidationRule)}
   */
  InvalidationRule createOrUpdate(InvalidationRule rule);

  /**
   * Makes a rule effective.
   *
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  InvalidationRule activate(String name);

  /**
   * Makes a rule ineffective.
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
   * Returns the active rules that a key matches, by name: those that limit its life, and those that
   * invalidate it, whatever they refer to.
   */
  List<InvalidationRule> matching(String key);

  /**
   * Applies a rule now, active or not, to all entries that match: limits their lives if it is
   * time-based, and else invalidates them. References stand for anything.
   *
   * @return how many entries were invalidated; those whose lives were limited do not count
   * @throws java.util.NoSuchElementException if there is no rule of that name
   */
  long apply(String name);
}
