/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelMessageTest {
  private static final long STORE = 0x0123_4567_89ab_cdefL;

  private static ChannelMessage message(long sender) {
    return requireNonNull(
        ChannelMessage.read(ChannelMessage.of(ChannelMessage.CHANGED, sender, 1, new byte[0])));
  }

  @Test
  void aStoreKnowsItsOwnByEachOfItsChanges() {
    for (int change : new int[] {0, 1, 0xf_ffff, 0x10_0001, -1}) {
      long sender = ChannelMessage.sender(STORE, change);
      assertThat(message(sender).isOf(STORE)).isTrue();
      assertThat(message(sender).isOf(ChannelMessage.sender(STORE, 5))).isTrue();
      assertThat(message(sender).isOf(STORE + (1 << 20))).isFalse();
      assertThat(message(sender).isOf(-STORE)).isFalse();
    }
    assertThat(ChannelMessage.sender(STORE, 1)).isNotEqualTo(ChannelMessage.sender(STORE, 2));
  }

  /** One from before senders counted their changes compares all bits with those of its own. */
  @Test
  void anEarlierVersionTakesItForAnothers() {
    long earlier = STORE;
    long ours = ChannelMessage.sender(-STORE, 7);
    assertThat(ours).isNotEqualTo(earlier);
    assertThat(message(earlier).isOf(ours)).isFalse();
  }
}
