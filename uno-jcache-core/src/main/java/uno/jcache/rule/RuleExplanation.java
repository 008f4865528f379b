/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.rule;

import static java.util.Objects.requireNonNull;

import java.util.List;
import uno.jcache.Incubating;

/**
 * What a rule does with one key of a region, and why.
 *
 * @param rule the rule
 * @param applies whether the rule concerns the key
 * @param reasons sentences for people: what the rule does with the key, or what keeps it from doing
 *     so; at least one
 */
@Incubating
public record RuleExplanation(InvalidationRule rule, boolean applies, List<String> reasons) {
  /** Copies the list. */
  public RuleExplanation {
    requireNonNull(rule, "rule");
    reasons = List.copyOf(reasons);
  }
}
