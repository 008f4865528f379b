/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.architecture;

import java.util.List;
import java.util.stream.Stream;

class ArchitectureTest extends ArchitectureContract {
  @Override
  protected List<String> packagesWithoutInternals() {
    return List.of("uno.jcache.spi");
  }

  @Override
  protected List<String> layers() {
    return Stream.of(
            "support",
            "concurrent",
            "expiry",
            "observe",
            "store",
            "store.memory",
            "store.bytes",
            "store.tiered",
            "value.codec",
            "value.copy",
            "engine.event",
            "engine.integration",
            "engine",
            "rule",
            "config",
            "manager",
            "hibernate")
        .map(name -> "uno.jcache.internal." + name)
        .toList();
  }
}
