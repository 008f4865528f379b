/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCachingProvider;
import uno.jcache.file.endurance.Jvm;

/** Applications that end in order, and close nothing. */
class ShutdownTest {
  private final String dir;

  ShutdownTest(@TempDir Path dir) {
    this.dir = dir.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "signal", "hook", "return"})
  void nothingComesBack(String end) throws Exception {
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCache<String, String> users = EndingChild.open(provider, dir);
      users.put("removed", "old");
      users.put("replaced", "old");
      users.put("kept", "old");
    }
    Process child = Jvm.start(EndingChild.class, dir, end);
    try (BufferedReader lines = Jvm.lines(child)) {
      if (end.equals("signal")) {
        assertThat(lines.readLine()).isEqualTo("ready");
        child.destroy();
      }
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      UnoCache<String, String> users = EndingChild.open(provider, dir);
      assertThat(users.get("removed")).isNull();
      assertThat(users.get("replaced")).isEqualTo("new");
      assertThat(users.get("added")).isEqualTo("new");
      assertThat(users.get("kept")).isEqualTo("old");
      assertThat(users.get("late")).isNull();
    }
  }

  @Test
  void theHookIsThereAsLongAsARegionIsOpen() {
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      EndingChild.open(provider, dir).put("key", "value");
      assertThat(ShutdownCommit.isRegistered()).isTrue();
    }
    assertThat(ShutdownCommit.isRegistered()).isFalse();
  }
}
