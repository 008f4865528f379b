/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uno.jcache.internal.rule.CompiledRule.Limit;
import uno.jcache.internal.rule.CompiledRule.Reaction;
import uno.jcache.internal.support.Glob;
import uno.jcache.rule.RuleExplanation;
import uno.jcache.rule.StrategyType;

/** Says why a rule concerns a key of a region, or why it does not. */
final class Explanations {
  private final CompiledRule rule;
  private final RuleTarget region;
  private final String key;
  private final List<String> effects = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();

  private Explanations(CompiledRule rule, RuleTarget region, String key) {
    this.rule = rule;
    this.region = region;
    this.key = key;
  }

  static RuleExplanation of(CompiledRule rule, RuleTarget region, String key) {
    return new Explanations(rule, region, key).explain();
  }

  private RuleExplanation explain() {
    if (!rule.rule().active()) {
      obstacles.add("The rule is inactive.");
    }
    if (!rule.isAbout(region.getName())) {
      obstacles.add("It is about other regions: " + String.join(", ", rule.rule().regions()) + ".");
    }
    rule.limits().forEach(this::add);
    rule.reactions().forEach(this::add);
    boolean applies = obstacles.isEmpty() && !effects.isEmpty();
    if (effects.isEmpty() && obstacles.isEmpty()) {
      obstacles.add("None of its patterns matches the key.");
    }
    return new RuleExplanation(rule.rule(), applies, applies ? effects : obstacles);
  }

  private void add(Limit limit) {
    if (limit.keys().matches(key) && follows(StrategyType.TIME_BASED)) {
      effects.add(
          "Its pattern "
              + quoted(limit.keys())
              + " matches: an entry lives "
              + Duration.ofMillis(limit.timeToLive())
              + " at most from when it is written.");
    }
  }

  private void add(Reaction reaction) {
    for (KeyTemplate keys : reaction.patterns()) {
      if (keys.pattern().matches(key) && follows(reaction.type())) {
        KeyTemplate changing = reaction.onChangeOf();
        String when;
        if (changing != null) {
          when = "a change of a key that matches '" + changing + "' invalidates it";
        } else if (reaction.events().isEmpty()) {
          when = "applying the rule invalidates it";
        } else {
          when =
              "an event invalidates it: "
                  + String.join(", ", reaction.events().stream().map(Glob::toString).toList());
        }
        effects.add("Its pattern '" + keys + "' matches: " + when + ".");
      }
    }
  }

  private boolean follows(StrategyType type) {
    boolean follows = CompiledRule.follows(region.strategy(), type);
    if (!follows) {
      obstacles.add(
          "Its pattern matches, but the region follows "
              + region.strategy().name().toLowerCase(Locale.ROOT)
              + " rules only, and this is "
              + type.name().toLowerCase(Locale.ROOT)
              + ".");
    }
    return follows;
  }

  private static String quoted(Glob pattern) {
    return "'" + pattern + "'";
  }
}
