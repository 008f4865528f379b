/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnansweredTest {
  private final Unanswered unanswered = new Unanswered();

  private static byte[] key(String key) {
    return key.getBytes(US_ASCII);
  }

  @Test
  void whatWasAnsweredIsNotHeeded() {
    assertThat(unanswered.remove(key("key"))).isFalse();
    assertThat(unanswered.hasInvalidation()).isFalse();
  }

  @Test
  void aChangeThatWasNotIsHeededOnce() {
    unanswered.add(key("key"));
    assertThat(unanswered.remove(key("other"))).isFalse();
    assertThat(unanswered.hasInvalidation()).isFalse();
    assertThat(unanswered.remove(key("key"))).isTrue();
    assertThat(unanswered.remove(key("key"))).isFalse();
  }

  @Test
  void anInvalidationThatWasNotMakesAllInvalidationsHeededAndNoChanges() {
    unanswered.addInvalidation();
    assertThat(unanswered.hasInvalidation()).isTrue();
    assertThat(unanswered.remove(key("key"))).isFalse();
  }

  @Test
  void tooManyToBeRememberedAreAllHeeded() {
    for (int i = 0; i <= 10_000; i++) {
      unanswered.add(key("key" + i));
    }
    assertThat(unanswered.remove(key("key10000"))).isTrue();
    assertThat(unanswered.remove(key("other"))).isTrue();
    assertThat(unanswered.hasInvalidation()).isFalse();
  }
}
