/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
  private final Sizes sizes = new Sizes();

  @Test
  void beforeAnythingIsSeenAFewAreAskedFor() {
    assertThat(sizes.together()).isEqualTo(16);
  }

  @Test
  void ofShortEntriesAHundredAreAskedFor() {
    sizes.saw(100 * 289, 100);
    assertThat(sizes.length()).isEqualTo(289);
    assertThat(sizes.together()).isEqualTo(100);
    sizes.saw(0, 0);
    sizes.saw(0, 1);
    assertThat(sizes.together()).isEqualTo(100);
  }

  @Test
  void longEntriesCountAtOnceAndShortOnesBitByBit() {
    sizes.saw(100, 1);
    sizes.saw(10L << 20, 10);
    assertThat(sizes.together()).isEqualTo(2);
    sizes.saw(Long.MAX_VALUE, 1);
    assertThat(sizes.together()).isEqualTo(2);
    for (int i = 0; i < 30; i++) {
      sizes.saw(100, 1);
    }
    assertThat(sizes.together()).isEqualTo(100);
  }
}
