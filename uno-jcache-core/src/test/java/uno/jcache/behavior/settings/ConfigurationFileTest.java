/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Logs;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;
import uno.jcache.rule.StrategyType;
import uno.jcache.spi.Together;

/** A file says what the caches of a manager are. */
@Tag("own-providers")
class ConfigurationFileTest {
  @RegisterExtension final Caches caches = new Caches();

  private final Path folder;

  ConfigurationFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private URI file(String... lines) {
    try {
      return Files.writeString(folder.resolve("caches.conf"), String.join("\n", lines)).toUri();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private UnoCacheManager manager(String... lines) {
    return caches.provider().getCacheManager(file(lines), null);
  }

  private static <K, V> UnoCache<K, V> existing(UnoCacheManager manager, String cache) {
    return Objects.requireNonNull(manager.getCache(cache));
  }

  private static UnoConfiguration<?, ?> configuration(UnoCacheManager manager, String cache) {
    return existing(manager, cache).getConfiguration();
  }

  private static ExpiryPolicy expiry(UnoConfiguration<?, ?> configuration) {
    return configuration.getExpiryPolicyFactory().create();
  }

  private static Duration millis(long millis) {
    return new Duration(TimeUnit.MILLISECONDS, millis);
  }

  // ---- regions

  @Test
  void aRegionIsACacheFromTheStart() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  regions {",
            "    users { provider = memory, ttl = 10m, max-size = 500 }",
            "  }",
            "}");

    assertThat(manager.getCacheNames()).containsExactly("users");
    UnoCache<String, String> users = existing(manager, "users");
    users.put("user:1", "Ada");
    assertThat(users.get("user:1")).isEqualTo("Ada");
    UnoConfiguration<?, ?> configuration = configuration(manager, "users");
    assertThat(configuration.getMaximumSize()).hasValue(500);
    assertThat(configuration.getProvider()).contains("memory");
    assertThat(expiry(configuration)).isEqualTo(new ModifiedExpiryPolicy(millis(600_000)));
  }

  @Test
  void aRegionWhoseNameIsAPatternSaysWhatSuchCachesWillBe() {
    UnoCacheManager manager =
        manager(
            "uno-jcache.regions {",
            "  \"hibernate.*\"       { max-size = 50000 }",
            "  \"hibernate.query.*\" { max-size = 7 }",
            "  \"hibernate.query.a\" { max-size = 8 }",
            "}");

    assertThat(manager.getCacheNames()).containsExactly("hibernate.query.a");
    manager.createCache("hibernate.User", new MutableConfiguration<>());
    manager.createCache("hibernate.query.b", new MutableConfiguration<>());
    manager.createCache("other", new MutableConfiguration<>());
    assertThat(configuration(manager, "hibernate.User").getMaximumSize()).hasValue(50_000);
    assertThat(configuration(manager, "hibernate.query.b").getMaximumSize()).hasValue(7);
    assertThat(configuration(manager, "hibernate.query.a").getMaximumSize()).hasValue(8);
    assertThat(configuration(manager, "other").getMaximumSize())
        .hasValue(UnoConfiguration.DEFAULT_MAXIMUM_SIZE);
  }

  @Test
  void hibernatesUpdateTimestampsAreKeptWhateverIsConfigured() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  defaults { max-size = 3, ttl = 1s }",
            "  regions { \"hibernate.*\" { max-size = 7, ttl = 2s } }",
            "  rules { short { pattern = \"*\", ttl = 1ms } }",
            "}");
    for (String name :
        List.of("default-update-timestamps-region", "hibernate.default-update-timestamps-region")) {
      manager.createCache(name, new MutableConfiguration<>());
      assertThat(configuration(manager, name).getMaximumSize()).hasValue(Integer.MAX_VALUE);
      UnoCache<Object, Object> cache = manager.getCache(name);
      for (int i = 0; i < 100; i++) {
        cache.put("table" + i, i);
      }
      assertThat(cache.size()).isEqualTo(100);
      assertThat(cache.metadata("table1").orElseThrow().expiresAt()).isEmpty();
    }
  }

  @Test
  void defaultsHoldForWhatARegionLeavesOpenAndForAllOtherCaches() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  defaults { ttl = 1h, max-size = 20, statistics = true }",
            "  regions { users { max-size = 30 }, posts { ttl = eternal } }",
            "}");

    manager.createCache("bare", new MutableConfiguration<>());
    for (String cache : new String[] {"users", "posts", "bare"}) {
      assertThat(configuration(manager, cache).isStatisticsEnabled()).isTrue();
    }
    assertThat(configuration(manager, "users").getMaximumSize()).hasValue(30);
    assertThat(configuration(manager, "bare").getMaximumSize()).hasValue(20);
    assertThat(expiry(configuration(manager, "users")))
        .isEqualTo(new ModifiedExpiryPolicy(millis(3_600_000)));
    assertThat(expiry(configuration(manager, "posts"))).isEqualTo(new EternalExpiryPolicy());
  }

  @Test
  void defaultsAndPatternsMaySayTheKindOfExpiryAlone() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  defaults { expiry = touched }",
            "  regions { sessions { ttl = 1m }, \"old.*\" { expiry = created } }",
            "}");
    assertThat(expiry(configuration(manager, "sessions")))
        .isEqualTo(new TouchedExpiryPolicy(millis(60_000)));
    RegionSettings minute = RegionSettings.of().withTimeToLive(java.time.Duration.ofMinutes(1));
    manager.regions().create("old.a", minute);
    assertThat(expiry(configuration(manager, "old.a")))
        .isEqualTo(new CreatedExpiryPolicy(millis(60_000)));
  }

  @Test
  void whatTheProgramSaysWins() {
    UnoCacheManager manager =
        manager(
            "uno-jcache.regions.\"*\" {",
            "  ttl = 1h, max-size = 20, key-type = java.lang.String, value-type = java.lang.String",
            "}");

    var said =
        new UnoConfiguration<Long, Integer>()
            .setTypes(Long.class, Integer.class)
            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY))
            .setMaximumSize(40);
    UnoCache<Long, Integer> cache = manager.createCache("said", said);
    cache.put(1L, 1);
    assertThat(configuration(manager, "said").getMaximumSize()).hasValue(40);
    assertThat(expiry(configuration(manager, "said")))
        .isEqualTo(new CreatedExpiryPolicy(Duration.ONE_DAY));
    assertThat(said).as("the program's own object").isEqualTo(UnoConfiguration.from(said));
  }

  @ParameterizedTest
  @CsvSource({"created", "modified", "accessed", "touched"})
  void aTimeToLiveCountsFromWhatExpirySays(String kind) {
    UnoCacheManager manager = manager("uno-jcache.regions.a { ttl = 90s, expiry = " + kind + " }");
    Map<String, ExpiryPolicy> policies =
        Map.of(
            "created", new CreatedExpiryPolicy(millis(90_000)),
            "modified", new ModifiedExpiryPolicy(millis(90_000)),
            "accessed", new AccessedExpiryPolicy(millis(90_000)),
            "touched", new TouchedExpiryPolicy(millis(90_000)));
    assertThat(expiry(configuration(manager, "a"))).isEqualTo(policies.get(kind));
  }

  @Test
  void typesAndReferencesMayBeSaid() {
    UnoCacheManager manager =
        manager(
            "uno-jcache.regions.a {",
            "  key-type = java.lang.Long, value-type = java.lang.StringBuilder",
            "  store-by-value = false, management = true",
            "}");
    UnoCache<Long, StringBuilder> cache =
        Objects.requireNonNull(manager.getCache("a", Long.class, StringBuilder.class));
    var value = new StringBuilder("v");
    cache.put(1L, value);
    assertThat(cache.get(1L)).isSameAs(value);
    assertThat(configuration(manager, "a").isManagementEnabled()).isTrue();
  }

  /** Loads a greeting. */
  public static final class Greeting implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      return "Hello, " + key;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      throw new UnsupportedOperationException();
    }
  }

  /** Asks for the very manager that makes it. */
  public static final class Curious implements CacheLoader<String, String> {
    static final ConcurrentLinkedQueue<URI> ASKED = new ConcurrentLinkedQueue<>();
    static final ThreadLocal<UnoCachingProvider> PROVIDER = new ThreadLocal<>();
    static final ThreadLocal<URI> MANAGER = new ThreadLocal<>();

    /** Made by the region. */
    public Curious() {
      ASKED.add(PROVIDER.get().getCacheManager(MANAGER.get(), null).getURI());
    }

    @Override
    public String load(String key) {
      return key;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }
  }

  @Test
  void aRegionWithALoaderReadsThrough() {
    UnoCacheManager manager =
        manager("uno-jcache.regions.a.loader = \"" + Greeting.class.getName() + "\"");
    UnoCache<String, String> cache = existing(manager, "a");
    assertThat(cache.get("Ada")).isEqualTo("Hello, Ada");
  }

  @Test
  void aLoaderMayAskForTheManagerWhileThatStarts() {
    UnoCachingProvider provider = caches.provider();
    URI uri = file("uno-jcache.regions.a.loader = \"" + Curious.class.getName() + "\"");
    Curious.PROVIDER.set(provider);
    Curious.MANAGER.set(uri);
    provider.getCacheManager(uri, null);
    assertThat(Curious.ASKED).containsExactly(uri);
  }

  @Test
  void whoeverAsksMeanwhileGetsAManagerThatHasStarted() throws Exception {
    UnoCachingProvider provider = caches.provider();
    URI uri = file("uno-jcache.regions { a {}, b {}, c {} }");
    ConcurrentLinkedQueue<UnoCacheManager> managers = new ConcurrentLinkedQueue<>();
    CountDownLatch begin = new CountDownLatch(8);
    Together.run(
        8,
        () -> {
          begin.countDown();
          begin.await();
          UnoCacheManager manager = provider.getCacheManager(uri, null);
          assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("a", "b", "c");
          managers.add(manager);
        });
    assertThat(managers.stream().distinct()).hasSize(1);
  }

  // ---- providers

  @Test
  void aProviderIsATypeUnderANameOfItsOwn() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  providers { local { type = memory } }",
            "  regions { a { provider = local } }",
            "}");
    assertThat(configuration(manager, "a").getProvider()).contains("local");
    manager.createCache("b", new UnoConfiguration<>().setProvider("local"));
    assertThatThrownBy(
            () -> manager.createCache("c", new UnoConfiguration<>().setProvider("lokal")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean 'local'?");
    assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("a", "b");
  }

  // ---- where it is found

  @Test
  void theDefaultManagerReadsTheDefaultFileOfItsClassLoader() throws Exception {
    Files.writeString(folder.resolve("uno-jcache.conf"), "uno-jcache.regions.users {}");
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      UnoCachingProvider provider = caches.provider();
      assertThat(provider.getCacheManager(null, loader).getCacheNames()).containsExactly("users");
      assertThat(provider.getCacheManager(URI.create("other"), loader).getCacheNames()).isEmpty();
      assertThat(
              provider
                  .getCacheManager(URI.create("classpath:uno-jcache.conf"), loader)
                  .getCacheNames())
          .containsExactly("users");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:/no/such/ehcache.xml", "http://localhost:1/x.conf", "my-app"})
  void aUriOfSomethingElseIsAMereName(String uri) {
    assertThat(caches.provider().getCacheManager(URI.create(uri), null).getCacheNames()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:/no/such/caches.conf", "classpath:no-such.conf", "classpath:/no.conf"})
  void aFileOfOursThatIsMissingIsNamed(String uri) {
    UnoCachingProvider provider = caches.provider();
    assertThatThrownBy(() -> provider.getCacheManager(URI.create(uri), null))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(uri.replaceFirst("^[a-z]+:/?", ""));
  }

  @Test
  void aFileMayBeInAJar() throws Exception {
    Path jar = folder.resolve("caches.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("a/caches.conf"));
      out.write("uno-jcache.regions.users {}".getBytes(UTF_8));
    }
    URI uri = URI.create("jar:" + jar.toUri() + "!/a/caches.conf");
    assertThat(caches.provider().getCacheManager(uri, null).getCacheNames())
        .containsExactly("users");
  }

  @Test
  void aFileMayTakeInAnotherBesideIt() throws Exception {
    Files.writeString(folder.resolve("more.conf"), "uno-jcache.regions.posts {}");
    String[] lines = {"include required(\"more.conf\")", "uno-jcache.regions.users {}"};
    assertThat(manager(lines).getCacheNames()).containsExactlyInAnyOrder("users", "posts");

    Files.delete(folder.resolve("more.conf"));
    assertThatThrownBy(() -> manager(lines))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("more.conf");
  }

  @Test
  void propertiesOfTheManagerWinOverTheFile() {
    var properties = new Properties();
    properties.setProperty("uno-jcache.regions.users.max-size", "70");
    properties.setProperty("uno-jcache.regions.more.ttl", "5s");
    UnoCacheManager manager =
        caches
            .provider()
            .getCacheManager(
                file("uno-jcache.regions.users { max-size = 7, ttl = 1m }"), null, properties);
    assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("users", "more");
    assertThat(configuration(manager, "users").getMaximumSize()).hasValue(70);
    assertThat(expiry(configuration(manager, "users")))
        .isEqualTo(new ModifiedExpiryPolicy(millis(60_000)));
  }

  @Test
  void aPropertyMayQuoteANameWithADot() {
    var properties = new Properties();
    properties.setProperty("uno-jcache.regions.\"hibernate.*\".max-size", "70");
    properties.setProperty("uno-jcache.regions.\"a.b\".max-size", "8");
    properties.setProperty("uno-jcache.regions.users.max-size", "9");
    UnoCacheManager manager =
        caches
            .provider()
            .getCacheManager(
                file("uno-jcache.regions { \"hibernate.*\" { max-size = 7, statistics = true } }"),
                null,
                properties);
    assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("a.b", "users");
    assertThat(configuration(manager, "a.b").getMaximumSize()).hasValue(8);
    manager.createCache("hibernate.user", new MutableConfiguration<>());
    assertThat(configuration(manager, "hibernate.user").getMaximumSize()).hasValue(70);
    assertThat(configuration(manager, "hibernate.user").isStatisticsEnabled()).isTrue();
  }

  @Test
  void aPropertyWithAWrongQuoteIsRefused() {
    var properties = new Properties();
    properties.setProperty("uno-jcache.regions.\"users.ttl", "1m");
    assertThatThrownBy(() -> caches.manager(properties))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("bad configuration")
        .hasMessageContaining("users.ttl");
  }

  @Test
  void environmentVariablesAndOtherKeysMayBeReferredTo() {
    UnoCacheManager manager =
        manager(
            "size = 12",
            "uno-jcache.regions.a { max-size = ${size}, max-size = ${?NO_SUCH_VARIABLE_OF_OURS} }");
    assertThat(configuration(manager, "a").getMaximumSize()).hasValue(12);
  }

  @Test
  void twoManagersOfOneJvmHaveTheirOwnConfigurations() throws Exception {
    UnoCachingProvider provider = caches.provider();
    Path other =
        Files.writeString(folder.resolve("other.conf"), "uno-jcache.regions.a { max-size = 2 }");
    UnoCacheManager one =
        provider.getCacheManager(file("uno-jcache.regions.a { max-size = 1 }"), null);
    UnoCacheManager two = provider.getCacheManager(other.toUri(), null);
    assertThat(configuration(one, "a").getMaximumSize()).hasValue(1);
    assertThat(configuration(two, "a").getMaximumSize()).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          caches-1.conf,         classpath:caches-1.conf
          file:/a/x.conf?a=b,    file:///a/x.conf
          file:/a/x.conf#b,      file:///a/x.conf
          file:/a/UPPER.CONF,    file:///a/UPPER.conf
          FILE:/a/x1.conf,       file:///a/x1.conf
          http://host/a/x.conf,  classpath:host/a/x.conf
          CLASSPATH:x2.conf,     classpath:x2.conf
          """)
  void aUriThatLooksLikeAFileOfOursIsLoggedOnce(String uri, String instead) throws Exception {
    try (Logs logs = Logs.of(Class.forName("uno.jcache.internal.config.ConfigurationSource"))) {
      for (int i = 0; i < 2; i++) {
        UnoCacheManager manager = caches.provider().getCacheManager(URI.create(uri), null);
        assertThat(manager.getCacheNames()).isEmpty();
        manager.close();
      }
      assertThat(logs.messages()).hasSize(1);
      assertThat(logs.messages().get(0)).contains("Manager " + uri).contains(instead);
    }
  }

  @Test
  void aRegionOrRuleOrProviderThatIsNullIsNone() {
    String[] lines = {
      "uno-jcache {",
      "  regions { users { ttl = 1m }, posts {}, \"a*\" { ttl = 1m } }",
      "  regions { users = null, \"a*\" = null }",
      "  rules { r { on-event = a } }",
      "  rules { r = null }",
      "  providers { p = null }",
      "}"
    };
    UnoCacheManager manager = manager(lines);
    assertThat(manager.getCacheNames()).containsExactly("posts");
    assertThat(manager.rules().list()).isEmpty();
    assertThat(manager.providers().byName("p")).isEmpty();
    manager.createCache("a", new MutableConfiguration<>());
    assertThat(expiry(configuration(manager, "a"))).isEqualTo(new EternalExpiryPolicy());
    manager.close();

    assertThat(managerOf(Map.of("uno-jcache.regions.posts", "null"), lines).getCacheNames())
        .isEmpty();
  }

  @Test
  void aRegionThatIsAskedForByOtherTypesSaysWhatToDo() {
    UnoCacheManager manager = manager("uno-jcache.regions.users {}");
    assertThatThrownBy(() -> manager.getCache("users", Long.class, String.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("set key-type of the region")
        .hasMessageContaining("to java.lang.Long")
        .hasMessageContaining("call getCache(name) without types");
  }

  // ---- lists

  private UnoCacheManager managerOf(Map<String, String> said, String... lines) {
    Properties properties = new Properties();
    properties.putAll(said);
    return caches.provider().getCacheManager(file(lines), null, properties);
  }

  private static Map<String, String> named(String key, String value) {
    if (!value.startsWith("0 = ")) {
      return Map.of(key, value);
    }
    String[] elements = value.substring(4).split(" ; ", -1);
    return Map.of(key + ".0", elements[0], key + ".10", elements[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example.A, com.example.b.*",
        "com.example.A,com.example.b.*,",
        "[com.example.A, com.example.b.*]",
        "[\"com.example.A\", \"com.example.b.*\"]",
        "0 = com.example.A ; com.example.b.*"
      })
  void aPropertyMayBeAListOfClasses(String value) {
    String key = "uno-jcache.regions.users.allowed-classes";
    UnoCacheManager manager =
        managerOf(named(key, value), "uno-jcache.regions.users.allowed-classes = [com.example.C]");
    assertThat(configuration(manager, "users").getAllowedClasses())
        .containsExactly("com.example.A", "com.example.b.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:{id}, feed:[a-z]{id}",
        "[user:{id}, feed:[a-z]{id}]",
        "[\"user:{id}\", \"feed:[a-z]{id}\"]",
        "\"user:{id}\", \"feed:[a-z]{id}\"",
        "0 = user:{id} ; feed:[a-z]{id}"
      })
  void aPropertyMayBeAListInARule(String value) {
    Map<String, String> said = new HashMap<>(named("uno-jcache.rules.r.invalidate", value));
    said.putAll(named("uno-jcache.rules.r.on-event", value.replaceAll("\\{id}", "x")));
    said.putAll(named("uno-jcache.rules.r.regions", "[a-z]*, [x]"));
    UnoCacheManager manager = managerOf(said, "uno-jcache.regions.users {}");
    UnoCache<String, String> users = existing(manager, "users");
    for (String event : new String[] {"user:x", "feed:yx"}) {
      users.put("user:1", "v");
      users.put("feed:a1", "v");
      assertThat(manager.events().publish(event, Map.of("id", 1))).isEqualTo(2);
    }
    assertThat(manager.rules().byName("r").orElseThrow().regions())
        .containsExactlyInAnyOrder("[a-z]*", "[x]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "near = [{ max-size = 5 }, { max-size = 50, ttl = 1m }]",
        "near.0.max-size = 5; near.1.max-size = 50; near.1.ttl = 1m",
      })
  void propertiesMayHaveAListOfLevels(String levels) {
    Map<String, String> said = new HashMap<>();
    for (String level : levels.split("; ", -1)) {
      said.put("uno-jcache.regions.users." + level.split(" = ", 2)[0], level.split(" = ", 2)[1]);
    }
    assertThat(configuration(managerOf(said, "uno-jcache {}"), "users").getNear().orElseThrow())
        .containsExactly(
            new CacheLevel("memory", 5, null),
            new CacheLevel("memory", 50, java.time.Duration.ofMinutes(1)));
  }

  @Test
  void aPropertyMaySayThatThereAreNoLevels() {
    UnoCacheManager manager =
        managerOf(
            Map.of("uno-jcache.regions.users.near", "[]"),
            "uno-jcache.regions.users.near = { max-size = 5 }");
    assertThat(configuration(manager, "users").getNear().orElseThrow()).isEmpty();
  }

  @Test
  void aSettingOfAProviderMayBeANumberedList() {
    UnoCacheManager manager =
        managerOf(
            Map.of(
                "uno-jcache.providers.p.address.0", "redis://me:hush@one",
                "uno-jcache.providers.p.address.1", "redis://two"),
            "uno-jcache.providers.p.type = heap-bytes");
    assertThat(manager.providers().byName("p").orElseThrow().settings())
        .containsEntry("address", List.of("redis://me:***@one", "redis://two"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          regions.r.allowed-classes   | com.example.A com.example.B         | for several names write ["com.example.A", "com.example.B"]
          regions.r.allowed-classes   | ["com.example.A, com.example.B"]    | for several names write ["com.example.A", "com.example.B"]
          regions.r.allowed-classes   | ,                                   | must be one or more, as in [com.example.User
          regions.r.allowed-classes.0 | com.example.A, com.example.B        | allowed-classes: must be one or more
          regions.r.allowed-classes.a | com.example.A                       | allowed-classes: must be one or more
          rules.r.on-event            | user updated                        | for several names write ["user", "updated"], and in a pattern ? for a comma or a space
          rules.r.on-event            | ["a, b"]                            | for several names write ["a", "b"]
          rules.r.regions             | a,,b                                | rules.r.regions: must be one or more
          regions.r.near              | memory, file                        | regions.r.near: must be a section, or a list of sections
          regions.r.near              | [memory]                            | regions.r.near: must be a section, or a list of sections
          """)
  void aPropertyThatIsNoListIsNamed(String key, String value, String message) {
    assertThatThrownBy(() -> managerOf(Map.of("uno-jcache." + key, value), "uno-jcache {}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("the manager's properties: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on-event = \"a, b\"",
        "on-event = [\"a, b\"]",
        "on-event = [a b]",
        "on-event = a b",
      })
  void aNameInAFileHasNoCommaAndNoSpace(String list) {
    assertThatThrownBy(() -> manager("uno-jcache.rules.r {", list, "}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:2: uno-jcache.rules.r.on-event")
        .hasMessageContaining("for several names write [\"a\", \"b\"]");
  }

  @Test
  void aKeyAndAnElementOfItExcludeEachOther() {
    Map<String, String> both = new HashMap<>(named("uno-jcache.rules.r.on-event", "a"));
    both.put("uno-jcache.rules.r.on-event.0", "b");
    assertThatThrownBy(() -> managerOf(both, "uno-jcache {}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("on-event");
  }

  // ---- what is wrong

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users { tll = 1m }                | uno-jcache.regions.users.tll: unknown setting; did you mean 'ttl'?
          users { ttl = soon }              | uno-jcache.regions.users.ttl: must be a time of at least 1ms, such as 30s
          users { ttl = 600 }               | it has no unit; for seconds write 600s
          users { ttl = 0s }                | it is less than a millisecond
          users { ttl = -5m }               | it is less than a millisecond
          users { ttl = [1m] }              | but is a list
          users { expiry = created }        | has no effect without a ttl
          users { ttl=1m, expiry = sliding }| must be one of created, modified, accessed, touched, but is 'sliding'
          users { max-size = 0 }            | must be a whole number of at least 1, such as 10000, but is 0
          users { max-size = 1.5 }          | but is 1.5
          users { max-size = 99999999999999999999 } | must be a whole number
          users { statistics = maybe }      | must be true or false, but is 'maybe'
          users { provider = memry }        | unknown provider 'memry'; did you mean 'memory'?
          users { key-type = no.Such }      | class 'no.Such' is not on the class path
          users { loader = java.lang.String } | java.lang.String is not a javax.cache.integration.CacheLoader
          users = 5                         | must be a section: users { ... }, but is 5
          my.users { ttl = 1m }             | uno-jcache.regions.my.users: unknown setting
          my.users { ttl = 1m }             | write the whole name in quotes
          """)
  void aBadRegionIsNamedWithItsFileLineAndKey(String region, String message) {
    assertThatThrownBy(() -> manager("uno-jcache {", "regions {", region, "}}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:3: uno-jcache.regions.")
        .hasMessageContaining(message);
  }

  @Test
  void keysMayBeHashed() {
    var settings =
        manager("uno-jcache { hashed-keys = true, hash-algorithm = SHA3-256 }")
            .configuration()
            .get();
    assertThat(settings.hashedKeys()).isTrue();
    assertThat(settings.hashAlgorithm()).isEqualTo("SHA3-256");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uno-jcache.region.users.ttl = 1m          | uno-jcache.region: unknown setting; did you mean 'regions'?
          uno-jcache.providers.a.type = rediss      | unknown provider type 'rediss'
          uno-jcache.providers.a {}                 | uno-jcache.providers.a.type: is missing
          uno-jcache.providers.a.type = null        | uno-jcache.providers.a.type: is missing
          uno-jcache.defaults.ttl = x               | uno-jcache.defaults.ttl
          uno-jcache.hash-algorithm = SHA-257       | must be the name of a hash of this JVM's, such as SHA-256, but is 'SHA-257': Unknown hash
          uno-jcache = 5                            | must be a section
          unojcache {}                              | has no section 'uno-jcache { ... }'
          uno-jcache { regions {                    | caches.conf: 1
          uno-jcache.regions.a.ttl = ${NO_SUCH_ONE} | NO_SUCH_ONE
          """)
  void aBadFileIsRefused(String file, String message) {
    assertThatThrownBy(() -> manager(file))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf")
        .hasMessageContaining(message);
  }

  @Test
  void aBadPatternIsNamed() {
    assertThatThrownBy(() -> manager("uno-jcache.regions {", "\"a[\" { ttl = 1m }", "}"))
        .hasMessageContaining("caches.conf:2: uno-jcache.regions.\"a[\"")
        .hasMessageContaining("has a [ at 2 that is not closed");
  }

  @Test
  void allProblemsAreToldAtOnceAndNothingIsLeftBehind() {
    UnoCachingProvider provider = caches.provider();
    URI bad = file("uno-jcache.regions {", "a { ttl = x }", "b { max-size = y }", "c {}", "}");
    assertThatThrownBy(() -> provider.getCacheManager(bad, null))
        .hasMessageContaining(":2: uno-jcache.regions.a.ttl")
        .hasMessageContaining(":3: uno-jcache.regions.b.max-size");

    file("uno-jcache.regions.c {}"); // mended
    assertThat(provider.getCacheManager(bad, null).getCacheNames()).containsExactly("c");
  }

  @Test
  void aMistakeIsNotTakenForAnother() {
    assertThatThrownBy(
            () ->
                manager(
                    "uno-jcache {",
                    "  regions { a { ttl = 600, expiry = touched } }",
                    "  rules { b { ttl = 0s, pattern = \"b*\" } }",
                    "}"))
        .hasMessageContaining(":2: uno-jcache.regions.a.ttl")
        .hasMessageContaining(":3: uno-jcache.rules.b.ttl")
        .hasMessageNotContaining("without a ttl");
  }

  /** Cannot be made. */
  public static final class Broken implements CacheLoader<String, String> {
    /** Fails. */
    public Broken() {
      throw new IllegalStateException("no database");
    }

    @Override
    public String load(String key) {
      return key;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }
  }

  @Test
  void aLoaderThatCannotBeMadeLeavesNoManagerBehind() {
    UnoCachingProvider provider = caches.provider();
    URI uri =
        file(
            "uno-jcache.regions {",
            "a { management = true }",
            "b { loader = \"" + Broken.class.getName() + "\" }",
            "}");
    assertThatThrownBy(() -> provider.getCacheManager(uri, null))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(Broken.class.getName())
        .hasRootCauseMessage("no database");
    assertThat(Caches.beans(uri)).isEmpty();
  }

  // ---- rules, and the manager as a whole

  @Test
  void aFileMayHaveRules() {
    UnoCacheManager manager =
        manager(
            "uno-jcache {",
            "  regions { users {}, pages {} }",
            "  rules {",
            "    user-changed { on-event = \"user.updated\", invalidate = [\"user:{id}*\"] }",
            "    sessions { pattern = \"session:*\", ttl = 10m, jitter = 0.1, regions = [users] }",
            "    pages { on-change = \"user:{id}\", invalidate = \"page:{id}\" }",
            "    all { on-event = [a, b], ttl = 1h, active = false }",
            "  }",
            "}");
    UnoCache<String, String> users = existing(manager, "users");
    users.put("user:1", "v");
    users.put("page:1", "v");

    assertThat(manager.events().publish("user.updated", Map.of("id", 1))).isEqualTo(2);
    assertThat(users.keys()).isEmpty();
    assertThat(manager.rules().byName("sessions").orElseThrow().strategy())
        .isEqualTo(
            InvalidationStrategy.timeBased("session:*", java.time.Duration.ofMinutes(10))
                .withJitter(0.1));
    assertThat(manager.rules().byName("sessions").orElseThrow().regions()).containsExactly("users");
    InvalidationRule all = manager.rules().byName("all").orElseThrow();
    assertThat(all.active()).isFalse();
    assertThat(all.strategy().type()).isEqualTo(StrategyType.COMPOSITE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          a { on-evnt = x }               | rules.a.on-evnt: unknown setting; did you mean 'on-event'?
          a { on-event = [] }             | rules.a.on-event: must be one or more
          a { ttl = 0s }                  | rules.a.ttl: must be a time
          a { ttl = 1m, jitter = 2 }      | rules.a.jitter: must be a number from 0 to 1
          a { jitter = 0.1 }              | rules.a: pattern and jitter have no effect without a ttl
          a { on-change = "u:{id}" }      | rules.a: on-change has no effect without invalidate
          a { invalidate = "u:{id}" }     | rules.a: Rule 'a': the pattern 'u:{id}' refers to [id]
          a { invalidate = "u:[" }        | rules.a: Rule 'a': The pattern 'u:[' has a [
          a {}                            | rules.a: has no effect
          """)
  void aWrongRuleIsNamed(String rule, String message) {
    assertThatThrownBy(() -> manager("uno-jcache {", "  rules {", "    " + rule, "  }", "}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:3: uno-jcache." + message);
  }

  @Test
  void cachingMayBeDisabled() {
    UnoCacheManager manager = manager("uno-jcache { enabled = false, regions { users {} } }");
    UnoCache<String, String> users = existing(manager, "users");
    users.put("k", "v");
    assertThat(users.containsKey("k")).isFalse();
    manager.configuration().enable();
    users.put("k", "v");
    assertThat(users.containsKey("k")).isTrue();
  }

  @Test
  void aNullSaysNothingOfAProviderEither() {
    UnoCacheManager manager =
        manager("uno-jcache.providers.bytes { type = heap-bytes, share = null }");
    assertThat(manager.providers().byName("bytes").orElseThrow().settings()).isEmpty();
  }

  @Test
  void aProviderThatNoRegionUsesIsCheckedToo() {
    assertThatThrownBy(
            () ->
                manager(
                    "uno-jcache {", "  providers { p { type = heap-bytes, share = [a] } }", "}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(
            "caches.conf:2: uno-jcache.providers.p: Provider 'p': setting 'share' must be a name");
  }

  @Test
  void aSettingThatTheTypeOfAProviderDoesNotHaveIsNamed() {
    assertThatThrownBy(
            () -> manager("uno-jcache {", "  providers { local { type = memory, url = x } }", "}"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(
            "caches.conf:2: uno-jcache.providers.local.url: unknown setting; Known: active, type");
  }
}
