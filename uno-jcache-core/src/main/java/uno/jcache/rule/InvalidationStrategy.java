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
 * backslash escapes the next character. A pattern may refer to a field of an event, or to a named
 * part of the changed key: {@code user:{id}*}.
 *
 * <p>Immutable. Constructors check only what their Javadoc says; patterns are checked when a rule
 * is created with the strategy.
 */
@CheckReturnValue
public sealed interface InvalidationStrategy {
  /** Returns the kind of this strategy. */
  StrategyType type();

  /**
   * Limits the lifetime of entries whose keys match, whatever the expiry policy of their region.
   *
   * @param pattern which keys; no references
   * @param timeToLive the maximum lifetime, from when they were last stored; at least a millisecond
   * @param jitter the largest fraction, from 0 to 1, by which a lifetime is randomly shortened, so
   *     that entries stored together do not expire together
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

    /** Returns a copy with lifetimes that are randomly shortened, by at most this fraction. */
    public TimeBased withJitter(double jitter) {
      return new TimeBased(pattern, timeToLive, jitter);
    }

    @Override
    public StrategyType type() {
      return StrategyType.TIME_BASED;
    }
  }

  /**
   * Entries are invalidated when the application publishes an event.
   *
   * @param events the names of events, or patterns of names, such as {@code post.*}; at least one
   * @param patterns which keys; references are to the fields of the event
   */
  record EventBased(Set<String> events, List<String> patterns) implements InvalidationStrategy {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if there is no event
     */
    public EventBased {
      events = Set.copyOf(events);
      patterns = List.copyOf(patterns);
      if (events.isEmpty()) {
        throw new IllegalArgumentException("There is no event; specify at least one");
      }
    }

    /** Returns a copy for these keys: patterns that may refer to the fields of the event. */
    public EventBased invalidating(String... patterns) {
      return new EventBased(events, List.of(patterns));
    }

    @Override
    public StrategyType type() {
      return StrategyType.EVENT_BASED;
    }
  }

  /**
   * Entries are invalidated when the rule is applied and, if {@code onChangeOf} is set, when
   * another entry is updated, removed or expires.
   *
   * @param patterns which keys; references are to the parts of {@code onChangeOf}
   * @param onChangeOf the keys whose changes trigger it, with names for their parts: {@code
   *     user:{id}}; or null
   */
  record PatternBased(List<String> patterns, @Nullable String onChangeOf)
      implements InvalidationStrategy {
    /**
     * Copies the patterns.
     *
     * @throws IllegalArgumentException if there is no pattern
     */
    public PatternBased {
      patterns = List.copyOf(patterns);
      if (patterns.isEmpty()) {
        throw new IllegalArgumentException("There is no pattern; specify at least one");
      }
    }

    /** Returns a copy that is triggered by changes of these keys: {@code user:{id}}. */
    public PatternBased onChangeOf(String key) {
      return new PatternBased(patterns, requireNonNull(key, "key"));
    }

    @Override
    public StrategyType type() {
      return StrategyType.PATTERN_BASED;
    }
  }

  /**
   * Several strategies, all of which apply.
   *
   * @param strategies at least one
   */
  record Composite(List<InvalidationStrategy> strategies) implements InvalidationStrategy {
    /**
     * Copies the strategies.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Composite {
      strategies = List.copyOf(strategies);
      if (strategies.isEmpty()) {
        throw new IllegalArgumentException("There is no strategy to compose; specify at least one");
      }
    }

    @Override
    public StrategyType type() {
      return StrategyType.COMPOSITE;
    }
  }

  /** Limits the lifetime of keys that match. */
  static TimeBased timeBased(String pattern, Duration timeToLive) {
    return new TimeBased(pattern, timeToLive, 0);
  }

  /** These events invalidate all keys; {@link EventBased#invalidating} restricts them to some. */
  static EventBased eventBased(String... events) {
    return new EventBased(new LinkedHashSet<>(Arrays.asList(events)), List.of("*"));
  }

  /**
   * Invalidates keys that match, on demand; with {@link PatternBased#onChangeOf}, also if other
   * keys change.
   */
  static PatternBased patternBased(String... patterns) {
    return new PatternBased(List.of(patterns), null);
  }

  /** Combines strategies: all of them apply. */
  static Composite composite(InvalidationStrategy... strategies) {
    return new Composite(List.of(strategies));
  }
}
