/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import java.util.List;
import uno.jcache.architecture.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
  @Override
  protected List<String> packagesWithoutInternals() {
    return List.of("uno.jcache.spring.boot");
  }
}
