/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which keys a pattern without a wildcard can mean. */
class LiteralKeysTest {
  @Test
  void aKeyOfADeclaredTypeIsMadeOfItsText() {
    assertThat(LiteralKeys.of("12", String.class)).containsExactly("12");
    assertThat(LiteralKeys.of("12", Long.class)).containsExactly(12L);
    assertThat(LiteralKeys.of("012", Long.class)).as("no key has this text").isEmpty();
    assertThat(LiteralKeys.of("x", Long.class)).isEmpty();
    assertThat(LiteralKeys.of("", Character.class)).isEmpty();
    assertThat(LiteralKeys.of("DAYS", TimeUnit.class)).containsExactly(TimeUnit.DAYS);
    UUID id = UUID.fromString("00000000-0000-0001-0000-000000000002");
    assertThat(LiteralKeys.of(id.toString(), UUID.class)).containsExactly(id);
  }

  @Test
  void whereNoTypeIsDeclaredItMayBeOneOfSeveral() {
    assertThat(LiteralKeys.of("12", Object.class))
        .contains("12", 12, 12L, new BigInteger("12"), new BigDecimal("12"))
        .doesNotContain(12.0);
    assertThat(LiteralKeys.of("user:1", Object.class)).containsExactly("user:1");
    assertThat(LiteralKeys.of("12", Number.class)).doesNotContain("12").contains(12L);
  }

  @Test
  void ofOtherTypesOnlySomeAreKnown() {
    assertThat(LiteralKeys.areAllKnown(Long.class)).isTrue();
    assertThat(LiteralKeys.areAllKnown(TimeUnit.class)).isTrue();
    assertThat(LiteralKeys.areAllKnown(Object.class)).isFalse();
    assertThat(LiteralKeys.areAllKnown(Number.class)).isFalse();
  }
}
