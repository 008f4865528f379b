/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.endurance.Coherence;
import uno.jcache.endurance.TestedServers;

/** What {@code ./benchmarks/endurance memcached} does, in a minute. */
@Timeout(300)
@Tag("slow")
class CoherenceTest {
  private static void fourProcessesAgree(TestedServers servers) throws Exception {
    Coherence.Found found =
        Coherence.run(servers, 1, Duration.ofSeconds(20), Duration.ofMillis(1_500));
    System.out.println(found.table());
    assertThat(found.violations()).as(found.table()).isEmpty();
  }

  @Test
  void overOneServer() throws Exception {
    fourProcessesAgree(FaultyMemcached.server());
  }

  @Test
  void overARing() throws Exception {
    fourProcessesAgree(FaultyMemcached.ring());
  }
}
