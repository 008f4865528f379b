/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.fuzz;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are read, or refused with the one exception that is documented. */
@Timeout(600)
class FuzzTest {
  @Test
  void keys() {
    Fuzzer.run(CoreTargets.keySeeds(), 10_000, CoreTargets::keys);
  }

  @Test
  void values() {
    Fuzzer.run(CoreTargets.valueSeeds(), 8_000, CoreTargets::values);
  }

  @Test
  void invalidations() {
    Fuzzer.run(CoreTargets.invalidationSeeds(), 8_000, CoreTargets::invalidations);
  }

  @Test
  void globs() {
    Fuzzer.runTexts(CoreTargets.GLOBS, 10_000, CoreTargets::globs);
  }

  @Test
  void configurations(@TempDir Path dir) {
    Path file = dir.resolve("fuzzed.conf");
    Fuzzer.runTexts(CoreTargets.CONFIGURATIONS, 500, text -> CoreTargets.configuration(text, file));
  }
}
