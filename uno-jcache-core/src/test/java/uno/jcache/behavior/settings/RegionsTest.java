/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Threads;
import uno.jcache.region.CacheProvider;
import uno.jcache.region.CacheProviders;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.CacheRegions;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;
import uno.jcache.spi.HeapBytesProvider;

/** Regions and providers that come, change and go while the application runs. */
@Tag("own-providers")
class RegionsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  private CacheRegions regions() {
    return caches.manager().regions();
  }

  private CacheProviders providers() {
    return caches.manager().providers();
  }

  private UnoCache<String, String> cache() {
    return caches.create(
        Caches.<String, String>byReference().setTicker(clock).setExecutor(Runnable::run));
  }

  // ---- regions

  @Test
  void aRegionIsACache() {
    CacheRegion region =
        regions()
            .create(
                "user-profiles", RegionSettings.of().withTimeToLive(MINUTE).withMaximumSize(100));

    assertThat(region.timeToLive()).contains(MINUTE);
    assertThat(region.maximumSize()).isEqualTo(100);
    assertThat(region.provider()).isEqualTo("memory");
    assertThat(region.followedRules()).isEqualTo(StrategyType.COMPOSITE);
    UnoCache<String, String> cache = regions().cache("user-profiles");
    cache.put("user:123", "Ada");
    assertThat(caches.manager().<String, String>getCache("user-profiles")).isSameAs(cache);
  }

  @Test
  void aCacheIsARegion() {
    caches
        .manager()
        .createCache(
            "sessions",
            Caches.<String, String>byReference()
                .setMaximumSize(7)
                .setExpiryPolicyFactory(
                    TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_MINUTE)));
    regions().create("a", RegionSettings.of());

    assertThat(regions().list()).extracting(CacheRegion::name).containsExactly("a", "sessions");
    assertThat(regions().byProvider("memory")).hasSize(2);
    assertThat(regions().byProvider("other")).isEmpty();
    CacheRegion sessions = regions().byName("sessions").orElseThrow();
    assertThat(sessions.maximumSize()).isEqualTo(7);
    assertThat(sessions.timeToLive()).contains(MINUTE);
    assertThat(regions().byName("b")).isEmpty();
  }

  @Test
  void aRegionGoesWithItsEntries() {
    regions().create("a", RegionSettings.of());
    regions().cache("a").put("k", "v");
    regions().remove("a");
    assertThat(caches.manager().getCache("a")).isNull();
    regions().create("a", RegionSettings.of());
    assertThat(regions().cache("a").containsKey("k")).isFalse();
  }

  @Test
  void whatIsNotThereIsNamedInTheError() {
    regions().create("users", RegionSettings.of());
    assertThatThrownBy(() -> regions().cache("user"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("There is no region 'user'")
        .hasMessageContaining("did you mean 'users'?");
    assertThatThrownBy(() -> regions().remove("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> regions().update("x", RegionSettings.of()))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> regions().create("users", RegionSettings.of()))
        .isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> regions().create("b", RegionSettings.of().withProvider("redis")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no provider 'redis'; Known: heap-bytes, memory");
  }

  @Test
  void theDefaultRegionIsThereWhenItIsAskedFor() {
    UnoCache<String, Object> items = regions().defaultCache();
    items.put("user:123", "Ada", Duration.ofMinutes(5));
    assertThat(regions().defaultCache().get("user:123")).isEqualTo("Ada");
    assertThat(regions().byName("default")).isPresent();
  }

  @Test
  void wrongNumbersMakeNoSettings() {
    assertThatThrownBy(() -> RegionSettings.of().withMaximumSize(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RegionSettings.of().withTimeToLive(Duration.ofNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RegionSettings.of().withTimeToLive(MINUTE.negated()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- live changes

  @Test
  void aTimeToLiveHoldsForWhatIsStoredFromThenOn() {
    UnoCache<String, String> cache = cache();
    CacheRegion updated = regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    cache.put("k", "v");

    assertThat(updated.timeToLive()).contains(MINUTE);
    clock.advance(59_999);
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(1);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void whatIsThereGetsAShorterLifeFromThenOn() {
    UnoCache<String, String> cache = cache();
    cache.put("eternal", "v");
    cache.put("long", "v", Duration.ofHours(1));
    cache.put("short", "v", Duration.ofSeconds(1));
    regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));

    assertThat(cache.keys()).hasSize(3);
    clock.advance(1_000);
    assertThat(cache.keys()).containsExactlyInAnyOrder("eternal", "long");
    clock.advance(59_000);
    assertThat(cache.keys()).isEmpty();
  }

  @Test
  void aLongerLifeIsForNewEntries() {
    UnoCache<String, String> cache = cache();
    regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    cache.put("before", "v");
    regions().update("test", RegionSettings.of().withoutExpiry());
    cache.put("after", "v");
    clock.advance(3_600_000);
    assertThat(cache.keys()).containsExactly("after");
    assertThat(regions().byName("test").orElseThrow().timeToLive()).isEmpty();
  }

  @Test
  void theKindOfExpiryStays() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setTicker(clock)
                .setExecutor(Runnable::run)
                .setExpiryPolicyFactory(
                    TouchedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.SECONDS, 10))));
    cache.put("k", "v");
    regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    assertThat(cache.get("k")).isEqualTo("v"); // which prolongs its life
    clock.advance(59_999);
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(59_999);
    assertThat(cache.get("k")).isEqualTo("v");
    clock.advance(60_000);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aCacheThatComesToExpireIsSwept() {
    UnoCache<String, String> cache =
        caches.create(Caches.<String, String>byReference().setStatisticsEnabled(true));
    cache.put("k", "v");
    regions().update("test", RegionSettings.of().withTimeToLive(Duration.ofMillis(20)));
    await().until(() -> cache.size() == 0);
  }

  @Test
  void aRegionGrowsAndShrinks() {
    UnoCache<Integer, String> cache =
        caches.create(
            Caches.<Integer, String>byReference().setMaximumSize(100).setExecutor(Runnable::run));
    for (int i = 0; i < 100; i++) {
      cache.put(i, "v");
    }
    regions().update("test", RegionSettings.of().withMaximumSize(1_000));
    for (int i = 100; i < 1_000; i++) {
      cache.put(i, "v");
    }
    assertThat(cache.size()).isEqualTo(1_000);
    regions().update("test", RegionSettings.of().withMaximumSize(10));
    await().until(() -> cache.size() <= 10);
    assertThat(cache.getConfiguration().getMaximumSize()).hasValue(10);
  }

  @Test
  void whatCannotBeChangedChangesNothing() {
    caches.create(
        Caches.<String, String>byReference().setMaximumWeight(10, (key, value) -> value.length()));
    assertThatThrownBy(
            () ->
                regions()
                    .update("test", RegionSettings.of().withTimeToLive(MINUTE).withMaximumSize(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bounded by the weight");
    providers().register("other", "memory");
    assertThatThrownBy(
            () ->
                regions()
                    .update(
                        "test", RegionSettings.of().withTimeToLive(MINUTE).withProvider("other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be changed");
    assertThat(regions().byName("test").orElseThrow().timeToLive()).isEqualTo(Optional.empty());
  }

  @Test
  void takesAnySettingOfTheFileInItsNotation() {
    CacheRegion region =
        regions()
            .create(
                "users",
                Map.of(
                    "ttl", "10m",
                    "expiry", "touched",
                    "metadata", true,
                    "provider", "heap-bytes",
                    "near", Map.of("max-size", 100)));

    assertThat(region.timeToLive()).contains(Duration.ofMinutes(10));
    assertThat(region.near()).extracting(level -> level.maximumSize()).containsExactly(100L);
    UnoCache<String, String> cache = regions().cache("users");
    assertThat(cache.getConfiguration().isMetadataRecorded()).isTrue();
    cache.put("user:1", "Ada");
    assertThat(cache.get("user:1")).isEqualTo("Ada");
    assertThat(cache.metadata("user:1").orElseThrow().createdAt()).isPresent();
  }

  @Test
  void namesEachSettingThatIsWrongAndCreatesNothing() {
    assertThatThrownBy(
            () ->
                regions().create("users", Map.of("tll", "10m", "max-size", 0, "provider", "disk")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region 'users': tll: unknown setting; did you mean 'ttl'?")
        .hasMessageContaining("region 'users': max-size: must be")
        .hasMessageContaining("region 'users': provider: unknown provider 'disk'");
    assertThatThrownBy(() -> regions().create("users", Map.of("expiry", "touched")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("region 'users': expiry: has no effect without a ttl; add one, or remove this");
    assertThatThrownBy(() -> regions().create("users", Map.of("ttl", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region 'users'");
    assertThat(regions().byName("users")).isEmpty();
  }

  @Test
  void aNameOfAProviderThatWasRegisteredIsKnown() {
    providers().register("other", "memory");

    assertThat(regions().create("users", Map.of("provider", "other")).provider())
        .isEqualTo("other");
  }

  // ---- providers

  @Test
  void aProviderCanBeInactiveFromTheStart(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("inactive.conf");
    Files.writeString(
        file,
        """
        uno-jcache {
          providers.resting { type = memory, active = false }
          regions.users { provider = resting }
        }
        """);
    try (UnoCachingProvider provider = new UnoCachingProvider();
        UnoCacheManager manager = provider.getCacheManager(file.toUri(), null)) {
      UnoCache<String, String> users = manager.regions().cache("users");
      users.put("user:1", "Ada");
      assertThat(users.get("user:1")).isNull();
      assertThat(manager.providers().byName("resting").orElseThrow().active()).isFalse();

      manager.providers().activate("resting");
      users.put("user:1", "Ada");
      assertThat(users.get("user:1")).isEqualTo("Ada");
    }
  }

  @Test
  void eachTypeIsAProviderAndIsListedWhenItIsUsed() {
    assertThat(providers().list()).extracting(CacheProvider::name).containsExactly("memory");
    assertThat(providers().byName("heap-bytes")).isPresent();
    assertThat(providers().list()).hasSize(1); // the question is no use
    regions().create("a", RegionSettings.of().withProvider("heap-bytes"));
    assertThat(providers().list())
        .extracting(CacheProvider::name)
        .containsExactly("heap-bytes", "memory");
    regions().remove("a");
    assertThat(providers().list()).hasSize(2);
  }

  @Test
  void aTypeThatIsDeactivatedIsListed() {
    providers().deactivate("heap-bytes");
    assertThat(providers().list())
        .extracting(CacheProvider::name)
        .containsExactly("heap-bytes", "memory");
  }

  @Test
  void providersComeAndGo() {
    CacheProvider local = providers().register("local", "memory");
    assertThat(local.active()).isTrue();
    assertThat(providers().byName("local")).contains(local);

    regions().create("a", RegionSettings.of().withProvider("local"));
    assertThat(regions().byProvider("local")).extracting(CacheRegion::name).containsExactly("a");
    assertThatThrownBy(() -> providers().remove("local"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("Provider 'local' is used by [a]");
    assertThatThrownBy(() -> providers().update("local", Map.of()))
        .isInstanceOf(CacheException.class);

    regions().remove("a");
    providers().update("local", Map.of());
    providers().remove("local");
    assertThat(providers().byName("local")).isEmpty();
  }

  @Test
  void passwordsAreNotShown() {
    CacheProvider shown =
        providers()
            .register(
                "remote",
                "heap-bytes",
                Map.of(
                    "secret",
                    "hush",
                    "others",
                    "true",
                    "address",
                    List.of("redis://me:hu@sh@one:1/2", "redis://:hush@two", "redis://three:3")));
    assertThat(shown.settings())
        .isEqualTo(
            Map.of(
                "secret",
                "***",
                "others",
                "true",
                "address",
                List.of("redis://me:***@one:1/2", "redis://:***@two", "redis://three:3")));
    assertThat(shown.toString()).doesNotContain("hush").doesNotContain("hu@sh");
    assertThat(providers().list()).contains(shown);
    assertThat(providers().byName("remote")).contains(shown);
    assertThat(HeapBytesProvider.settingsOf("remote").get("secret")).isEqualTo("hush");
  }

  @Test
  void settingsThatAreGivenBackAsTheyWereShownKeepTheirPasswords() {
    CacheProvider shown =
        providers()
            .register(
                "remote", "heap-bytes", Map.of("secret", "hush", "address", "redis://me:hush@one"));
    Map<String, Object> changed = new HashMap<>(shown.settings());
    changed.put("share", "name");
    CacheProvider updated = providers().update("remote", changed);
    assertThat(updated.settings()).isEqualTo(changed);
    assertThat(HeapBytesProvider.settingsOf("remote"))
        .isEqualTo(Map.of("secret", "hush", "address", "redis://me:hush@one", "share", "name"));

    changed.put("address", "redis://me:***@elsewhere");
    assertThatThrownBy(() -> providers().update("remote", changed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'remote'")
        .hasMessageContaining("'address'")
        .hasMessageContaining("set the password");
    assertThatThrownBy(() -> providers().register("new", "heap-bytes", shown.settings()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set the password");
    assertThat(providers().byName("remote")).contains(updated);
  }

  @Test
  void aProviderInUseServesOnWhileSomebodyTriesToRemoveIt() throws Exception {
    providers().register("local", "memory");
    regions().create("a", RegionSettings.of().withProvider("local"));
    UnoCache<String, String> cache = regions().cache("a");
    cache.put("k", "v");
    var stop = new AtomicBoolean();
    var removing =
        Threads.start(
            () -> {
              while (!stop.get()) {
                assertThatThrownBy(() -> providers().remove("local"))
                    .isInstanceOf(CacheException.class);
              }
              return true;
            });
    try {
      for (int i = 0; i < 500; i++) {
        // Each change of the configuration asks which providers serve.
        caches.manager().configuration().update(s -> s.withMultiLevel(!s.multiLevel()));
        regions().create("b", RegionSettings.of().withProvider("local"));
        regions().remove("b");
        assertThat(cache.get("k")).isEqualTo("v");
      }
    } finally {
      stop.set(true);
      Threads.join(removing);
    }
  }

  @Test
  void aWrongProviderIsNotRegistered() {
    assertThatThrownBy(() -> providers().register("a", "memroy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no provider type 'memroy'; did you mean 'memory'? Known: heap-bytes, memory");
    assertThatThrownBy(() -> providers().register("a", "memory", Map.of("host", "localhost")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the type memory has no setting 'host'");
    assertThatThrownBy(() -> providers().register("memory", "memory"))
        .isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> providers().register(" ", "memory"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> providers().activate("a")).isInstanceOf(NoSuchElementException.class);
    assertThat(providers().list()).hasSize(1); // memory
  }

  @Test
  void noProviderComesToAManagerThatIsClosed() {
    CacheProviders providers = providers();
    providers.register("local", "memory");
    caches.manager().close();
    assertThatThrownBy(() -> providers.register("late", "memory"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> providers.update("local", Map.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(providers.byName("late")).isEmpty();
  }

  @Test
  void theRegionsOfAnInactiveProviderDoNotServe() {
    providers().register("local", "memory");
    regions().create("a", RegionSettings.of().withProvider("local"));
    UnoCache<String, String> ours = regions().cache("a");
    UnoCache<String, String> others = cache();
    ours.put("k", "v");
    others.put("k", "v");

    assertThat(providers().deactivate("local").active()).isFalse();
    assertThat(ours.get("k")).isNull();
    ours.put("k", "2");
    assertThat(ours.get("k")).isNull();
    assertThat(others.get("k")).isEqualTo("v");
    regions().create("b", RegionSettings.of().withProvider("local"));
    regions().cache("b").put("k", "v");
    assertThat(regions().cache("b").containsKey("k")).isFalse();

    assertThat(providers().activate("local").active()).isTrue();
    assertThat(ours.get("k")).as("nothing stale").isNull();
    ours.put("k", "3");
    assertThat(ours.get("k")).isEqualTo("3");
  }

  @Test
  void aProviderTellsHowItIs() {
    var health = providers().health("memory");
    assertThat(health.healthy()).isTrue();
    assertThat(health.error()).isNull();
    assertThat(health.latency()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThatThrownBy(() -> providers().health("x")).isInstanceOf(NoSuchElementException.class);
  }
}
