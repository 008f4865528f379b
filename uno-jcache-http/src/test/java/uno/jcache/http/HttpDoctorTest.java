/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;

/** What the doctor finds, and what it does not complain of. */
class HttpDoctorTest extends ApiTests {
  @BeforeEach
  void enableMonitoring() {
    manager.monitoring().enable();
  }

  private List<String> findings() {
    List<String> findings = new ArrayList<>();
    for (JsonNode each : get("/doctor").json().path("findings")) {
      assertThat(each.path("seen").asText()).isNotBlank();
      assertThat(each.path("todo").asText()).isNotBlank();
      assertThat(each.path("docs").asText()).endsWith(".md");
      findings.add(each.path("severity").asText() + ": " + each.path("what").asText());
    }
    return findings;
  }

  private void region(String name, Map<String, ?> settings) {
    var unused = manager.regions().create(name, settings);
  }

  @Test
  void aHealthyManagerHasNoFindings() {
    region("users", Map.of("max-size", 1000, "ttl", "5m"));

    assertThat(findings()).isEmpty();
  }

  @Test
  void settingsThatContradictEachOtherAreFound() {
    region(
        "users",
        Map.of("max-size", 100, "ttl", "1m", "near", Map.of("max-size", 1000, "ttl", "1h")));
    region("all", Map.of("max-size", 1_000_000_000));
    var unused = manager.configuration().disableMultiLevel();
    var unusedToo =
        manager
            .rules()
            .create(
                InvalidationRule.of(
                        "lost", InvalidationStrategy.timeBased("*", Duration.ofHours(1)))
                    .withRegions("usres"));

    assertThat(findings())
        .containsExactlyInAnyOrder(
            "warning: Near caches are configured, but not used",
            "warning: Region 'all' is practically unbounded",
            "warning: A near cache of region 'users' is larger than the region",
            "warning: The ttl of a near cache of region 'users' has no effect",
            "warning: Rule 'lost' concerns no region");
  }

  @Test
  void aSwitchThatIsOffIsFound() {
    manager.monitoring().disable();
    var unused = manager.configuration().disable();

    assertThat(findings())
        .containsExactly(
            "warning: Caching is disabled",
            "warning: Nothing is counted, so hit ratios cannot be examined");
  }

  @Test
  void aLowHitRatioSaysWhy() {
    region("small", Map.of("max-size", 10));
    UnoCache<String, Object> cache = manager.regions().cache("small");
    for (int i = 0; i < 2_000; i++) {
      if (cache.get("k" + i) == null) {
        cache.put("k" + i, i);
      }
    }

    JsonNode findings = get("/doctor").json().path("findings");

    assertThat(findings.findValuesAsText("what"))
        .containsExactly(
            "Region 'small' is tiny, and evicts", "Region 'small' has a low hit ratio");
    assertThat(findings.path(1).path("seen").asText()).startsWith("0.0 % of 2000 reads; 2000 puts");
    assertThat(findings.path(1).path("todo").asText()).contains("raise max-size");
  }

  @Test
  void aLowHitRatioNamesTheSizeAtWhichItWouldBeBetter() {
    region("small", Map.of("max-size", 500));
    UnoCache<String, Object> cache = manager.regions().cache("small");
    for (int i = 0; i < 100_000; i++) {
      Object unused = cache.get("k" + i % 1_600, key -> 1);
    }

    JsonNode finding = get("/doctor").json().path("findings").path(0);
    assertThat(finding.path("todo").asText())
        .as("2000 would have a place for all 1600 keys")
        .matches(
            "It evicts: raise max-size"
                + " \\(1000 for about \\d+ %, 2000 for about ([89]\\d|100) %, 4000 for .*\\)\\.");
    JsonNode small = get("/statistics?region=small").json().path("regions").path(0);
    assertThat(small.path("sizes").findValuesAsText("max_size"))
        .containsExactly("1000", "2000", "4000");
  }

  @Test
  void aHotKeyThatIsFetchedEachTimeIsFound(@TempDir Path dir) {
    var unused = manager.providers().register("files", "file", Map.of("dir", dir.toString()));
    region("far", Map.of("provider", "files"));
    region("near", Map.of("provider", "files", "near", Map.of("max-size", 100)));
    for (String name : List.of("far", "near")) {
      UnoCache<String, Object> cache = manager.regions().cache(name);
      cache.put("front page", 1);
      for (int i = 0; i < 1_500; i++) {
        assertThat(cache.get("front page")).isEqualTo(1);
      }
    }

    assertThat(findings())
        .containsExactly("warning: Region 'far' has a hot key, which is fetched at each read");
    JsonNode far = get("/statistics?region=far").json().path("regions").path(0);
    assertThat(far.path("hot_keys").findValuesAsText("key")).containsExactly("front page");
    assertThat(get("/items/front%20page?region=near").json().path("levels"))
        .extracting(JsonNode::asText)
        .containsExactly("memory", "files");
  }

  @Test
  void aNearCacheThatNobodyReadsIsFound() {
    region("users", Map.of("max-size", 1000, "near", Map.of("max-size", 100)));
    var unused = manager.configuration().disableMultiLevel();
    UnoCache<String, Object> cache = manager.regions().cache("users");
    cache.put("k", 1);
    for (int i = 0; i < 1_500; i++) {
      assertThat(cache.get("k")).isEqualTo(1);
    }

    assertThat(findings())
        .containsExactlyInAnyOrder(
            "warning: Near caches are configured, but not used",
            "warning: The near cache of region 'users' is not read");
  }

  @Test
  void aProviderThatIsInactiveOrDownIsFound() {
    var unused =
        manager.providers().register("away", "redis", Map.of("url", "redis://127.0.0.1:1"));
    var unusedToo = manager.providers().register("off", "memory");
    region("far", Map.of("provider", "off"));
    var unusedAsWell = manager.providers().deactivate("off");

    assertThat(findings())
        .containsExactlyInAnyOrder(
            "error: Provider 'away' is down",
            "error: Provider 'off' is inactive, but regions use it");
  }
}
