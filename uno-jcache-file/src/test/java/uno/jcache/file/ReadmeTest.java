/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.documentation.ReadmeExample;

class ReadmeTest {
  @Test
  @Timeout(180)
  void whatItKeepsOnDiskIsReadInTheNextRun(@TempDir Path dir) throws Exception {
    ReadmeExample.assertIsReadByAnotherProcess(
        "Keep it on disk", dir, Map.of("HOME", dir.toString()));
  }
}
