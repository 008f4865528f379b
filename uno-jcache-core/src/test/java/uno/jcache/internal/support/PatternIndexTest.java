/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatternIndexTest {
  private final SplittableRandom random = new SplittableRandom(17);

  private String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void findsWhatLookingAtEachFinds() {
    for (int round = 0; round < 200; round++) {
      List<Glob> patterns = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        patterns.add(Glob.of(text("abc*?", 6)));
      }
      PatternIndex<Glob> index = new PatternIndex<>(patterns, glob -> glob);
      assertThat(index.isEmpty()).isEqualTo(patterns.isEmpty());
      for (int i = 0; i < 50; i++) {
        String key = text("abc", 8);
        List<Glob> expected = patterns.stream().filter(glob -> glob.matches(key)).toList();
        assertThat(index.matching(key)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(index.matchesAny(key)).isEqualTo(!expected.isEmpty());
      }
    }
  }
}
