/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Durations;
import uno.jcache.internal.support.Glob;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.StrategyType;

/** A checked rule, with compiled patterns, and composites split into their parts. Immutable. */
final class CompiledRule {
  private final InvalidationRule rule;
  private final List<Glob> regions;
  private final List<Limit> limits = new ArrayList<>();
  private final List<Reaction> reactions = new ArrayList<>();

  /**
   * Limits the lifetime of some keys.
   *
   * @param timeToLive in milliseconds
   * @param jitter largest part of it, from 0 to 1, by which a lifetime is shortened at random
   */
  record Limit(Glob keys, long timeToLive, double jitter) {}

  /**
   * Invalidates some keys after an event or a change.
   *
   * @param type event-based or pattern-based, as a region may follow only one of them
   * @param events patterns of the names of events that trigger it
   * @param onChangeOf the keys whose changes trigger it, or null
   * @param patterns the keys that it invalidates
   */
  record Reaction(
      CompiledRule rule,
      StrategyType type,
      List<Glob> events,
      @Nullable KeyTemplate onChangeOf,
      List<KeyTemplate> patterns) {

    /** Returns whether this invalidates keys in a region that follows such a strategy. */
    boolean concerns(RuleTarget region) {
      return rule.isAbout(region.getName()) && follows(region.strategy(), type);
    }
  }

  /**
   * Compiles a rule.
   *
   * @throws IllegalArgumentException if it is invalid; the message names it
   */
  CompiledRule(InvalidationRule rule) {
    this.rule = rule;
    try {
      this.regions = globs(rule.regions());
      add(rule.strategy());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Rule '" + rule.name() + "': " + e.getMessage(), e);
    }
  }

  private static List<Glob> globs(Collection<String> patterns) {
    return patterns.stream().map(Glob::of).toList();
  }

  private void add(InvalidationStrategy strategy) {
    if (strategy instanceof InvalidationStrategy.TimeBased timed) {
      KeyTemplate keys = KeyTemplate.of(timed.pattern());
      requireKnown(keys, Set.of(), "a time-based strategy has no such parts");
      long millis = Durations.millis(timed.timeToLive());
      limits.add(new Limit(keys.pattern(), millis, timed.jitter()));
    } else if (strategy instanceof InvalidationStrategy.EventBased event) {
      List<KeyTemplate> patterns = event.patterns().stream().map(KeyTemplate::of).toList();
      reactions.add(new Reaction(this, event.type(), globs(event.events()), null, patterns));
    } else if (strategy instanceof InvalidationStrategy.PatternBased pattern) {
      addPatternBased(pattern);
    } else if (strategy instanceof InvalidationStrategy.Composite composite) {
      composite.strategies().forEach(this::add);
    }
  }

  private void addPatternBased(InvalidationStrategy.PatternBased strategy) {
    String onChangeOf = strategy.onChangeOf();
    KeyTemplate changing = (onChangeOf == null) ? null : KeyTemplate.of(onChangeOf);
    List<KeyTemplate> patterns = strategy.patterns().stream().map(KeyTemplate::of).toList();
    for (KeyTemplate pattern : patterns) {
      if (changing == null) {
        requireKnown(pattern, Set.of(), "set onChangeOf to keys that have such a part");
      } else {
        requireKnown(pattern, changing.names(), "'" + changing + "' has no such part");
      }
    }
    reactions.add(new Reaction(this, strategy.type(), List.of(), changing, patterns));
  }

  private static void requireKnown(KeyTemplate template, Set<String> known, String why) {
    Set<String> unknown = new TreeSet<>(template.names());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the pattern '" + template + "' refers to " + unknown + "; " + why);
    }
  }

  InvalidationRule rule() {
    return rule;
  }

  List<Limit> limits() {
    return limits;
  }

  List<Reaction> reactions() {
    return reactions;
  }

  boolean isAbout(String region) {
    return regions.stream().anyMatch(names -> names.matches(region));
  }

  /** Returns whether the rule limits lifetimes in this region. */
  boolean limits(RuleTarget region) {
    return !limits.isEmpty()
        && isAbout(region.getName())
        && follows(region.strategy(), StrategyType.TIME_BASED);
  }

  /** Returns whether this limits the lifetime of a key, or invalidates it. */
  boolean matches(String key) {
    return limits.stream().anyMatch(limit -> limit.keys().matches(key))
        || reactions.stream()
            .flatMap(reaction -> reaction.patterns().stream())
            .anyMatch(template -> template.pattern().matches(key));
  }

  static boolean follows(StrategyType region, StrategyType type) {
    return region == StrategyType.COMPOSITE || region == type;
  }
}
