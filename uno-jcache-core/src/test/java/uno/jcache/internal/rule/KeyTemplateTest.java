/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTemplateTest {
  @Test
  void namesStandForPartsOfAKey() {
    KeyTemplate template = KeyTemplate.of("order:{user}:{id}");
    assertThat(template.match("order:ada:17")).isEqualTo(Map.of("user", "ada", "id", "17"));
    assertThat(template.match("order:ada")).isNull();
    assertThat(template.names()).containsExactlyInAnyOrder("user", "id");
  }

  @ParameterizedTest
  @CsvSource({
    "user:{id}, user:1:address, 1:address",
    "user:{id}*, user:123, 1",
    "{id}, x, x",
    "*:{id}, a:b:c, b:c",
    "[ab]{id}?, a12, 1",
    "{id}:end, :::end, ::",
    "\\{{id}\\}, {7}, 7",
    "{id}, 😀, 😀",
    "a{id}b, abb, b"
  })
  void aNameStandsForOneCharacterOrMore(String template, String key, String id) {
    assertThat(KeyTemplate.of(template).match(key)).containsEntry("id", id);
  }

  @ParameterizedTest
  @CsvSource({"user:{id}, user:", "a{id}b, ab", "{id}, ''", "{a}:{b}, a:"})
  void whatLeavesANameWithoutACharacterDoesNotMatch(String template, String key) {
    assertThat(KeyTemplate.of(template).match(key)).isNull();
  }

  @Test
  void fillsInWhatTheNamesStandFor() {
    KeyTemplate template = KeyTemplate.of("user:{id}:*");
    assertThat(template.fill(Map.of("id", "[1]*")).matches("user:[1]*:name")).isTrue();
    assertThat(template.fill(Map.of("id", "[1]*")).matches("user:1:name")).isFalse();
    assertThat(template.pattern().matches("user:1:name")).isTrue();
  }

  @Test
  void aBraceInASetIsOnlyABrace() {
    assertThat(KeyTemplate.of("a[{}]b").match("a{b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "a{b", "{}", "{1}", "{a b}", "{a{b}}", "a{"})
  void aBraceThatBeginsNoNameIsAnError(String text) {
    assertThatThrownBy(() -> KeyTemplate.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("that is not followed by a name");
  }
}
