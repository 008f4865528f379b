/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.endurance.Coherence;

/** What {@code ./benchmarks/endurance redis} does, in less than a minute. */
@Timeout(300)
@Tag("slow")
class CoherenceTest {
  @Test
  void fourProcessesAgree() throws Exception {
    Coherence.Found found =
        Coherence.run(new FaultyRedis(), 1, Duration.ofSeconds(25), Duration.ofMillis(1_500));
    System.out.println(found.table());
    assertThat(found.violations()).as(found.table()).isEmpty();
  }
}
