/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          user:123,   user:123
          user:*,     user:
          user:*,     user:1:name
          *,          anything
          *:name,     user:1:name
          u*r:*:n*e,  user:1:name
          a*b*c,      a-b-b-c-c
          ?,          x
          ???,        x-y
          user:?,     user:😀
          [abc],      b
          [a-c],      c
          [!a-c],     d
          [^a-c],     d
          id[0-9],    id7
          [a-],       -
          [-a],       -
          "[\\]]",    ]
          "a\\*b",    a*b
          "[a\\-c]",  -
          "\\[a]",    [a]
          a],         a]
          """)
  void matches(String pattern, String text) {
    assertThat(Glob.of(pattern).matches(text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          user:123,   user:1234
          user:123,   user:12
          user:*,     users:1
          user:?,     user:
          user:?,     user:12
          *:name,     user:1:names
          a*b*c,      a-c-b
          [a-c],      d
          [!a-c],     a
          [a-c],      ab
          "a\\*b",    axb
          "[a\\-c]",  b
          "",         x
          """)
  void doesNotMatch(String pattern, String text) {
    assertThat(Glob.of(pattern).matches(text)).isFalse();
  }

  @Test
  void theEmptyPatternMatchesTheEmptyTextOnly() {
    assertThat(Glob.of("").matches("")).isTrue();
    assertThat(Glob.of("*").matches("")).isTrue();
    assertThat(Glob.of("?").matches("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[abc", "a[b", "[]", "[!]", "[z-a]", "\\", "a\\", "[a\\", "[a-\\"})
  void aBadPatternIsRefusedAndNamed(String pattern) {
    assertThatThrownBy(() -> Glob.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'");
  }

  @Test
  void manyStarsTakeNoLongerThanTheTwoLengths() {
    String text = "a".repeat(20_000);
    String pattern = "a*".repeat(100) + "b";
    assertThat(Glob.of(pattern).matches(text)).isFalse(); // a regular expression would not end
  }

  /** The same as the regular expression that it means, for all kinds of patterns. */
  @Test
  void meansTheSameAsARegularExpression() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = random("ab*?", 6, random);
      String text = random("ab", 6, random);
      String regex = pattern.replace("*", ".*").replace("?", ".");
      assertThat(Glob.of(pattern).matches(text))
          .as("%s on %s", pattern, text)
          .isEqualTo(Pattern.matches(regex, text));
    }
  }

  private static String random(String letters, int most, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*b", "a?", "[x]", "back\\slash", "ü😀*"})
  void aTextThatMeansMoreThanItselfIsAPattern(String text) {
    assertThat(Glob.isPattern(text)).isTrue();
    assertThat(Glob.isPattern("plain.text-1]")).isFalse();
  }
}
