/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import uno.jcache.documentation.ReferenceTable;

/**
 * The reference in {@code docs/file.md} lists each setting, as the code has it. To write it anew:
 * {@code mvn -pl uno-jcache-file -am test -Dtest=FileReferenceTest -Dreference.write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class FileReferenceTest {
  @Test
  void listsEachSetting() throws IOException {
    new ReferenceTable("file.md", "provider")
        .checkProvider(FileSettings.class, new FileStoreProvider().settings());
  }
}
