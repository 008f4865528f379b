/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.bytes.InvalidationMatcher;

class InvalidationsTest {
  private static final int MANY = 200;

  @Test
  void coverWhatWasStoredBeforeAndMatches() {
    Invalidations one = Invalidations.NONE.plus(List.of("user:1*", "order:?"));
    assertThat(one.epoch()).isEqualTo(1);
    assertThat(InvalidationMatcher.hides(one, 0, "user:12")).isTrue();
    assertThat(InvalidationMatcher.hides(one, 0, "order:7")).isTrue();
    assertThat(InvalidationMatcher.hides(one, 0, "user:2")).isFalse();
    assertThat(InvalidationMatcher.hides(one, 1, "user:12")).isFalse();
    Invalidations two = one.plus(List.of("user:2"));
    assertThat(InvalidationMatcher.hides(two, 1, "user:2")).isTrue();
    assertThat(InvalidationMatcher.hides(two, 1, "user:12")).isFalse();
    assertThat(InvalidationMatcher.hides(two, 0, "user:12")).isTrue();
    assertThat(one.epoch()).as("nothing has changed").isEqualTo(1);
  }

  @Test
  void whatIsReclaimedCoversNothing() {
    Invalidations two = Invalidations.NONE.plus(List.of("a*")).plus(List.of("b*"));
    assertThat(two.unreclaimed()).containsExactlyInAnyOrder(1L, 2L);
    Invalidations one = two.reclaimed(1);
    assertThat(InvalidationMatcher.hides(one, 0, "a")).isFalse();
    assertThat(InvalidationMatcher.hides(one, 0, "b")).isTrue();
    assertThat(one.isEmpty()).isFalse();
    assertThat(one.unreclaimed()).containsExactly(2L);
    assertThat(one.reclaimed(2).isEmpty()).isTrue();
    assertThat(one.reclaimed(2).epoch()).as("is never used again").isEqualTo(2);
    assertThat(one.reclaimed(7).unreclaimed()).containsExactly(2L);
  }

  @Test
  void tellWhetherAKeyWasConcernedSince() {
    Invalidations now = Invalidations.NONE;
    for (int i = 1; i <= 3; i++) {
      now = now.plus(List.of("key-" + i)).reclaimed(i);
    }
    assertThat(InvalidationMatcher.mayCoverSince(now, 0, "key-1")).isTrue();
    assertThat(InvalidationMatcher.mayCoverSince(now, 1, "key-1")).isFalse();
    assertThat(InvalidationMatcher.mayCoverSince(now, 1, "key-3")).isTrue();
    assertThat(InvalidationMatcher.mayCoverSince(now, 0, "other")).isFalse();
  }

  @Test
  void whatIsForgottenMayHaveConcernedAnyKey() {
    Invalidations now = Invalidations.NONE;
    for (int i = 1; i <= MANY; i++) {
      now = now.plus(List.of("key-" + i)).reclaimed(i);
    }
    assertThat(InvalidationMatcher.mayCoverSince(now, 0, "other")).isTrue();
    assertThat(InvalidationMatcher.mayCoverSince(now, MANY - 10, "other")).isFalse();
    assertThat(InvalidationMatcher.mayCoverSince(now, MANY - 10, "key-" + MANY)).isTrue();
  }

  @Test
  void whatIsNotReclaimedIsNotForgotten() {
    Invalidations now = Invalidations.NONE.plus(List.of("stays*"));
    for (int i = 2; i <= MANY; i++) {
      now = now.plus(List.of("key-" + i)).reclaimed(i);
    }
    assertThat(InvalidationMatcher.hides(now, 0, "stays")).isTrue();
    assertThat(now.unreclaimed()).containsExactly(1L);
  }

  @Test
  void thereIsRoomForSoManyPatterns() {
    Invalidations now = Invalidations.NONE.plus(Collections.nCopies(999, "a*"));
    assertThat(now.hasRoomFor(1)).isTrue();
    assertThat(now.hasRoomFor(2)).isFalse();
    assertThat(now.reclaimed(1).hasRoomFor(1_000)).isTrue();
  }

  @Test
  void whatIsClearedIsNotThereAndConcernsEachKey() {
    Invalidations now = Invalidations.NONE.plus(List.of("a*")).cleared();
    assertThat(now.epoch()).isEqualTo(2);
    assertThat(now.isCleared(1)).isTrue();
    assertThat(now.isCleared(2)).isFalse();
    assertThat(InvalidationMatcher.hides(now, 0, "a")).as("there is nothing to be ended").isFalse();
    assertThat(InvalidationMatcher.mayCoverSince(now, 1, "b")).isTrue();
    assertThat(InvalidationMatcher.mayCoverSince(now, 2, "b")).isFalse();
    assertThat(now.plus(List.of("b")).isCleared(1)).isTrue();
    assertThat(Invalidations.decode(now.encode()).isCleared(1)).isTrue();
    assertThat(Invalidations.NONE.isCleared(0)).isFalse();
  }

  @Test
  void comeBackFromBytes() {
    Invalidations all =
        Invalidations.NONE.plus(List.of("a*", "\u00e9\\*[0-9]?")).plus(List.of("b")).reclaimed(2);
    Invalidations back = Invalidations.decode(all.encode());
    assertThat(back.encode()).isEqualTo(all.encode());
    assertThat(back.epoch()).isEqualTo(2);
    assertThat(InvalidationMatcher.hides(back, 0, "\u00e9*7x")).isTrue();
    assertThat(InvalidationMatcher.hides(back, 0, "b")).isFalse();
    assertThat(InvalidationMatcher.mayCoverSince(back, 1, "b")).isTrue();
    assertThat(Invalidations.decode(Invalidations.NONE.encode()).isEmpty()).isTrue();
  }

  @Test
  void otherBytesAreRefused() {
    byte[] bytes = Invalidations.NONE.plus(List.of("a*", "b*")).encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Invalidations.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    bytes[0] = 9;
    assertThatThrownBy(() -> Invalidations.decode(bytes)).hasMessageContaining("format is 9");
  }

  @Test
  void aPatternThatCannotBeCompiledCoversEachKey() {
    Invalidations foreign = Invalidations.NONE.plus(List.of("a", "["));
    assertThat(InvalidationMatcher.hides(foreign, 0, "key")).isTrue();
    assertThat(InvalidationMatcher.mayCoverSince(foreign, 0, "key")).isTrue();
    assertThat(InvalidationMatcher.hides(foreign.reclaimed(1), 0, "key")).isFalse();
  }
}
