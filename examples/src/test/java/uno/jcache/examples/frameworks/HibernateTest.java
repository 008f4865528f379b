/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.redis.RedisProcess;
import uno.jcache.spi.StoreException;

/** Hibernate's second-level cache on each of our stores, as applications configure it. */
@Tag("slow")
@Tag("hibernate")
class HibernateTest {
  private static final String REGIONS = "uno-jcache.regions.\"hibernate.*\".";
  private static final String ALLOW_SHARED_READ_WRITE =
      "uno.jcache.hibernate.allow_shared_read_write";

  private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Path dir;

  HibernateTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** Where the entries are. */
  enum Stores {
    MEMORY,
    FILE,
    MEMORY_OVER_REDIS,
    MEMORY_OVER_MEMCACHED
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private Properties settings(Stores stores) {
    Properties settings = new Properties();
    switch (stores) {
      case MEMORY -> settings.setProperty(REGIONS + "max-size", "1000");
      case FILE -> {
        settings.setProperty("uno-jcache.providers.far.type", "file");
        settings.setProperty("uno-jcache.providers.far.dir", dir.toString());
      }
      case MEMORY_OVER_REDIS -> {
        RedisProcess redis = RedisProcess.start();
        opened.push(redis);
        settings.setProperty("uno-jcache.providers.far.type", "redis");
        settings.setProperty("uno-jcache.providers.far.url", redis.url());
      }
      case MEMORY_OVER_MEMCACHED -> {
        MemcachedProcess memcached = MemcachedProcess.start();
        opened.push(memcached);
        settings.setProperty("uno-jcache.providers.far.type", "memcached");
        settings.setProperty("uno-jcache.providers.far.servers", memcached.address());
      }
    }
    if (stores != Stores.MEMORY) {
      settings.setProperty(REGIONS + "provider", "far");
    }
    if (stores == Stores.MEMORY_OVER_REDIS || stores == Stores.MEMORY_OVER_MEMCACHED) {
      settings.setProperty(REGIONS + "near.max-size", "1000");
    }
    return settings;
  }

  /** Starts an application of its own: another one on the same stores is as another process. */
  private SessionFactory start(Properties settings) {
    return start(settings, Map.of(ALLOW_SHARED_READ_WRITE, "true"));
  }

  private SessionFactory start(Properties settings, Map<String, String> properties) {
    UnoCachingProvider provider = new UnoCachingProvider();
    opened.push(provider);
    UnoCacheManager manager =
        provider.getCacheManager(
            URI.create("hibernate-" + opened.size()), getClass().getClassLoader(), settings);
    Configuration configuration =
        new Configuration()
            .addAnnotatedClass(Author.class)
            .addAnnotatedClass(Country.class)
            .addAnnotatedClass(Account.class)
            .setProperty("hibernate.connection.url", database)
            .setProperty("hibernate.hbm2ddl.auto", "update")
            .setProperty("hibernate.cache.use_second_level_cache", "true")
            .setProperty("hibernate.cache.use_query_cache", "true")
            .setProperty("hibernate.cache.region.factory_class", "jcache")
            .setProperty("hibernate.cache.region_prefix", "hibernate")
            .setProperty("hibernate.javax.cache.missing_cache_strategy", "create")
            .setProperty("hibernate.generate_statistics", "true");
    configuration.getProperties().put("hibernate.javax.cache.cache_manager", manager);
    configuration.getProperties().putAll(properties);
    SessionFactory factory = configuration.buildSessionFactory();
    opened.push(factory);
    factory.inTransaction(
        session -> {
          if (session.find(Country.class, "IT") == null) {
            session.persist(new Country("IT", "Italia"));
            session.persist(new Author(1, "ada@example.com", "Ada"));
            session.persist(new Account(1, 100));
          }
        });
    return factory;
  }

  private static String name(Session session) {
    return session.find(Author.class, 1L).name();
  }

  private static List<String> namesByQuery(Session session) {
    return session
        .createQuery("select a.name from Author a order by a.name", String.class)
        .setCacheable(true)
        .getResultList();
  }

  /** Runs something twice, and checks that the second time needs no statement. */
  private static void assertCached(SessionFactory factory, Consumer<Session> run) {
    factory.inTransaction(run);
    Statistics statistics = factory.getStatistics();
    long before = statistics.getPrepareStatementCount();
    factory.inTransaction(run);
    assertThat(statistics.getPrepareStatementCount()).isEqualTo(before);
  }

  @Test
  void theVersionIsTheExpectedOne() {
    assertThat(Version.getVersionString()).isEqualTo(System.getProperty("expected.hibernate"));
  }

  @ParameterizedTest
  @EnumSource
  void entitiesCollectionsNaturalIdsAndQueriesAreCached(Stores stores) {
    SessionFactory factory = start(settings(stores));
    assertCached(factory, session -> assertThat(name(session)).isEqualTo("Ada"));
    assertCached(
        factory, session -> assertThat(session.find(Country.class, "IT").name()).isNotNull());
    assertCached(
        factory, session -> assertThat(session.find(Account.class, 1L).balance()).isEqualTo(100));
    assertCached(factory, session -> assertThat(session.find(Author.class, 1L).titles()).isEmpty());
    assertCached(
        factory,
        session ->
            assertThat(session.bySimpleNaturalId(Author.class).load("ada@example.com").name())
                .isEqualTo("Ada"));
    assertCached(factory, session -> assertThat(namesByQuery(session)).containsExactly("Ada"));
  }

  @ParameterizedTest
  @EnumSource
  void changesAreSeen(Stores stores) {
    SessionFactory factory = start(settings(stores));
    for (int i = 0; i < 3; i++) {
      String name = "Ada " + i;
      int titles = i;
      factory.inTransaction(session -> assertThat(namesByQuery(session)).hasSize(1));
      factory.inTransaction(
          session -> assertThat(session.find(Author.class, 1L).titles()).hasSize(titles));
      factory.inTransaction(
          session -> {
            Author author = session.find(Author.class, 1L);
            author.rename(name);
            author.titles().add(name);
            session.find(Account.class, 1L).add(1);
          });
      factory.inTransaction(
          session -> {
            assertThat(name(session)).isEqualTo(name);
            assertThat(session.find(Author.class, 1L).titles()).contains(name);
            assertThat(namesByQuery(session)).containsExactly(name);
            assertThat(session.find(Account.class, 1L).balance()).isEqualTo(101 + titles);
          });
    }
    factory.getCache().evictAllRegions();
    factory.inTransaction(session -> assertThat(name(session)).isEqualTo("Ada 2"));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEMORY_OVER_REDIS", "MEMORY_OVER_MEMCACHED"})
  void anotherProcessSeesThem(Stores stores) {
    Properties settings = settings(stores);
    SessionFactory one = start(settings);
    one.inTransaction(session -> assertThat(name(session)).isEqualTo("Ada"));
    SessionFactory other = start(settings);
    long before = other.getStatistics().getPrepareStatementCount();
    other.inTransaction(session -> assertThat(name(session)).isEqualTo("Ada"));
    assertThat(other.getStatistics().getPrepareStatementCount())
        .as("the other process has cached it")
        .isEqualTo(before);
    one.inTransaction(session -> assertThat(namesByQuery(session)).containsExactly("Ada"));
    one.inTransaction(session -> assertThat(name(session)).isEqualTo("Ada"));
    other.inTransaction(session -> session.find(Author.class, 1L).rename("Ida"));
    await()
        .untilAsserted(
            () -> one.inTransaction(session -> assertThat(name(session)).isEqualTo("Ida")));
    await()
        .untilAsserted(
            () ->
                one.inTransaction(
                    session -> assertThat(namesByQuery(session)).containsExactly("Ida")));
  }

  @ParameterizedTest
  @EnumSource
  void readWriteIsRefusedWhereProcessesShareTheEntries(Stores stores) {
    Properties settings = settings(stores);
    if (stores == Stores.MEMORY || stores == Stores.FILE) {
      assertThat(start(settings, Map.of()).isOpen()).isTrue();
      return;
    }
    assertThatThrownBy(() -> start(settings, Map.of()))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "Entity '" + Account.class.getName() + "'",
            "'hibernate." + Account.class.getName() + "'",
            "NONSTRICT_READ_WRITE",
            ALLOW_SHARED_READ_WRITE);
  }

  /**
   * Hibernate takes the result of a query for current if the table has no time of a change. So a
   * change whose time cannot be stored must not be committed.
   */
  @Test
  void aChangeWhoseTimeCannotBeStoredIsNotCommitted() {
    SessionFactory factory = start(settings(Stores.MEMORY_OVER_REDIS));
    factory.inTransaction(session -> assertThat(namesByQuery(session)).containsExactly("Ada"));
    RedisProcess redis = (RedisProcess) opened.getLast();
    redis.kill();
    factory.inTransaction(session -> assertThat(name(session)).isEqualTo("Ada"));
    assertThatThrownBy(
            () -> factory.inTransaction(session -> session.find(Author.class, 1L).rename("Ida")))
        .hasStackTraceContaining(StoreException.class.getName());
    redis.restart();
    await()
        .untilAsserted(
            () -> {
              factory.inTransaction(session -> session.find(Author.class, 1L).rename("Eda"));
              factory.inTransaction(
                  session -> assertThat(namesByQuery(session)).containsExactly("Eda"));
            });
  }
}
