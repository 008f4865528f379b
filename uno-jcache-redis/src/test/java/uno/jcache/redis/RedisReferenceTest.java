/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import uno.jcache.documentation.ReferenceTable;

/**
 * The reference in {@code docs/redis.md} lists each setting, as the code has it. To write it anew:
 * {@code mvn -pl uno-jcache-redis -am test -Dtest=RedisReferenceTest -Dreference.write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class RedisReferenceTest {
  @Test
  void listsEachSetting() throws IOException {
    new ReferenceTable("redis.md", "provider")
        .checkProvider(RedisSettings.class, new RedisStoreProvider().settings());
  }
}
