/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.file.endurance.Damage;
import uno.jcache.file.endurance.Finding;
import uno.jcache.file.endurance.Interrupts;
import uno.jcache.file.endurance.Kills;
import uno.jcache.file.endurance.Opens;
import uno.jcache.file.endurance.Owners;
import uno.jcache.file.endurance.Soak;

/** What {@code ./benchmarks/endurance file} does, in a minute. */
@Tag("slow")
class EnduranceTest {
  private final Path dir;

  EnduranceTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static void check(Finding finding) {
    System.out.println(finding);
    assertThat(finding.met()).as(finding.toString()).isTrue();
  }

  @Test
  void survivesKills() throws Exception {
    check(Kills.run(dir, 12));
  }

  @Test
  void survivesDamage() throws Exception {
    check(Damage.run(dir, 200));
  }

  @Test
  void survivesInterrupts() throws Exception {
    check(Interrupts.run(dir, 2_000));
  }

  @Test
  void survivesOverwritingBesideSlowWalks() throws Exception {
    check(Soak.run(dir, 5_000, 120)); // seconds, of which few are needed where nothing else runs
  }

  @Test
  void hasOneOwner() throws Exception {
    check(Owners.run(dir));
  }

  @Test
  void opensLargeRegions() throws Exception {
    check(Opens.run(dir, 100_000));
  }
}
