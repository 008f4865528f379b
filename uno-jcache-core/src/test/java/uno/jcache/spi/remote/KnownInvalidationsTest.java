/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.store.bytes.InvalidationMatcher;
import uno.jcache.spi.Invalidations;

class KnownInvalidationsTest {
  private static final Invalidations FIRST = Invalidations.NONE.plus(10, List.of("a*"));
  private static final Invalidations SECOND = FIRST.plus(20, List.of("b*"));
  private static final Invalidations THIRD = SECOND.plus(30, List.of("c*"));

  private final KnownInvalidations followed = new KnownInvalidations(2);

  private void hears(long asked, Invalidations said) {
    assertThat(followed.record(0, asked, said.encode()).epoch()).isEqualTo(said.epoch());
  }

  @Test
  void anAnswerThatComesAfterALaterOneIsPassedOver() {
    hears(0, FIRST);
    hears(10, THIRD); // both were asked for while the first was known
    hears(10, SECOND);
    assertThat(followed.at(0).epoch()).isEqualTo(30);
  }

  @Test
  void aServerThatHasLostTheLastOnesIsFollowed() {
    hears(0, THIRD);
    hears(30, SECOND);
    assertThat(followed.at(0).epoch()).isEqualTo(20);
  }

  @Test
  void whatWasHeardSinceItWasAskedIsNotGivenUp() {
    hears(0, SECOND);
    hears(20, THIRD);
    hears(20, FIRST);
    assertThat(followed.at(0).epoch()).isEqualTo(30);
    hears(30, FIRST); // it does mean it
    assertThat(followed.at(0).epoch()).isEqualTo(10);
  }

  @Test
  void thatThereAreNoneIsNoNewsOnceSomeWereHeardOf() {
    hears(0, FIRST);
    assertThat(followed.record(0, 0, null)).isSameAs(Invalidations.NONE); // as it was then
    assertThat(followed.at(0).epoch()).isEqualTo(10);
    assertThat(followed.record(0, 10, null)).isSameAs(Invalidations.NONE);
    assertThat(followed.at(0)).as("the bucket lost them").isSameAs(Invalidations.NONE);
  }

  @Test
  void whatIsDeclaredHereIsKnownAsTheServerHasIt() {
    hears(0, FIRST);
    byte[] encoded = Invalidations.NONE.plus(List.of("b*")).encode();
    byte[] one =
        Arrays.copyOfRange(encoded, KnownInvalidations.LISTED + Long.BYTES, encoded.length);
    followed.published(0, 10, 20, List.of("b*"), one);
    Invalidations known = followed.at(0);
    assertThat(known.epoch()).isEqualTo(20);
    assertThat(InvalidationMatcher.hides(known, 10, "b1")).isTrue();
    assertThat(followed.record(0, 20, SECOND.encode())).isSameAs(known);
  }

  @Test
  void eachBucketHasItsOwn() {
    hears(0, FIRST);
    assertThat(followed.at(1).epoch()).isZero();
    assertThat(followed.epochs()).containsExactly(10, 0);
  }
}
