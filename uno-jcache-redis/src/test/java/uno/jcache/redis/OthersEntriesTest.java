/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.User;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.CostsPage;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.servers.FaultyProxy;

/**
 * What one process does, and what happens to it, takes nothing from the others that share a region.
 * The table in {@code docs/costs.md} is what this prints with {@code -Dcosts.write=true}.
 */
@Timeout(180)
@Tag("slow")
class OthersEntriesTest {
  private static final int ENTRIES = 1_000;

  private final RedisProcess redis = RedisProcess.start();
  private final FaultyProxy network = new FaultyProxy(redis.port());
  private final UnoCacheManager theirs = manager(redis.url(), Map.of("timeout", "10s"));
  private final UnoCache<String, Object> others = users(theirs);

  private static UnoCacheManager manager(String url, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.defaults.allowed-classes", "com.example.*");
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    properties.setProperty("uno-jcache.providers.shared.url", url);
    settings.forEach(
        (key, value) ->
            properties.setProperty(
                key.startsWith("uno-jcache") ? key : "uno-jcache.providers.shared." + key, value));
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("others-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, Object> users(UnoCacheManager manager) {
    return manager.createCache(
        "users", new UnoConfiguration<String, Object>().setProvider("shared"));
  }

  @AfterEach
  void close() {
    theirs.close();
    network.close();
    redis.close();
  }

  private static Map<String, Object> entries() {
    Map<String, Object> entries = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.put("user:" + i, new User("user " + i, List.of()));
    }
    return entries;
  }

  /** What another process does. */
  private interface Act {
    void run(UnoCacheManager manager, UnoCache<String, Object> cache);
  }

  /**
   * One act.
   *
   * @param settings of the process
   * @param loses how many entries the region may lose by it
   */
  private record Case(Map<String, String> settings, int loses, Act act) {}

  private void answersAgain(UnoCacheManager manager, UnoCache<String, Object> cache) {
    network.release();
    await().until(() -> manager.providers().health("shared").healthy());
    await().until(() -> cache.get("user:0") != null);
  }

  private Act unanswered(Act act) {
    return (manager, cache) -> {
      assertThat(cache.get("user:0")).isNotNull();
      network.swallowAll();
      act.run(manager, cache);
      answersAgain(manager, cache);
    };
  }

  private Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put(
        "start with `enabled = false`, read, end",
        new Case(
            Map.of("uno-jcache.enabled", "false"),
            0,
            (manager, cache) -> assertThat(cache.get("user:0")).isNull()));
    cases.put(
        "`disable()`, read, `enable()`",
        new Case(
            Map.of(),
            0,
            (manager, cache) -> {
              manager.configuration().disable();
              assertThat(cache.get("user:0")).isNull();
              manager.configuration().enable();
            }));
    cases.put(
        "deactivate the provider, read, activate it",
        new Case(
            Map.of(),
            0,
            (manager, cache) -> {
              manager.providers().deactivate("shared");
              assertThat(cache.get("user:0")).isNull();
              manager.providers().activate("shared");
            }));
    cases.put(
        "read by a process that may not read the class",
        new Case(
            Map.of("uno-jcache.defaults.allowed-classes", "org.example.*"),
            0,
            (manager, cache) -> {
              assertThat(cache.getAll(entries().keySet())).isEmpty();
              cache.forEach(entry -> {});
            }));
    cases.put(
        "read by a process with another codec",
        new Case(
            Map.of("uno-jcache.defaults.codec", "json"),
            0,
            (manager, cache) -> assertThat(cache.getAll(entries().keySet())).isEmpty()));
    cases.put(
        "reads, `size` and `keys` that are not answered",
        new Case(
            Map.of(),
            0,
            unanswered(
                (manager, cache) -> {
                  assertThat(cache.get("user:1")).isNull();
                  assertThat(cache.getAll(entries().keySet())).isEmpty();
                  assertThat(cache.size()).isZero();
                  try (var keys = cache.keys()) {
                    assertThat(keys).isEmpty();
                  }
                })));
    cases.put(
        "a time-based rule while nothing is answered",
        new Case(
            Map.of(),
            0,
            unanswered(
                (manager, cache) ->
                    manager
                        .rules()
                        .create(
                            "age",
                            InvalidationStrategy.timeBased("user:*", Duration.ofHours(1))))));
    cases.put(
        "`invalidateMatching(\"nothing:*\")` that is not answered",
        new Case(
            Map.of(),
            0,
            unanswered(
                (manager, cache) -> assertThat(cache.invalidateMatching("nothing:*")).isZero())));
    cases.put(
        "`invalidateMatching(\"user:99?\")` that is not answered (covers 10)",
        new Case(
            Map.of(), 10, unanswered((manager, cache) -> cache.invalidateMatching("user:99?"))));
    cases.put(
        "a `put`, a `remove` and a processor that are not answered (3 keys)",
        new Case(
            Map.of(),
            3,
            unanswered(
                (manager, cache) -> {
                  cache.put("user:1", "new");
                  boolean unused = cache.remove("user:2");
                  cache.invoke(
                      "user:3",
                      (entry, arguments) -> {
                        entry.setValue("new");
                        return null;
                      });
                })));
    return cases;
  }

  @Test
  void onlyWhatAProcessChangesIsGone() {
    List<String> table = new ArrayList<>();
    table.add("| Act of one process | of 1,000 entries the others lose |");
    table.add("| --- | --- |");
    cases()
        .forEach(
            (name, each) -> {
              others.clear();
              others.putAll(entries());
              try (UnoCacheManager manager =
                  manager("redis://" + network.address(), each.settings())) {
                UnoCache<String, Object> cache = users(manager);
                each.act().run(manager, cache);
              }
              int lost = ENTRIES - others.getAll(entries().keySet()).size();
              assertThat(lost).as(name).isLessThanOrEqualTo(each.loses());
              table.add(String.format(Locale.ROOT, "| %s | %,d |", name, lost));
            });
    CostsPage.write(table);
  }
}
