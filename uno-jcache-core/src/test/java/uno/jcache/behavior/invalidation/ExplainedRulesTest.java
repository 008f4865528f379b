/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.behavior.Caches;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationRules;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.RuleExplanation;
import uno.jcache.rule.StrategyType;

/** Why a rule concerns a key, or why it does not. */
class ExplainedRulesTest {
  @RegisterExtension final Caches caches = new Caches();

  @BeforeEach
  void createRegions() {
    caches.manager().regions().create("users", RegionSettings.of());
    caches
        .manager()
        .regions()
        .create("timed", RegionSettings.of().withFollowedRules(StrategyType.TIME_BASED));
  }

  private InvalidationRules rules() {
    return caches.manager().rules();
  }

  private RuleExplanation only(String region, String key) {
    List<RuleExplanation> all = rules().explain(region, key);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void aRuleThatAppliesSaysWhatItDoes() {
    rules().create("short", InvalidationStrategy.timeBased("user:*", Duration.ofMinutes(5)));

    RuleExplanation explained = only("users", "user:1");

    assertThat(explained.rule().name()).isEqualTo("short");
    assertThat(explained.applies()).isTrue();
    assertThat(explained.reasons())
        .containsExactly(
            "Its pattern 'user:*' matches: an entry lives PT5M at most from when it is written.");
  }

  @Test
  void anEventAndAChangeAreNamed() {
    rules()
        .create(
            "event", InvalidationStrategy.eventBased("user.updated").invalidating("user:{id}*"));
    assertThat(only("users", "user:1").reasons())
        .containsExactly(
            "Its pattern 'user:{id}*' matches: an event invalidates it: user.updated.");
    rules().delete("event");

    rules()
        .create(
            "change", InvalidationStrategy.patternBased("profile:{id}*").onChangeOf("user:{id}"));
    assertThat(only("users", "profile:1").reasons())
        .containsExactly(
            "Its pattern 'profile:{id}*' matches: a change of a key that matches 'user:{id}'"
                + " invalidates it.");
    rules().delete("change");

    rules().create("demand", InvalidationStrategy.patternBased("a*"));
    assertThat(only("users", "ab").reasons())
        .containsExactly("Its pattern 'a*' matches: applying the rule invalidates it.");
  }

  @Test
  void aRuleThatDoesNotApplySaysWhatIsInItsWay() {
    rules()
        .create(
            InvalidationRule.of("posts", InvalidationStrategy.patternBased("post:*"))
                .withRegions("posts"));
    assertThat(only("users", "post:1").reasons())
        .containsExactly("It is about other regions: posts.");
    InvalidationRule unused =
        rules().update(InvalidationRule.of("posts", InvalidationStrategy.patternBased("post:*")));
    assertThat(only("users", "user:1").reasons())
        .containsExactly("None of its patterns matches the key.");
    assertThat(only("timed", "post:1").reasons())
        .containsExactly(
            "Its pattern matches, but the region follows time_based rules only, and this is"
                + " pattern_based.");
    InvalidationRule unusedToo = rules().deactivate("posts");
    RuleExplanation inactive = only("users", "post:1");
    assertThat(inactive.applies()).isFalse();
    assertThat(inactive.reasons()).containsExactly("The rule is inactive.");
  }

  @Test
  void anUnknownRegionIsNamed() {
    assertThatThrownBy(() -> rules().explain("none", "a"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("none");
  }
}
