/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Glob;
import uno.jcache.rule.StrategyType;

/** A region, as rules see it. */
public interface RuleTarget {
  /** Returns the name of the region. */
  String getName();

  /** Returns which kind of rules the region follows: composite for all. */
  StrategyType strategy();

  /** Returns the rules that concern this region. */
  RegionRules rules();

  /** Called before entries can get deadlines. */
  void expectDeadlines();

  /**
   * Removes entries. Calls no writer, and triggers no further rules.
   *
   * @param patterns the patterns of their keys, as strings
   * @param matches whether any of the patterns matches a key; faster than matching them one by one
   * @param except a key that stays, or null
   * @param onRemoved called with each removed key, including those of expired entries
   * @return how many entries were removed
   */
  long invalidate(
      Collection<Glob> patterns,
      Predicate<String> matches,
      @Nullable Object except,
      Consumer<Object> onRemoved);

  /**
   * Limits the lifetimes of cached entries, according to the {@link #rules} that new entries
   * already follow.
   *
   * @param limit returns how long an entry with this key, as a string, may live from now on, in
   *     milliseconds; {@link Long#MAX_VALUE} for no limit. Called with the current time, and only
   *     if the store does not apply the rules itself
   */
  void limitLives(ToLongBiFunction<String, Long> limit);
}
