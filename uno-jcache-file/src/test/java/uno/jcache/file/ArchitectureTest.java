/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.List;
import org.junit.jupiter.api.Tag;
import uno.jcache.architecture.ArchitectureContract;

@Tag("unshaded")
class ArchitectureTest extends ArchitectureContract {
  @Override
  protected List<String> packagesWithoutInternals() {
    return List.of("uno.jcache.file");
  }
}
