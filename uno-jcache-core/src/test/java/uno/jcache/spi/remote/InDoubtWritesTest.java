/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InDoubtWritesTest {
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 500); // which overflows
  private final InDoubtWrites inDoubt = new InDoubtWrites(1_000, time::get);

  @Test
  void whatWasAnsweredIsNotHeeded() {
    assertThat(inDoubt.contains(1)).isFalse();
  }

  @Test
  void exactlyTheChangeThatWasNotAnsweredIsHeeded() {
    inDoubt.add(1);
    assertThat(inDoubt.contains(2)).isFalse();
    assertThat(inDoubt.contains(1)).isTrue();
    assertThat(inDoubt.contains(1)).as("a message of several keys, or parts").isTrue();
  }

  @Test
  void aChangeIsForgottenWhenItsMessageCanComeNoMore() {
    inDoubt.add(1);
    time.addAndGet(600);
    inDoubt.add(2);
    time.addAndGet(400);
    assertThat(inDoubt.contains(1)).isFalse();
    assertThat(inDoubt.contains(2)).isTrue();
    time.addAndGet(600);
    assertThat(inDoubt.contains(2)).isFalse();
  }

  @Test
  void tooManyToBeRememberedAreAllHeededForAWhile() {
    for (int i = 0; i <= 10_000; i++) {
      inDoubt.add(i);
    }
    assertThat(inDoubt.contains(10_000)).isTrue();
    assertThat(inDoubt.contains(20_000)).isTrue();
    time.addAndGet(1_000);
    assertThat(inDoubt.contains(10_000)).isFalse();
    assertThat(inDoubt.contains(20_000)).isFalse();
  }
}
