/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeMessageTest {
  private static final long STORE = 0x0123_4567_89ab_cdefL;

  private static ChangeMessage message(long sender) {
    return requireNonNull(
        ChangeMessage.read(ChangeMessage.of(ChangeMessage.CHANGED, sender, 1, new byte[0])));
  }

  @Test
  void aStoreKnowsItsOwnByEachOfItsChanges() {
    for (int change : new int[] {0, 1, 0xf_ffff, 0x10_0001, -1}) {
      long sender = ChangeMessage.sender(STORE, change);
      assertThat(message(sender).isOf(STORE)).isTrue();
      assertThat(message(sender).isOf(ChangeMessage.sender(STORE, 5))).isTrue();
      assertThat(message(sender).isOf(STORE + (1 << 20))).isFalse();
      assertThat(message(sender).isOf(-STORE)).isFalse();
    }
    assertThat(ChangeMessage.sender(STORE, 1)).isNotEqualTo(ChangeMessage.sender(STORE, 2));
  }

  /** One from before senders counted their changes compares all bits with those of its own. */
  @Test
  void anEarlierVersionTakesItForAnothers() {
    long earlier = STORE;
    long ours = ChangeMessage.sender(-STORE, 7);
    assertThat(ours).isNotEqualTo(earlier);
    assertThat(message(earlier).isOf(ours)).isFalse();
  }
}
