/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;

/** The keys of an invalidation rule. */
final class RuleKeys {
  static final Key<String> PATTERN =
      new Key<>("pattern", SettingType.NAME, "*", "Which keys the `ttl` is for.");

  static final Key<Duration> TTL =
      new Key<>(
          "ttl",
          SettingType.DURATION,
          "not time-based",
          "How long keys that match `pattern` live at most, whatever their region says.");

  static final Key<Double> JITTER =
      new Key<>(
          "jitter",
          SettingType.PART,
          "0",
          "By which part of the `ttl`, at most, lives are shortened by chance, so that what was"
              + " stored together does not expire together.");

  static final Key<List<String>> ON_EVENT =
      new Key<>(
          "on-event",
          SettingType.NAMES,
          "not event-based",
          "The names of the events, or patterns of names, at which to invalidate.");

  static final Key<String> ON_CHANGE =
      new Key<>(
          "on-change",
          SettingType.NAME,
          "none",
          "The keys at whose update, removal or expiry to invalidate, such as `user:{id}`.");

  static final Key<List<String>> INVALIDATE =
      new Key<>(
          "invalidate",
          SettingType.NAMES,
          "* at events",
          "Which keys to invalidate: patterns, which may refer to fields of the event, or to parts of"
              + " `on-change`.");

  static final Key<List<String>> REGIONS =
      new Key<>(
          "regions",
          SettingType.NAMES,
          "*",
          "The regions that it is about: names, or patterns of names.");

  static final Key<Boolean> ACTIVE =
      new Key<>("active", SettingType.BOOLEAN, "true", "Whether it is active from the start.");

  static final List<Key<?>> ALL =
      List.of(PATTERN, TTL, JITTER, ON_EVENT, ON_CHANGE, INVALIDATE, REGIONS, ACTIVE);

  private RuleKeys() {}

  /**
   * Returns the rule that a section describes.
   *
   * @throws IllegalArgumentException if the settings contradict each other
   */
  static InvalidationRule rule(String name, Settings settings) {
    List<String> regions = settings.get(REGIONS);
    return new InvalidationRule(
        name,
        strategy(settings),
        (regions == null) ? Set.of("*") : Set.copyOf(regions),
        !Boolean.FALSE.equals(settings.get(ACTIVE)),
        Instant.now());
  }

  private static InvalidationStrategy strategy(Settings settings) {
    List<InvalidationStrategy> strategies = new ArrayList<>();
    Duration ttl = settings.get(TTL);
    if (ttl != null) {
      strategies.add(
          new InvalidationStrategy.TimeBased(
              settings.get(PATTERN, "*"), ttl, settings.get(JITTER, 0.0)));
    } else if (settings.get(PATTERN) != null || settings.get(JITTER) != null) {
      throw new IllegalArgumentException(
          "pattern and jitter have no effect without a ttl; add one");
    }
    List<String> invalidate = settings.get(INVALIDATE);
    List<String> events = settings.get(ON_EVENT);
    String onChange = settings.get(ON_CHANGE);
    if (events != null) {
      strategies.add(
          new InvalidationStrategy.EventBased(
              Set.copyOf(events), settings.get(INVALIDATE, List.of("*"))));
    }
    if (onChange != null && invalidate == null) {
      throw new IllegalArgumentException("on-change has no effect without invalidate; add it");
    }
    if (onChange != null || (invalidate != null && events == null)) {
      strategies.add(new InvalidationStrategy.PatternBased(requireNonNull(invalidate), onChange));
    }
    if (strategies.isEmpty()) {
      throw new IllegalArgumentException(
          "has no effect; add a ttl, or invalidate with on-event or on-change");
    }
    return (strategies.size() == 1)
        ? strategies.get(0)
        : new InvalidationStrategy.Composite(strategies);
  }
}
