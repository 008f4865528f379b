/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizerTest {
  private final BatchSizer sizes = new BatchSizer();

  @Test
  void beforeAnythingIsSeenAFewAreAskedFor() {
    assertThat(sizes.together()).isEqualTo(16);
  }

  @Test
  void ofShortEntriesAHundredAreAskedFor() {
    sizes.record(100 * 289, 100);
    assertThat(sizes.length()).isEqualTo(289);
    assertThat(sizes.together()).isEqualTo(100);
    sizes.record(0, 0);
    sizes.record(0, 1);
    assertThat(sizes.together()).isEqualTo(100);
  }

  @Test
  void longEntriesCountAtOnceAndShortOnesBitByBit() {
    sizes.record(100, 1);
    sizes.record(10L << 20, 10);
    assertThat(sizes.together()).isEqualTo(2);
    sizes.record(Long.MAX_VALUE, 1);
    assertThat(sizes.together()).isEqualTo(2);
    for (int i = 0; i < 30; i++) {
      sizes.record(100, 1);
    }
    assertThat(sizes.together()).isEqualTo(100);
  }
}
