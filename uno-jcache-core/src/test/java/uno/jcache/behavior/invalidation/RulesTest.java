/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uno.jcache.rule.InvalidationStrategy.composite;
import static uno.jcache.rule.InvalidationStrategy.eventBased;
import static uno.jcache.rule.InvalidationStrategy.patternBased;
import static uno.jcache.rule.InvalidationStrategy.timeBased;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.cache.Cache.Entry;
import javax.cache.CacheException;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationRules;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.StrategyType;

/** Invalidation by rule: by time, by event, by pattern, and of several of these. */
class RulesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTE_MS = 60_000;

  @RegisterExtension final Caches caches = new Caches();

  private final MovedClock clock = new MovedClock();
  private final UnoCache<String, String> users = create("users");
  private final UnoCache<String, String> profiles = create("profiles");

  private UnoCache<String, String> create(String name) {
    return create(name, configuration());
  }

  private UnoConfiguration<String, String> configuration() {
    return Caches.<String, String>byReference()
        .setTypes(String.class, String.class)
        .setTicker(clock);
  }

  private UnoCache<String, String> create(
      String name, UnoConfiguration<String, String> configuration) {
    return caches.manager().createCache(name, configuration);
  }

  private InvalidationRules rules() {
    return caches.manager().rules();
  }

  private static void putAll(UnoCache<String, String> cache, String... keys) {
    for (String key : keys) {
      cache.put(key, "v");
    }
  }

  private static List<String> keys(UnoCache<String, String> cache) {
    return cache.keys().sorted().toList();
  }

  // ---- keeping them

  @Test
  void rulesAreKeptByName() {
    InvalidationRule b = rules().create("b", patternBased("user:*"));
    InvalidationRule a = rules().create("a", eventBased("user.updated"));

    assertThat(rules().list()).containsExactly(a, b);
    assertThat(rules().byName("b")).contains(b);
    assertThat(rules().byName("c")).isEmpty();
    assertThat(rules().byStrategy(StrategyType.EVENT_BASED)).containsExactly(a);
    assertThat(a.active()).isTrue();
  }

  @Test
  void aNameIsTakenOnce() {
    rules().create("a", patternBased("user:*"));
    assertThatThrownBy(() -> rules().create("a", patternBased("post:*")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("Rule 'a' already exists");
    assertThat(rules().list())
        .singleElement()
        .matches(r -> r.strategy().equals(patternBased("user:*")));
  }

  @Test
  void aRuleThatIsNotThereIsNamedInTheError() {
    rules().create("users", patternBased("user:*"));
    assertThatThrownBy(() -> rules().apply("user"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("There is no rule 'user'; did you mean 'users'?");
    assertThatThrownBy(() -> rules().delete("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> rules().activate("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> rules().update(InvalidationRule.of("x", patternBased("*"))))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anUpdateTakesThePlaceOfTheOldRule() {
    InvalidationRule old = rules().create("a", eventBased("user.updated").invalidating("user:*"));
    putAll(users, "user:1", "post:1");
    InvalidationRule updated =
        rules().update(old.withStrategy(eventBased("changed").invalidating("post:*")));

    assertThat(caches.manager().events().publish("user.updated")).isZero();
    assertThat(caches.manager().events().publish("changed")).isEqualTo(1);
    assertThat(keys(users)).containsExactly("user:1");
    assertThat(updated.createdAt()).isEqualTo(old.createdAt());
  }

  static Stream<InvalidationStrategy> wrong() {
    return Stream.of(
        patternBased("user:[0-9"),
        patternBased("user:\\"),
        patternBased("user:{id"),
        patternBased("user:{}"),
        patternBased("user:{id}"),
        patternBased("profile:{name}").onChangeOf("user:{id}"),
        timeBased("user:{id}", MINUTE),
        eventBased("user.[").invalidating("user:*"),
        composite(patternBased("user:*"), patternBased("user:[")));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongPatternMakesNoRule(InvalidationStrategy strategy) {
    assertThatThrownBy(() -> rules().create("a", strategy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Rule 'a'");
    assertThat(rules().list()).isEmpty();
  }

  @Test
  void aPatternMayBeLong() {
    String many = "ab".repeat(50_000);
    rules().create("set", patternBased("[" + many + "]"));
    rules()
        .create(
            "escapes", patternBased("[" + many.replace("a", "\\a") + "]{id}").onChangeOf("{id}"));
    rules().create("runs", patternBased("a*".repeat(50_000)));
    assertThat(rules().matching("b")).extracting(InvalidationRule::name).containsExactly("set");
    assertThatThrownBy(() -> rules().create("open", patternBased("[".repeat(100_000))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("that is not closed");
  }

  @Test
  void wrongNumbersMakeNoStrategy() {
    assertThatThrownBy(() -> timeBased("*", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1ms");
    assertThatThrownBy(() -> timeBased("*", MINUTE.negated()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> timeBased("*", MINUTE).withJitter(1.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> eventBased()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> patternBased()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> composite()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InvalidationRule.of(" ", patternBased("*")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void matchingFindsTheActiveRulesOfAKey() {
    rules().create("time", timeBased("user:*", MINUTE));
    rules().create("event", eventBased("user.updated").invalidating("user:{id}*"));
    rules().create("change", patternBased("profile:{id}*").onChangeOf("user:{id}"));
    rules().create("posts", patternBased("post:*"));
    rules().create("off", patternBased("user:*"));
    rules().deactivate("off");

    assertThat(rules().matching("user:123"))
        .extracting(InvalidationRule::name)
        .containsExactly("event", "time");
    assertThat(rules().matching("profile:1"))
        .extracting(InvalidationRule::name)
        .containsExactly("change");
    assertThat(rules().matching("nothing")).isEmpty();
  }

  // ---- on demand

  @Test
  void aPatternIsAppliedOnDemandInAllRegions() {
    rules().create("user-data", patternBased("user:*", "session:[0-9]"));
    putAll(users, "user:1", "user:2", "session:1", "session:x");
    putAll(profiles, "user:1");

    assertThat(rules().apply("user-data")).isEqualTo(4);
    assertThat(keys(users)).containsExactly("session:x");
    assertThat(keys(profiles)).isEmpty();
  }

  @Test
  void aRuleMayBeAboutSomeRegions() {
    rules().create(InvalidationRule.of("a", patternBased("*")).withRegions("prof*"));
    putAll(users, "user:1");
    putAll(profiles, "user:1");

    assertThat(rules().apply("a")).isEqualTo(1);
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void aRegionMayFollowOneKindOfRules() {
    UnoCache<String, String> timed =
        create("timed", configuration().setFollowedRules(StrategyType.TIME_BASED));
    rules().create("pattern", patternBased("*"));
    rules().create("time", timeBased("*", MINUTE));
    putAll(timed, "k");
    putAll(users, "k");

    assertThat(rules().apply("pattern")).isEqualTo(1);
    assertThat(keys(timed)).containsExactly("k");
    clock.advance(MINUTE_MS);
    assertThat(keys(timed)).isEmpty();
  }

  @Test
  void keysThatAreNoStringsMatchAsStrings() {
    UnoCache<Long, String> byNumber =
        caches.manager().createCache("numbers", Caches.<Long, String>byReference());
    byNumber.put(17L, "v");
    byNumber.put(170L, "v");
    rules().create("a", patternBased("17"));

    assertThat(rules().apply("a")).isEqualTo(1);
    assertThat(byNumber.keys()).containsExactly(170L);
  }

  @Test
  void invalidationTellsListenersAndStatisticsAndNoWriter() {
    AtomicInteger deleted = new AtomicInteger();
    Events<String, String> events = new Events<>();
    UnoCache<String, String> cache =
        create(
            "written",
            configuration()
                .setStatisticsEnabled(true)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> new CountingWriter(deleted))
                .addCacheEntryListenerConfiguration(Events.sync(events)));
    putAll(cache, "user:1");
    events.drain();
    rules().create("a", eventBased("changed").invalidating("user:1"));
    caches.manager().events().publish("changed");

    assertThat(events.drain()).containsExactly("REMOVED user:1: v -> v");
    assertThat(Caches.statistics(cache).getCacheRemovals()).isEqualTo(1);
    assertThat(deleted).hasValue(0);
  }

  private record CountingWriter(AtomicInteger deleted) implements CacheWriter<String, String> {
    @Override
    public void write(Entry<? extends String, ? extends String> entry) {}

    @Override
    public void writeAll(java.util.Collection<Entry<? extends String, ? extends String>> entries) {}

    @Override
    public void delete(Object key) {
      deleted.incrementAndGet();
    }

    @Override
    public void deleteAll(java.util.Collection<?> keys) {
      deleted.addAndGet(keys.size());
    }
  }

  @Test
  void aValueThatIsBeingLoadedDoesNotOutliveAnInvalidation() {
    rules().create("a", eventBased("user.updated").invalidating("user:{id}"));
    String loaded =
        users.get(
            "user:1",
            key -> {
              caches.manager().events().publish("user.updated", Map.of("id", 1));
              return "from before";
            });

    assertThat(loaded).isEqualTo("from before");
    assertThat(users.containsKey("user:1")).isFalse();
  }

  // ---- by event

  @Test
  void anEventInvalidatesWhatItsFieldsSay() {
    rules().create("a", eventBased("user.updated").invalidating("user:{id}*"));
    putAll(users, "user:12", "user:12:address", "user:1");
    putAll(profiles, "user:12");

    assertThat(caches.manager().events().publish("user.updated", Map.of("id", 12))).isEqualTo(3);
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void aFieldStandsForItselfWhateverIsInIt() {
    rules().create("a", eventBased("user.updated").invalidating("user:{id}"));
    putAll(users, "user:1", "user:*", "user:[1]");

    assertThat(caches.manager().events().publish("user.updated", Map.of("id", "*"))).isEqualTo(1);
    assertThat(caches.manager().events().publish("user.updated", Map.of("id", "[1]"))).isEqualTo(1);
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void eventNamesMayBePatterns() {
    rules().create("a", eventBased("post.*", "comment.added").invalidating("feed*"));
    putAll(users, "feed");
    assertThat(caches.manager().events().publish("postscript")).isZero();
    assertThat(caches.manager().events().publish("post.created")).isEqualTo(1);
    putAll(users, "feed");
    assertThat(caches.manager().events().publish("comment.added")).isEqualTo(1);
  }

  @Test
  void anEventWithoutPatternsInvalidatesAll() {
    rules().create("a", eventBased("user_updated", "user_profile_changed"));
    putAll(users, "a", "b");
    assertThat(caches.manager().events().publish("user_updated")).isEqualTo(2);
  }

  @Test
  void anEventWithoutAFieldChangesNothing() {
    rules().create("a", eventBased("user.updated").invalidating("user:*"));
    rules().create("b", eventBased("user.updated").invalidating("user:{id}"));
    putAll(users, "user:1");

    assertThatThrownBy(() -> caches.manager().events().publish("user.updated", Map.of("ids", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Event 'user.updated' has no field 'id', to which rule 'b' refers in 'user:{id}'; did"
                + " you mean 'ids'? Known: ids");
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void whatIsInactiveDoesNothing() {
    rules().create("a", eventBased("changed").invalidating("*"));
    putAll(users, "k");
    rules().deactivate("a");
    assertThat(caches.manager().events().publish("changed")).isZero();
    rules().activate("a");
    assertThat(caches.manager().events().publish("changed")).isEqualTo(1);
    putAll(users, "k");
    rules().delete("a");
    assertThat(caches.manager().events().publish("changed")).isZero();
  }

  // ---- by change

  @Test
  void aChangeInvalidatesWhatDependsOnIt() {
    rules().create("a", patternBased("profile:{id}*").onChangeOf("user:{id}"));
    putAll(users, "user:1", "user:2");
    putAll(profiles, "profile:1", "profile:1:picture", "profile:2");

    users.put("user:1", "changed");
    assertThat(keys(profiles)).containsExactly("profile:2");
    users.remove("user:2");
    assertThat(keys(profiles)).isEmpty();
  }

  @Test
  void aCreationIsNoChange() {
    rules().create("a", patternBased("profile:{id}").onChangeOf("user:{id}"));
    putAll(profiles, "profile:1");
    users.put("user:1", "created");
    users.get("user:3", key -> "loaded");
    assertThat(keys(profiles)).containsExactly("profile:1");
  }

  @Test
  void anExpiryIsAChange() {
    rules().create("a", patternBased("profile:{id}").onChangeOf("user:{id}"));
    users.put("user:1", "v", MINUTE);
    putAll(profiles, "profile:1");
    clock.advance(MINUTE_MS);
    assertThat(users.get("user:1")).isNull();
    assertThat(keys(profiles)).isEmpty();
  }

  @Test
  void everyOperationThatChangesCounts() {
    rules().create("a", patternBased("profile:{id}").onChangeOf("user:{id}"));
    List<Runnable> operations =
        List.of(
            () -> users.put("user:1", "2"),
            () -> users.put("user:1", "2", MINUTE),
            () -> users.putAll(Map.of("user:1", "2")),
            () -> users.getAndPut("user:1", "2"),
            () -> users.replace("user:1", "2"),
            () -> users.replace("user:1", "v", "2"),
            () -> users.getAndReplace("user:1", "2"),
            () -> users.remove("user:1"),
            () -> users.remove("user:1", "v"),
            () -> users.getAndRemove("user:1"),
            () -> users.removeAll(),
            () -> users.invalidateMatching("user:*"),
            () ->
                users.invoke(
                    "user:1",
                    (entry, arguments) -> {
                      entry.setValue("2");
                      return null;
                    }));
    for (int i = 0; i < operations.size(); i++) {
      users.clear();
      putAll(users, "user:1");
      putAll(profiles, "profile:1");
      operations.get(i).run();
      assertThat(keys(profiles)).as("operation " + i).isEmpty();
    }
  }

  @Test
  void whatAChangeInvalidatesIsAChangeItself() {
    rules().create("a", patternBased("profile:{id}").onChangeOf("user:{id}"));
    rules().create("b", patternBased("page:{name}*").onChangeOf("profile:{name}"));
    putAll(users, "user:1", "page:1", "page:1:top", "page:2");
    putAll(profiles, "profile:1");
    users.put("user:1", "changed");
    assertThat(keys(users)).containsExactly("page:2", "user:1");
  }

  @Test
  void theEntryThatChangedStays() {
    rules().create("a", patternBased("user:{id}*").onChangeOf("user:{id}"));
    putAll(users, "user:1", "user:1:address");
    users.put("user:1", "changed");
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void aLoopEndsAndIsSaid() {
    List<String> said = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("uno.jcache.internal.rule.Cascade");
    Handler handler = new Noting(said);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      rules().create("there", patternBased("b:*").onChangeOf("a:{id}"));
      rules().create("back", patternBased("a:*").onChangeOf("b:{id}"));
      putAll(users, "a:1", "a:2", "a:3", "b:1", "b:2", "b:3");
      users.put("a:1", "changed");
      assertThat(keys(users)).containsExactly("a:1");
      assertThat(said).singleElement().asString().contains("Rule 'there' triggers itself");
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  private static final class Noting extends Handler {
    private final List<String> said;

    Noting(List<String> said) {
      this.said = said;
    }

    @Override
    public void publish(LogRecord logged) {
      said.add(new java.util.logging.SimpleFormatter().formatMessage(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void twoPathsToOneEntryAreNoLoop() {
    rules().create("b", patternBased("b:{id}", "c:{id}").onChangeOf("a:{id}"));
    rules().create("c", patternBased("d:{id}").onChangeOf("[bc]:{id}"));
    putAll(users, "a:1", "b:1", "c:1", "d:1");
    users.put("a:1", "changed");
    assertThat(keys(users)).containsExactly("a:1");
  }

  // ---- by time

  @Test
  void keysThatMatchLiveAsLongAsTheRuleSaysAtMost() {
    rules().create("sessions", timeBased("session:*", MINUTE));
    putAll(users, "session:1", "user:1");
    users.put("session:2", "v", Duration.ofSeconds(10));
    users.put("session:3", "v", Duration.ofHours(1));

    clock.advance(10_000);
    assertThat(keys(users)).containsExactly("session:1", "session:3", "user:1");
    clock.advance(MINUTE_MS - 10_000 - 1);
    assertThat(users.get("session:1")).isEqualTo("v");
    clock.advance(1);
    assertThat(users.get("session:1")).isNull();
    assertThat(users.get("session:3")).isNull();
    assertThat(users.get("user:1")).isEqualTo("v");
  }

  @Test
  void aTimeRuleHoldsForWhatIsCachedAlready() {
    putAll(users, "session:1", "user:1");
    users.put("session:2", "v", Duration.ofSeconds(10));
    rules().create("sessions", timeBased("session:*", MINUTE));

    clock.advance(10_000);
    assertThat(users.containsKey("session:2")).isFalse();
    assertThat(users.containsKey("session:1")).isTrue();
    clock.advance(MINUTE_MS - 10_000);
    assertThat(users.get("session:1")).isNull();
    assertThat(keys(users)).containsExactly("user:1");
  }

  @Test
  void anAccessProlongsALifeUpToTheLimitAndNoFurther() {
    UnoCache<String, String> touched =
        create(
            "touched",
            configuration()
                .setExpiryPolicyFactory(
                    TouchedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.SECONDS, 40))));
    rules().create("sessions", timeBased("*", MINUTE));
    putAll(touched, "k");

    clock.advance(30_000);
    assertThat(touched.get("k")).as("after 30 s").isEqualTo("v");
    clock.advance(29_999);
    assertThat(touched.get("k")).as("after 59.999 s").isEqualTo("v");
    clock.advance(1);
    assertThat(touched.get("k")).as("after 60 s").isNull();
  }

  @Test
  void anUpdateBeginsANewLife() {
    rules().create("sessions", timeBased("*", MINUTE));
    putAll(users, "k");
    clock.advance(50_000);
    putAll(users, "k");
    clock.advance(59_999);
    assertThat(users.get("k")).isEqualTo("v");
    clock.advance(1);
    assertThat(users.get("k")).isNull();
  }

  @Test
  void loadedValuesAreLimitedToo() {
    rules().create("sessions", timeBased("*", MINUTE));
    users.get("k", key -> "v");
    users.invoke(
        "p",
        (entry, arguments) -> {
          entry.setValue("v");
          return null;
        });
    assertThat(keys(users)).containsExactly("k", "p");
    clock.advance(MINUTE_MS);
    assertThat(keys(users)).isEmpty();
  }

  @Test
  void theShortestLimitCounts() {
    rules().create("long", timeBased("*", MINUTE.multipliedBy(2)));
    rules().create("short", timeBased("user:*", MINUTE));
    putAll(users, "user:1", "post:1");
    clock.advance(MINUTE_MS);
    assertThat(keys(users)).containsExactly("post:1");
  }

  @Test
  void jitterShortensLivesByChance() {
    rules().create("jittered", timeBased("*", MINUTE).withJitter(0.5));
    for (int i = 0; i < 200; i++) {
      users.put("k" + i, "v");
    }
    clock.advance(MINUTE_MS / 2 - 1);
    assertThat(keys(users)).hasSize(200);
    clock.advance(MINUTE_MS / 4);
    assertThat(keys(users)).hasSizeBetween(50, 150);
    clock.advance(MINUTE_MS / 4 + 1);
    assertThat(keys(users)).isEmpty();
  }

  @Test
  void aPolicyThatIsShorterThanTheRuleCounts() {
    UnoCache<String, String> created =
        create(
            "created",
            configuration()
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.SECONDS, 10))));
    rules().create("a", timeBased("*", MINUTE));
    putAll(created, "k");
    clock.advance(10_000);
    assertThat(created.get("k")).isNull();
  }

  @Test
  void aRuleThatEndedLeavesNewEntriesAlone() {
    rules().create("a", timeBased("*", MINUTE));
    rules().delete("a");
    putAll(users, "k");
    clock.advance(MINUTE_MS);
    assertThat(users.get("k")).isEqualTo("v");
  }

  @Test
  void aRegionThatComesLaterFollowsTheRules() {
    rules().create("time", timeBased("s:*", MINUTE));
    rules().create("change", patternBased("b").onChangeOf("a"));
    UnoCache<String, String> later = create("later");
    putAll(later, "s:1", "a", "b");
    later.remove("a");
    assertThat(keys(later)).containsExactly("s:1");
    clock.advance(MINUTE_MS);
    assertThat(keys(later)).isEmpty();
  }

  // ---- composite

  @Test
  void aCompositeIsAllOfItsStrategies() {
    rules()
        .create(
            "all",
            composite(
                timeBased("user:*", MINUTE),
                eventBased("logout").invalidating("session:{id}"),
                patternBased("profile:{id}").onChangeOf("user:{id}")));
    putAll(users, "user:1", "session:1", "profile:1");

    assertThat(caches.manager().events().publish("logout", Map.of("id", 1))).isEqualTo(1);
    clock.advance(MINUTE_MS);
    assertThat(users.get("user:1")).isNull();
    assertThat(keys(users)).isEmpty();
    assertThat(rules().byStrategy(StrategyType.COMPOSITE)).hasSize(1);
  }

  @Test
  void managersKeepTheirRulesApart() {
    rules().create("a", eventBased("changed"));
    UnoCacheManager other = caches.provider().getCacheManager();
    UnoCache<String, String> theirs = other.createCache("users", configuration());
    putAll(theirs, "k");
    putAll(users, "k");
    assertThat(caches.manager().events().publish("changed")).isEqualTo(1);
    assertThat(theirs.get("k")).isEqualTo("v");
    assertThat(other.rules().list()).isEmpty();
  }
}
