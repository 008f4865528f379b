/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uno.jcache.CheckReturnValue;
import uno.jcache.internal.config.RuleSection;

/**
 * When entries become invalid, and which.
 *
 * <p>Keys are compared as strings, by <em>patterns</em>: {@code *} stands for any characters,
 * {@code ?} for one, {@code [a-z]} for one of those, {@code [!a-z]} for one of the others; a
 * backslash takes its meaning from the character after it. Where something happens that has a name
 * for a part of the key, a pattern may refer to it: {@code user:{id}*}.
 *
 * <p>Immutable. The constructors check nothing that is not said of them; patterns are checked when
 * a rule is made of the strategy.
 */
@CheckReturnValue
public sealed interface InvalidationStrategy {
  /** Returns the kind of this strategy. */
  StrategyType type();

  /**
   * Entries whose keys match live for a time at most, whatever the policy of their region says.
   *
   * @param pattern which keys; no references
   * @param timeToLive how long they live at most, from when they were last stored; at least a
   *     millisecond
   * @param jitter by which part of the time, at most, a life is shortened by chance, so that
   *     entries that were stored together do not expire together: from 0 to 1
   */
  record TimeBased(String pattern, Duration timeToLive, double jitter)
      implements InvalidationStrategy {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public TimeBased {
      requireNonNull(pattern, "pattern");
      RuleSection.TTL.check(timeToLive);
      RuleSection.JITTER.check(jitter);
    }

    /** Returns the same, with lives shortened by chance, by this part at most. */
    public TimeBased withJitter(double jitter) {
      return new TimeBased(pattern, timeToLive, jitter);
    }

    @Override
    public StrategyType type() {
      return StrategyType.TIME_BASED;
    }
  }

  /**
   * Entries are invalidated when something happens that the application publishes.
   *
   * @param events the names of events, or patterns of names, such as {@code post.*}; at least one
   * @param patterns which keys; references are to the fields of the event
   */
  record EventBased(Set<String> events, List<String> patterns) implements InvalidationStrategy {
    /**
     * Copies.
     *
     * @throws IllegalArgumentException if there is no event
     */
    public EventBased {
      events = Set.copyOf(events);
      patterns = List.copyOf(patterns);
      if (events.isEmpty()) {
        throw new IllegalArgumentException("There is no event; name one at least");
      }
    }

    /** Returns the same for these keys: patterns that may refer to the fields of the event. */
    public EventBased invalidating(String... patterns) {
      return new EventBased(events, List.of(patterns));
    }

    @Override
    public StrategyType type() {
      return StrategyType.EVENT_BASED;
    }
  }

  /**
   * Entries are invalidated when the rule is applied and, where {@code onChangeOf} is there, when
   * another entry is updated, removed or expires.
   *
   * @param patterns which keys; references are to the parts of {@code onChangeOf}
   * @param onChangeOf the keys whose changes count, with names for their parts: {@code user:{id}};
   *     or null
   */
  record PatternBased(List<String> patterns, @Nullable String onChangeOf)
      implements InvalidationStrategy {
    /**
     * Copies.
     *
     * @throws IllegalArgumentException if there is no pattern
     */
    public PatternBased {
      patterns = List.copyOf(patterns);
      if (patterns.isEmpty()) {
        throw new IllegalArgumentException("There is no pattern; name one at least");
      }
    }

    /** Returns the same, to follow the changes of these keys: {@code user:{id}}. */
    public PatternBased onChangeOf(String key) {
      return new PatternBased(patterns, requireNonNull(key, "key"));
    }

    @Override
    public StrategyType type() {
      return StrategyType.PATTERN_BASED;
    }
  }

  /**
   * Several strategies, each of which holds.
   *
   * @param strategies at least one
   */
  record Composite(List<InvalidationStrategy> strategies) implements InvalidationStrategy {
    /**
     * Copies.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Composite {
      strategies = List.copyOf(strategies);
      if (strategies.isEmpty()) {
        throw new IllegalArgumentException("There is no strategy to compose; name one at least");
      }
    }

    @Override
    public StrategyType type() {
      return StrategyType.COMPOSITE;
    }
  }

  /** Keys that match live this long at most. */
  static TimeBased timeBased(String pattern, Duration timeToLive) {
    return new TimeBased(pattern, timeToLive, 0);
  }

  /**
   * At these events, all keys are invalid; {@link EventBased#invalidating} says that it is some
   * only.
   */
  static EventBased eventBased(String... events) {
    return new EventBased(new LinkedHashSet<>(Arrays.asList(events)), List.of("*"));
  }

  /**
   * Keys that match are invalidated on demand; with {@link PatternBased#onChangeOf}, at changes of
   * others, too.
   */
  static PatternBased patternBased(String... patterns) {
    return new PatternBased(List.of(patterns), null);
  }

  /** All of these. */
  static Composite composite(InvalidationStrategy... strategies) {
    return new Composite(List.of(strategies));
  }
}
