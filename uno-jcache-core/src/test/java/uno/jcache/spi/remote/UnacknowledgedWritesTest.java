/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnacknowledgedWritesTest {
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 500); // which overflows
  private final UnacknowledgedWrites writes = new UnacknowledgedWrites(1_000, time::get);

  @Test
  void whatWasAnsweredIsNotHeeded() {
    assertThat(writes.contains(1)).isFalse();
  }

  @Test
  void exactlyTheChangeThatWasNotAnsweredIsHeeded() {
    writes.add(1);
    assertThat(writes.contains(2)).isFalse();
    assertThat(writes.contains(1)).isTrue();
    assertThat(writes.contains(1)).as("a message of several keys, or parts").isTrue();
  }

  @Test
  void aChangeIsForgottenWhenItsMessageCanComeNoMore() {
    writes.add(1);
    time.addAndGet(600);
    writes.add(2);
    time.addAndGet(400);
    assertThat(writes.contains(1)).isFalse();
    assertThat(writes.contains(2)).isTrue();
    time.addAndGet(600);
    assertThat(writes.contains(2)).isFalse();
  }

  @Test
  void tooManyToBeRememberedAreAllHeededForAWhile() {
    for (int i = 0; i <= 10_000; i++) {
      writes.add(i);
    }
    assertThat(writes.contains(10_000)).isTrue();
    assertThat(writes.contains(20_000)).isTrue();
    time.addAndGet(1_000);
    assertThat(writes.contains(10_000)).isFalse();
    assertThat(writes.contains(20_000)).isFalse();
  }
}
