/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.Source;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;
import uno.jcache.spi.HeapByteStore.Failing;
import uno.jcache.spi.HeapBytesProvider;
import uno.jcache.spi.Together;

/** The configuration of a manager, read and changed while it is in use. */
class LiveConfigurationTest {
  @RegisterExtension final Caches caches = new Caches();

  private final Source<String, String> source = new Source<>();

  private CachingConfiguration configuration() {
    return caches.manager().configuration();
  }

  @Test
  void itCanBeRead() {
    caches.create(Caches.byReference().setMaximumSize(5));
    CachingSettings settings = configuration().get();
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.regions()).containsOnlyKeys("test");
    assertThat(settings.regions().values())
        .singleElement()
        .matches(region -> region.maximumSize().equals(OptionalLong.of(5)));
    assertThat(settings.withRegions(Map.of())).isEqualTo(CachingSettings.DEFAULTS);
  }

  @Test
  void aRegionCanBeAddedAndChanged() {
    var responses =
        RegionSettings.of()
            .withTimeToLive(Duration.ofMinutes(2))
            .withMaximumSize(5_000)
            .withFollowedRules(StrategyType.TIME_BASED);
    configuration().addRegion("api-responses", responses);
    UnoCache<String, String> cache = caches.manager().regions().cache("api-responses");
    cache.put("k", "v");
    configuration().addRegion("api-responses", RegionSettings.of().withMaximumSize(10));

    var region = caches.manager().regions().byName("api-responses").orElseThrow();
    assertThat(region.timeToLive()).contains(Duration.ofMinutes(2));
    assertThat(region.maximumSize()).isEqualTo(10);
    assertThat(region.followedRules()).isEqualTo(StrategyType.TIME_BASED);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void aChangeIsCheckedWholeBeforeAnyOfItHolds() {
    caches.create(Caches.<String, String>byReference().setMaximumSize(5));
    CachingSettings before = configuration().get();
    assertThatThrownBy(
            () ->
                configuration()
                    .update(
                        settings ->
                            settings
                                .withEnabled(false)
                                .withRegion("a", RegionSettings.of().withMaximumSize(1))
                                .withRegion("test", RegionSettings.of().withProvider("nowhere"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                configuration()
                    .update(
                        settings ->
                            settings
                                .withRegion("a", RegionSettings.of())
                                .withRegion("b", RegionSettings.of().withProvider("nowhere"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no provider 'nowhere'");
    assertThatThrownBy(
            () -> configuration().update(settings -> settings.withHashAlgorithm("SHA-257")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unknown hash algorithm 'SHA-257'");
    assertThat(configuration().get()).isEqualTo(before);
  }

  @Test
  void changesAreToldToListeners() {
    List<String> told = new ArrayList<>();
    CachingConfiguration.Listener listener =
        (before, after) -> told.add(before.enabled() + " -> " + after.enabled());
    CachingConfiguration.Listener failing =
        (before, after) -> {
          throw new IllegalStateException("on purpose");
        };
    configuration().addListener(failing);
    configuration().addListener(listener);
    configuration().disable();
    configuration().disable();
    configuration().enable();
    configuration().removeListener(listener);
    configuration().disable();
    assertThat(told).containsExactly("true -> false", "false -> true");
  }

  @Test
  void aChangeThatAStoreFailsAtStandsAndIsTold() {
    List<String> told = new ArrayList<>();
    configuration()
        .addListener((before, after) -> told.add(before.enabled() + " -> " + after.enabled()));
    configuration().update(settings -> settings.withFallbackOnError(false));
    caches
        .manager()
        .createCache("failing-switch", new UnoConfiguration<>().setProvider("heap-bytes"));
    told.clear();
    HeapBytesProvider.storeOf("failing-switch").fail(Failing.BEFORE);
    assertThatThrownBy(() -> configuration().disable()).isInstanceOf(CacheException.class);
    assertThat(configuration().get().enabled()).isFalse();
    assertThat(told).containsExactly("true -> false");
    HeapBytesProvider.storeOf("failing-switch").fail(Failing.NOT);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  void aChangeWhoseBoundAStoreFailsAtChangesNothing(Failing failing) {
    UnoCacheManager manager = caches.manager();
    manager.createCache("a", Caches.byReference());
    UnoCache<String, String> cache =
        manager.createCache(
            "failing-bound", new UnoConfiguration<String, String>().setProvider("heap-bytes"));
    List<CachingSettings> told = new ArrayList<>();
    configuration().addListener((before, after) -> told.add(after));
    CachingSettings before = configuration().get();
    HeapBytesProvider.storeOf("failing-bound").fail(failing);
    RegionSettings small =
        RegionSettings.of().withMaximumSize(2).withTimeToLive(Duration.ofMinutes(1));
    assertThatThrownBy(
            () ->
                configuration()
                    .update(
                        settings ->
                            settings
                                .withEnabled(false)
                                .withRegion("a", small)
                                .withRegion("a-new", small)
                                .withRegion("failing-bound", small)))
        .isInstanceOf(CacheException.class);
    HeapBytesProvider.storeOf("failing-bound").fail(Failing.NOT);
    assertThat(configuration().get()).isEqualTo(before);
    assertThat(told).isEmpty();
    cache.putAll(Map.of("1", "v", "2", "v", "3", "v"));
    assertThat(cache.size()).isEqualTo(3);
  }

  @Test
  void regionsThatComeGoAndChangeAreTold() {
    UnoCacheManager manager = caches.manager();
    manager.createCache("before", Caches.byReference());
    List<CachingSettings> told = new ArrayList<>();
    configuration()
        .addListener(
            (before, after) -> {
              if (!told.isEmpty()) {
                assertThat(before).isEqualTo(told.get(told.size() - 1));
              }
              told.add(after);
            });
    List<CachingSettings> expected = new ArrayList<>();
    List<Runnable> changes =
        List.of(
            () -> manager.createCache("a", Caches.byReference()),
            () -> manager.regions().create("b", RegionSettings.of()),
            () -> manager.regions().update("b", RegionSettings.of().withMaximumSize(7)),
            () -> configuration().addRegion("c", RegionSettings.of().withMaximumSize(8)),
            () -> manager.regions().remove("b"),
            () -> manager.destroyCache("a"),
            () -> manager.regions().cache("before").close());
    for (Runnable change : changes) {
      change.run();
      expected.add(configuration().get());
    }
    assertThat(told).isEqualTo(expected);
    manager.regions().update("c", RegionSettings.of().withMaximumSize(8));
    assertThat(told).as("nothing changed").hasSameSizeAs(expected);
    manager.close();
    assertThat(told).as("nobody's any more").hasSameSizeAs(expected);
  }

  @Test
  void aChangeMayWaitForAThreadThatCreatesACache() {
    List<CachingSettings> told = new CopyOnWriteArrayList<>();
    configuration().addListener((before, after) -> told.add(after));
    configuration()
        .update(
            settings -> {
              CompletableFuture.runAsync(
                      () -> caches.manager().createCache("meanwhile", Caches.byReference()))
                  .join();
              return settings;
            });
    assertThat(told).containsExactly(configuration().get());
    assertThat(configuration().get().regions()).containsOnlyKeys("meanwhile");
  }

  @Test
  void whatChangesNothingIsNotTold() {
    caches.create(Caches.byReference());
    List<CachingSettings> told = new ArrayList<>();
    configuration().addListener((before, after) -> told.add(after));
    configuration().update(settings -> settings.withRegions(Map.of()));
    configuration().addRegion("test", RegionSettings.of());
    assertThat(told).isEmpty();
  }

  @Test
  void aListenerMayWaitForAChangeOfAnotherThread() {
    List<String> told = new CopyOnWriteArrayList<>();
    configuration()
        .addListener(
            (before, after) -> {
              told.add(before.enabled() + " -> " + after.enabled());
              if (told.size() == 1) {
                CachingSettings changed =
                    CompletableFuture.supplyAsync(() -> configuration().enable()).join();
                assertThat(changed.enabled()).isTrue();
              }
            });
    configuration().disable();
    assertThat(told).containsExactly("true -> false", "false -> true");
  }

  @Test
  void multiLevelIsSwitched() {
    assertThat(configuration().disableMultiLevel().multiLevel()).isFalse();
    assertThat(configuration().enableMultiLevel().multiLevel()).isTrue();
  }

  @Test
  void whatIsDisabledServesNothingAndWritesThrough() {
    Events<String, String> events = new Events<>();
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .addCacheEntryListenerConfiguration(Events.sync(events))
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> source)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> source));
    cache.put("k", "1");
    events.drain();
    configuration().disable();

    cache.put("k", "2");
    cache.put("k2", "v");
    assertThat(cache.containsKey("k")).isFalse();
    assertThat(cache.get("k")).as("from the source").isEqualTo("2");
    assertThat(cache.getAll(Set.of("k", "k2"))).isEqualTo(Map.of("k", "2", "k2", "v"));
    assertThat(cache.iterator().hasNext()).isFalse();
    assertThat(cache.size()).isZero();
    cache.remove("k2");
    assertThat(source.rows).doesNotContainKey("k2");
    assertThat(events.drain()).isEmpty();

    configuration().enable();
    assertThat(cache.containsKey("k")).as("nothing stale").isFalse();
    assertThat(cache.get("k")).isEqualTo("2");
    assertThat(cache.containsKey("k")).isTrue();
  }

  @Test
  void cachesThatComeLaterAreDisabledToo() {
    configuration().disable();
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    cache.put("k", "v");
    assertThat(cache.get("k")).isNull();
    configuration().enable();
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void otherManagersServeOn() {
    UnoCacheManager other = caches.provider().getCacheManager();
    UnoCache<String, String> theirs = other.createCache("a", Caches.byReference());
    configuration().disable();
    theirs.put("k", "v");
    assertThat(theirs.get("k")).isEqualTo("v");
  }

  @Test
  void switchingWhileThreadsWorkLeavesNothingStale() throws Exception {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> source)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> source));
    AtomicBoolean switched = new AtomicBoolean();
    Together.run(
        3,
        () -> {
          if (switched.compareAndSet(false, true)) {
            for (int i = 0; i < 200; i++) {
              configuration().disable();
              configuration().enable();
            }
            return;
          }
          for (int i = 0; i < 5_000; i++) {
            String key = "k" + (i % 7);
            if (i % 3 == 0) {
              cache.put(key, "v" + i);
            } else {
              cache.get(key);
            }
          }
        });
    cache.forEach(entry -> assertThat(entry.getValue()).isEqualTo(source.rows.get(entry.getKey())));
  }

  @Test
  void theStandardSeesWhatWasChanged() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    configuration().addRegion("test", RegionSettings.of().withTimeToLive(Duration.ofMinutes(1)));
    @SuppressWarnings("unchecked")
    CompleteConfiguration<String, String> standard =
        cache.getConfiguration(CompleteConfiguration.class);
    assertThat(
            standard.getExpiryPolicyFactory().create().getExpiryForCreation().getDurationAmount())
        .isEqualTo(60_000);
  }
}
