/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.monitoring.CacheMonitoring;
import uno.jcache.monitoring.CacheSummary;
import uno.jcache.monitoring.HistoryPoint;
import uno.jcache.monitoring.StatisticType;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationRules;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.StrategyType;

/**
 * What the caching module of Python shows in its reference, in Java. The code here is that of
 * {@code docs/from-python.md}, which a test compares; here it is seen to do what it should.
 */
class FromPythonTest {
  private record User(int id, String name) implements Serializable {}

  private static final class Database {
    int queries;

    User user(int id) {
      queries++;
      return new User(id, "Ada");
    }

    CompletableFuture<User> userLater(int id) {
      return CompletableFuture.supplyAsync(() -> user(id));
    }
  }

  private final Database database = new Database();
  private final User ada = new User(123, "Ada");
  private final int id = 123;

  private final UnoCacheManager manager =
      Caching.getCachingProvider().getCacheManager().unwrap(UnoCacheManager.class);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void basicOperations() {
    UnoCache<String, Object> items = manager.regions().defaultCache();

    User user = (User) items.get("user:123");
    if (user == null) {
      user = database.user(123);
      items.put("user:123", user, Duration.ofMinutes(5));
    }

    assertThat(items.get("user:123")).isEqualTo(ada);
    items.remove("user:123");
    assertThat(items.containsKey("user:123")).isFalse();
  }

  @Test
  void regions() {
    manager.providers().register("local", "memory");

    manager
        .regions()
        .create(
            "user-profiles",
            RegionSettings.of()
                .withProvider("local")
                .withTimeToLive(Duration.ofMinutes(10))
                .withMaximumSize(10_000));

    UnoCache<String, User> profiles = manager.regions().cache("user-profiles");
    profiles.put("user:123", ada);
    User profile = profiles.get("user:123");

    assertThat(profile).isEqualTo(ada);
    assertThat(manager.regions().byProvider("local")).hasSize(1);
  }

  @Test
  void invalidationRules() {
    InvalidationRules rules = manager.rules();

    rules.create("user-data-rule", InvalidationStrategy.patternBased("user:*"));

    rules.create(
        "user-update-rule",
        InvalidationStrategy.eventBased("user_updated", "user_profile_changed"));

    List<InvalidationRule> matching = rules.matching("user:123");

    assertThat(matching)
        .extracting(InvalidationRule::name)
        .containsExactly("user-data-rule", "user-update-rule");
    UnoCache<String, Object> items = manager.regions().defaultCache();
    items.put("user:123", ada);
    manager.events().publish("user_updated", Map.of("id", 123));

    assertThat(items.containsKey("user:123")).isFalse();
    items.put("user:123", ada);
    rules.apply("user-data-rule");
    assertThat(items.containsKey("user:123")).isFalse();
  }

  @Test
  void configuration() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, UTF_8);
    CachingConfiguration configuration = manager.configuration();

    configuration.enableMultiLevel();

    configuration.addRegion(
        "api-responses",
        RegionSettings.of()
            .withTimeToLive(Duration.ofMinutes(2))
            .withMaximumSize(5_000)
            .withFollowedRules(StrategyType.TIME_BASED));

    CachingSettings settings = configuration.get();
    out.println("Caching enabled: " + settings.enabled());
    out.println("Multi-level caching: " + settings.multiLevel());

    assertThat(printed.toString(UTF_8))
        .isEqualToNormalizingNewlines("Caching enabled: true\nMulti-level caching: true\n");
    assertThat(settings.regions()).containsKey("api-responses");
  }

  @Test
  void cacheAside() throws Exception {
    manager.regions().create("users", RegionSettings.of()); // once, or in a configuration
    UnoCache<String, User> users = manager.regions().cache("users");

    User aside = users.get("user:" + id, key -> database.user(id), Duration.ofMinutes(5));

    CompletableFuture<User> later =
        users.async().get("user:" + id, key -> database.userLater(id), Duration.ofMinutes(5));

    assertThat(aside).isEqualTo(ada);
    assertThat(later.get()).isEqualTo(ada);
    assertThat(database.queries).isEqualTo(1);
  }

  @Test
  void monitoring() {
    CacheMonitoring monitoring = manager.monitoring();

    monitoring.record("memory", StatisticType.HIT, 1);

    List<HistoryPoint> history =
        monitoring.providerStatistics("memory", Instant.now().minus(Duration.ofHours(1)));

    CacheSummary summary = monitoring.providerSummary("memory");

    assertThat(summary.counts().hits()).isEqualTo(1);
    assertThat(history).allMatch(point -> point.counts().hits() == 1);
  }

  @Test
  void decoratorsByHand() {
    manager.regions().create("cached-users", RegionSettings.of());
    UnoCache<String, User> cached = manager.regions().cache("cached-users");

    User ofDatabase = cached.get("user:" + id, key -> database.user(id), Duration.ofMinutes(5));

    assertThat(ofDatabase).isEqualTo(ada);
    assertThat(cached.containsKey("user:123")).isTrue();
    long invalidated = cached.invalidateMatching("user:*");

    assertThat(invalidated).isEqualTo(1);
    assertThat(cached.containsKey("user:123")).isFalse();
  }

  @Test
  void theDocumentationHasThisCode() throws IOException {
    String code =
        squeezed(
            Files.readString(
                Path.of("src/test/java/uno/jcache/documentation/FromPythonTest.java")));
    List<String> pieces =
        Snippet.all().stream()
            .filter(snippet -> snippet.file().equals("docs/from-python.md"))
            .filter(snippet -> snippet.language().equals("java"))
            .map(Snippet::text)
            .flatMap(Pattern.compile("\n\n")::splitAsStream)
            .filter(piece -> !piece.startsWith("import "))
            .toList();
    assertThat(pieces).hasSizeGreaterThan(12);
    assertThat(pieces).allSatisfy(piece -> assertThat(code).contains(squeezed(piece)));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
