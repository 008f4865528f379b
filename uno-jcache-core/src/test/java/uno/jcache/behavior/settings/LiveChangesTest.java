/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uno.jcache.rule.InvalidationStrategy.eventBased;
import static uno.jcache.rule.InvalidationStrategy.patternBased;
import static uno.jcache.rule.InvalidationStrategy.timeBased;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryEvent;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.behavior.Source;
import uno.jcache.behavior.Threads;
import uno.jcache.configuration.CachingConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;

/** Rules, regions and settings that change while caches are in use, at awkward moments. */
class LiveChangesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTE_MS = 60_000;

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();

  private UnoConfiguration<String, String> configuration() {
    return Caches.<String, String>byReference().setTicker(clock).setExecutor(Runnable::run);
  }

  private CachingConfiguration live() {
    return caches.manager().configuration();
  }

  private static javax.cache.expiry.Duration millis(long millis) {
    return new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, millis);
  }

  @Test
  void manySiblingsExpireTogether() {
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setMaximumSize(100_000)
                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(millis(MINUTE_MS))));
    caches.manager().rules().create("siblings", patternBased("item:*").onChangeOf("item:{id}"));
    for (int i = 0; i < 3_000; i++) {
      cache.put("item:" + i, "v", MINUTE);
    }
    clock.advance(MINUTE_MS);
    assertThat(cache.get("item:5")).isNull();
    assertThat(cache.size()).isZero();
  }

  static class Custom implements ExpiryPolicy {
    private static final long serialVersionUID = 1;

    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return millis(10);
    }

    @Override
    @SuppressWarnings("NullAway")
    public javax.cache.expiry.@Nullable Duration getExpiryForAccess() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public javax.cache.expiry.@Nullable Duration getExpiryForUpdate() {
      return null;
    }
  }

  @Test
  void aCustomPolicyStaysWhereOtherSettingsChange() {
    UnoCache<String, String> cache =
        caches.create(configuration().setExpiryPolicyFactory(Custom::new));
    live()
        .update(
            s ->
                s.withRegion(
                    "test",
                    java.util.Objects.requireNonNull(s.regions().get("test")).withMaximumSize(7)));
    cache.put("k", "v");
    clock.advance(10);
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void aRuleThatComesWhileAnEntryIsStoredLimitsIt() {
    Runnable[] meanwhile = {() -> {}};
    Custom policy =
        new Custom() {
          private static final long serialVersionUID = 1;

          @Override
          public javax.cache.expiry.Duration getExpiryForCreation() {
            meanwhile[0].run(); // decided, and not yet stored
            return millis(10L * MINUTE_MS);
          }
        };
    UnoCache<String, String> cache =
        caches.create(configuration().setExpiryPolicyFactory(() -> policy));
    meanwhile[0] = () -> caches.manager().rules().create("minute", timeBased("*", MINUTE));
    cache.put("k", "v");
    clock.advance(MINUTE_MS);
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void manyChangesThatEachSetOffASearchAreOneSearch() {
    UnoCache<String, String> cache = caches.create(configuration().setMaximumSize(100_000));
    caches.manager().rules().create("all", eventBased("gone").invalidating("order:*"));
    caches.manager().rules().create("lines", patternBased("line:{id}:*").onChangeOf("order:{id}"));
    for (int i = 0; i < 5_000; i++) {
      cache.put("order:" + i, "v");
      cache.put("line:" + i + ":1", "v");
      cache.put("line:" + i + ":2", "v");
    }
    cache.put("line:none:1", "v");
    assertThat(caches.manager().events().publish("gone")).isEqualTo(15_000);
    assertThat(cache.keys()).containsExactly("line:none:1");
  }

  @Test
  void lifetimesOfEntriesOwnOutliveALongerTimeToLive() {
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(millis(MINUTE_MS))));
    cache.put("k", "v", Duration.ofHours(10));
    caches
        .manager()
        .regions()
        .update("test", RegionSettings.of().withTimeToLive(Duration.ofHours(1)));
    clock.advance(2 * 3_600_000);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void lifetimesOfEntriesOwnOutliveAChangeOfSize() {
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(millis(MINUTE_MS))));
    cache.put("k", "v", Duration.ofHours(10));
    live()
        .update(
            s ->
                s.withRegion(
                    "test",
                    java.util.Objects.requireNonNull(s.regions().get("test")).withMaximumSize(7)));
    clock.advance(2 * 3_600_000);
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void anUpdateInARegionThatBecameEternalIsEternal() {
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(millis(MINUTE_MS))));
    cache.put("k", "v");
    caches.manager().regions().update("test", RegionSettings.of().withoutExpiry());
    cache.put("k", "2");
    clock.advance(2 * MINUTE_MS);
    assertThat(cache.get("k")).isEqualTo("2");
  }

  /** Fails to be made. */
  public static final class FailingLoader extends Source<String, String> {
    public FailingLoader() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void aChangeOfSettingsThatFailsHalfWayChangesNothing(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.conf"),
            "uno-jcache { regions { \"z*\" { loader = \""
                + FailingLoader.class.getName()
                + "\" } } }");
    UnoCacheManager manager = caches.provider().getCacheManager(file.toUri(), null);
    manager.createCache("a", configuration());
    CachingSettings before = manager.configuration().get();
    assertThatThrownBy(
            () ->
                manager
                    .configuration()
                    .update(
                        s ->
                            s.withEnabled(false)
                                .withRegion("a", RegionSettings.of().withMaximumSize(3))
                                .withRegion("b", RegionSettings.of())
                                .withRegion("z1", RegionSettings.of())))
        .isInstanceOf(RuntimeException.class);
    assertThat(manager.configuration().get()).isEqualTo(before);
  }

  @Test
  void listenersAreToldInTheOrderOfChanges() {
    List<String> told = new ArrayList<>();
    live()
        .addListener(
            (before, after) -> {
              if (!after.enabled()) {
                live().enable();
              }
            });
    live().addListener((before, after) -> told.add(before.enabled() + " -> " + after.enabled()));
    live().disable();
    assertThat(told).containsExactly("true -> false", "false -> true");
  }

  @Test
  void aProviderIsNotRemovedUnderACacheInCreation() {
    UnoCacheManager manager = caches.manager();
    manager.providers().register("p", "memory");
    AtomicBoolean removed = new AtomicBoolean();
    try {
      manager.createCache(
          "c",
          configuration()
              .setProvider("p")
              .setCacheLoaderFactory(
                  () -> {
                    manager.providers().remove("p");
                    removed.set(true);
                    return new Source<String, String>();
                  }));
    } catch (CacheException e) {
      // it noticed
    }
    assertThat(removed.get() && manager.getCache("c") != null).isFalse();
  }

  @Test
  void aLoadFromBeforeDisablingIsNotKeptAfterEnabling() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    UnoCache<String, String> cache = caches.create(configuration());
    var thread =
        Threads.start(
            () ->
                cache.get(
                    "k",
                    k -> {
                      loading.countDown();
                      try {
                        go.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return "stale";
                    }));
    loading.await();
    live().disable();
    // the application changes its system of record
    live().enable();
    go.countDown();
    assertThat(Threads.join(thread)).isEqualTo("stale");
    assertThat(cache.containsKey("k")).isFalse();
  }

  private static final class FailingAtExpiry extends Events<String, String> {
    @Override
    public void on(CacheEntryEvent<? extends String, ? extends String> event) {
      if (event.getEventType() == javax.cache.event.EventType.EXPIRED) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @Test
  void aListenerThatFailsKeepsARuleFromNoRegion() {
    List<UnoCache<String, String>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      UnoCache<String, String> cache =
          caches
              .manager()
              .createCache(
                  "c" + i,
                  configuration()
                      .addCacheEntryListenerConfiguration(Events.sync(new FailingAtExpiry())));
      cache.put("dead", "v", Duration.ofMillis(5));
      cache.put("k", "v");
      all.add(cache);
    }
    clock.advance(5);
    caches.manager().rules().create("r", timeBased("*", MINUTE));
    assertThat(caches.manager().rules().byName("r")).isPresent();
    clock.advance(MINUTE_MS);
    assertThat(all).noneMatch(cache -> cache.containsKey("k"));
  }

  @Test
  void aListenerThatFailsDoesNotFailTheRule() {
    UnoCache<String, String> cache =
        caches.create(
            configuration().addCacheEntryListenerConfiguration(Events.sync(new FailingAtExpiry())));
    cache.put("dead", "v", Duration.ofMillis(5));
    clock.advance(5);
    caches.manager().rules().create("r", timeBased("*", MINUTE));
    assertThat(caches.manager().rules().byName("r")).isPresent();
  }

  @Test
  void aRegionMayComeToFollowTimeRules() {
    UnoCache<String, String> cache =
        caches.create(configuration().setFollowedRules(StrategyType.EVENT_BASED));
    caches.manager().rules().create("r", timeBased("*", MINUTE));
    cache.put("k", "v");
    caches
        .manager()
        .regions()
        .update("test", RegionSettings.of().withFollowedRules(StrategyType.TIME_BASED));
    clock.advance(MINUTE_MS);
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void aNewRegionHasTheConfiguredKindOfExpiry(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.conf"),
            "uno-jcache { regions { \"s*\" { ttl = 1h, expiry = accessed } } }");
    UnoCacheManager manager = caches.provider().getCacheManager(file.toUri(), null);
    manager.regions().create("s", RegionSettings.of().withTimeToLive(MINUTE));
    assertThat(manager.regions().cache("s").getConfiguration().getExpiryPolicyFactory().create())
        .isEqualTo(new AccessedExpiryPolicy(millis(MINUTE_MS)));
  }

  @Test
  void whoHoldsTheMonitorOfACacheHoldsUpNobody() throws Exception {
    UnoCache<String, String> cache = caches.create(configuration());
    synchronized (cache) {
      var other = Threads.start(() -> live().disable());
      assertThat(other.get(30, TimeUnit.SECONDS).enabled()).isFalse();
    }
  }

  @Test
  void whatWasNotStoredIsNotTold() {
    Events<String, String> events = new Events<>();
    UnoCache<String, String> cache =
        caches.create(configuration().addCacheEntryListenerConfiguration(Events.sync(events)));
    live().disable();
    cache.invoke(
        "k",
        (entry, arguments) -> {
          live().enable();
          entry.setValue("v");
          return null;
        });
    assertThat(cache.containsKey("k")).isEqualTo(events.seen().contains("CREATED k: null -> v"));
  }

  private record SlowKey(String name, CountDownLatch reached, CountDownLatch go) {
    @Override
    public int hashCode() {
      reached.countDown();
      await(go);
      return name.hashCode();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("in-heap") // keys without bytes
  void aPutThatRacesWithALiveTimeToLiveExpires() throws Exception {
    UnoCache<SlowKey, String> cache =
        caches.create(
            Caches.<SlowKey, String>byReference().setTicker(clock).setExecutor(Runnable::run));
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SlowKey key = new SlowKey("k", reached, go);
    var put =
        Threads.start(
            () -> {
              cache.put(key, "v");
              return true;
            });
    reached.await();
    caches.manager().regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    go.countDown();
    Threads.join(put);
    clock.advance(2 * MINUTE_MS);
    assertThat(cache.containsKey(key)).isFalse();
  }

  @Test
  @Tag("in-heap") // who asks for the time, and when
  void aPutThatRacesWithAShorterTimeToLiveExpires() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var putting = new AtomicReference<Thread>();
    InstantSource slow =
        () -> {
          if (Thread.currentThread().equals(putting.get())) { // it has asked the policy
            reached.countDown();
            await(go);
          }
          return clock.instant();
        };
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setTicker(slow)
                .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(millis(60 * MINUTE_MS))));
    var put =
        Threads.start(
            () -> {
              putting.set(Thread.currentThread());
              cache.put("k", "v");
              return true;
            });
    reached.await();
    caches.manager().regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    go.countDown();
    Threads.join(put);
    clock.advance(MINUTE_MS);
    assertThat(cache.containsKey("k")).isFalse();
  }

  @Test
  void aLateShorteningKnowsOfALaterChange() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference().setTicker(clock).setExecutor(tasks::add));
    caches.manager().regions().update("test", RegionSettings.of().withTimeToLive(MINUTE));
    caches
        .manager()
        .regions()
        .update("test", RegionSettings.of().withTimeToLive(Duration.ofHours(1)));
    cache.put("k", "v");
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    clock.advance(10 * MINUTE_MS);
    assertThat(cache.containsKey("k")).isTrue();
  }

  @Test
  @Tag("slow")
  @Tag("in-heap") // many rounds
  void twoChangesOfATimeToLiveLeaveNoEntryToTheFirst() throws Exception {
    UnoCache<String, String> cache = caches.create(configuration());
    for (int round = 0; round < 3_000; round++) {
      setTimeToLive(MINUTE);
      Threads.together(
          2,
          thread -> {
            if (thread == 0) {
              setTimeToLive(MINUTE.multipliedBy(3));
              cache.put("k", "v");
            } else {
              setTimeToLive(MINUTE.multipliedBy(2));
            }
          });
      Duration now =
          caches.manager().regions().byName("test").flatMap(CacheRegion::timeToLive).orElseThrow();
      clock.advance(now.toMillis());
      assertThat(cache.containsKey("k")).as("after %s", now).isFalse();
    }
  }

  private void setTimeToLive(Duration timeToLive) {
    caches.manager().regions().update("test", RegionSettings.of().withTimeToLive(timeToLive));
  }

  private record Nameless(int i) {
    @Override
    @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // as keys of applications may
    public String toString() {
      return null;
    }
  }

  @Test
  void keysThatAreNoStringAtAllDoNotDisturb() {
    UnoCache<Object, String> cache =
        caches.create(
            Caches.<Object, String>byReference().setTicker(clock).setExecutor(Runnable::run));
    cache.put(new Nameless(1), "v");
    caches.manager().rules().create("r", eventBased("e").invalidating("user:*"));
    caches.manager().rules().create("c", patternBased("p:{id}").onChangeOf("user:{id}"));
    cache.put("user:1", "v");
    assertThat(caches.manager().events().publish("e")).isEqualTo(1);
    cache.put(new Nameless(1), "v");
  }

  @Test
  void aNameThatComesTwiceStandsForOneThing() {
    UnoCache<String, String> cache = caches.create(configuration());
    caches.manager().rules().create("c", patternBased("p:{id}").onChangeOf("pair:{id}:{id}"));
    cache.put("p:1", "v");
    cache.put("pair:1:2", "v");
    cache.remove("pair:1:2");
    assertThat(cache.containsKey("p:1")).isTrue();
  }

  @Test
  void aRuleThatEndedLeavesTheDeadlineOfThePolicy() {
    UnoCache<String, String> cache =
        caches.create(
            configuration()
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(millis(10L * MINUTE_MS))));
    caches.manager().rules().create("r", timeBased("*", MINUTE));
    cache.put("k", "1");
    clock.advance(MINUTE_MS / 2);
    cache.put("k", "2");
    caches.manager().rules().delete("r");
    cache.put("k", "3");
    clock.advance(9L * MINUTE_MS);
    assertThat(cache.get("k")).isEqualTo("3");
    clock.advance(MINUTE_MS);
    assertThat(cache.get("k")).isNull();
  }

  @Test
  void aProcessorMayChangeWhatItsOwnKeyDependsOn() {
    UnoCache<String, String> users = caches.create(configuration());
    UnoCache<String, String> others = caches.manager().createCache("others", configuration());
    caches.manager().rules().create("r", patternBased("k").onChangeOf("source"));
    others.put("source", "1");
    users.put("k", "old");
    users.invoke(
        "k",
        (entry, arguments) -> {
          others.put("source", "2");
          entry.setValue("new");
          return null;
        });
    assertThat(users.get("k")).isEqualTo("new");
  }
}
