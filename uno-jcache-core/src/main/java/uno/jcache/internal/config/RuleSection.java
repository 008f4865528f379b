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

/** The settings of an invalidation rule. */
public final class RuleSection {
  static final Setting<String> PATTERN =
      Setting.of("pattern", SettingType.NAME, "*", "Which keys the `ttl` applies to.");

  public static final Setting<Duration> TTL =
      Setting.optional(
          "ttl",
          SettingType.DURATION,
          "not time-based",
          "How long keys that match `pattern` live at most, even if their region lets them live"
              + " longer.");

  public static final Setting<Double> JITTER =
      Setting.of(
          "jitter",
          SettingType.PART,
          0.0,
          "0",
          "Shortens each life by a random part of the `ttl`, at most this one, so that entries"
              + " stored together do not expire together.");

  static final Setting<List<String>> ON_EVENT =
      Setting.optional(
          "on-event",
          SettingType.NAMES,
          "not event-based",
          "The events that invalidate: names, or patterns of names.");

  static final Setting<String> ON_CHANGE =
      Setting.optional(
          "on-change",
          SettingType.NAME,
          "none",
          "The keys whose update, removal or expiry invalidates, such as `user:{id}`.");

  static final Setting<List<String>> INVALIDATE =
      Setting.optional(
          "invalidate",
          SettingType.NAMES,
          "* at events",
          "Which keys to invalidate: patterns, which may refer to fields of the event, or to parts of"
              + " `on-change`.");

  static final Setting<List<String>> REGIONS =
      Setting.of(
          "regions",
          SettingType.NAMES,
          List.of("*"),
          "*",
          "The regions that the rule applies to: names, or patterns of names.");

  static final Setting<Boolean> ACTIVE =
      Setting.of("active", SettingType.BOOLEAN, true, "Whether the rule is active from the start.");

  static final List<Setting<?>> ALL =
      List.of(PATTERN, TTL, JITTER, ON_EVENT, ON_CHANGE, INVALIDATE, REGIONS, ACTIVE);

  private RuleSection() {}

  /**
   * Returns the rule that a section describes.
   *
   * @throws IllegalArgumentException if the settings contradict each other
   */
  static InvalidationRule rule(String name, Settings settings) {
    return new InvalidationRule(
        name,
        strategy(settings),
        Set.copyOf(settings.value(REGIONS)),
        settings.value(ACTIVE),
        Instant.now());
  }

  private static InvalidationStrategy strategy(Settings settings) {
    List<InvalidationStrategy> strategies = new ArrayList<>();
    Duration ttl = settings.get(TTL);
    if (ttl != null) {
      strategies.add(
          new InvalidationStrategy.TimeBased(settings.value(PATTERN), ttl, settings.value(JITTER)));
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
              Set.copyOf(events), (invalidate == null) ? List.of("*") : invalidate));
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
