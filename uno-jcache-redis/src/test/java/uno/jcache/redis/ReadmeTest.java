/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.documentation.ReadmeExample;

@Tag("slow")
class ReadmeTest {
  @RegisterExtension final RedisCaches caches = new RedisCaches();

  @Test
  @Timeout(180)
  void whatItSharesIsReadByAnotherProcess(@TempDir Path dir) throws Exception {
    ReadmeExample.assertIsReadByAnotherProcess(
        "Share it", dir, Map.of("REDIS_URL", caches.redis().url()));
  }
}
