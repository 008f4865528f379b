/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LuaSourceTest {
  @Test
  void commentsAreLeftOut() {
    assertThat(LuaSource.of("get").text()).isEqualTo("return redis.call('GET', KEYS[1])\n");
  }

  @Test
  void aPartIsIncludedOnceAndNamed() {
    LuaSource put = LuaSource.of("put");
    assertThat(put.parts()).containsOnly("put", "fence", "invalidations", "constants");
    assertThat(put.text())
        .startsWith("do\n")
        .containsOnlyOnce("local GRACE_MILLIS = 5000\n")
        .containsOnlyOnce("local function next_epoch(")
        .doesNotContain("--");
  }

  @Test
  void constantsAreThoseOfJava() {
    assertThat(LuaSource.of("head").text())
        .contains("local LEASE_FORMAT = 2\n", "local HEADER_LENGTH = 41\n")
        .contains("local NO_INVALIDATIONS = '\\001\\000\\000");
  }

  @Test
  void aScriptStandsWithinTheOneThatRepeatsIt() {
    String source = Scripts.GET.source();
    assertThat(Scripts.GET.batched().source())
        .startsWith("local function run(KEYS, ARGV)\n" + source + "end\n");
    assertThatThrownBy(Scripts.GET.batched()::batched).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> LuaSource.of("none"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none.lua");
  }
}
