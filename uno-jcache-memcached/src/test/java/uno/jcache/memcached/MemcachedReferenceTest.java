/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import uno.jcache.documentation.ReferenceTable;

/**
 * The reference in {@code docs/memcached.md} lists each setting, as the code has it. To write it
 * anew: {@code mvn -pl uno-jcache-memcached -am test -Dtest=MemcachedReferenceTest
 * -Dreference.write -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class MemcachedReferenceTest {
  @Test
  void listsEachSetting() throws IOException {
    new ReferenceTable("memcached.md", "provider")
        .checkProvider(MemcachedSettings.class, new MemcachedStoreProvider().settings());
  }
}
