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

  /** Returns the part of the rules that is about this region. */
  RegionRules rules();

  /** Told that from now on entries may have deadlines. */
  void expectDeadlines();

  /**
   * Removes entries, without asking a writer to and without setting off more rules.
   *
   * @param patterns which, as strings
   * @param matches whether any of the patterns matches a key; sooner than one after the other
   * @param except a key that stays, or null
   * @param gone told of each key that is gone, also of those that were found to have expired
   * @return how many entries were removed
   */
  long invalidate(
      Collection<Glob> patterns,
      Predicate<String> matches,
      @Nullable Object except,
      Consumer<Object> gone);

  /**
   * Limits the lives of entries, as {@link #rules} say it already.
   *
   * @param limit returns how long an entry with this key, as a string, may live from now on, in
   *     milliseconds; {@link Long#MAX_VALUE} for as long as it would. Asked with the time; and only
   *     where the store does not judge by the rules itself
   */
  void limitLives(ToLongBiFunction<String, Long> limit);
}
