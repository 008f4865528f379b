/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.Cached;

/** An application of Spring Boot that has nothing but our jar, and what it can set. */
@Tag("boot")
class SpringBootTest {
  private @Nullable ConfigurableApplicationContext context;

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableCaching
  static class Application {
    @Bean
    Books books() {
      return new Books();
    }
  }

  /** A service. */
  static class Books {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch gate = new CountDownLatch(1);

    List<String> calls() {
      return calls;
    }

    CountDownLatch gate() {
      return gate;
    }

    /** What cannot be serialized. */
    record Book(String title) {}

    @Cacheable("books")
    @Nullable Book find(String title) {
      calls.add("find " + title);
      return title.equals("none") ? null : new Book(title);
    }

    @CacheEvict("books")
    void remove(String title) {}

    @Cacheable(cacheNames = "slow", sync = true)
    String slow(String title) throws InterruptedException {
      calls.add("slow " + title);
      gate.await();
      return title;
    }

    @Cacheable(cacheNames = "slow", sync = true)
    String failing(String title) throws IOException {
      throw new IOException(title);
    }

    @Cacheable("futures")
    CompletableFuture<String> future(String title) {
      calls.add("future " + title);
      return CompletableFuture.supplyAsync(() -> title);
    }

    @Cacheable("monos")
    Mono<String> mono(String title) {
      return Mono.fromSupplier(
          () -> {
            calls.add("mono " + title);
            return title;
          });
    }

    @Cacheable(cacheNames = "fluxes", sync = true)
    Flux<String> flux(String title) {
      return Flux.defer(
          () -> {
            calls.add("flux " + title);
            return Flux.just(title, title);
          });
    }

    @Cached(region = "ours", key = "book:{title}", ttl = "1m")
    String ours(String title) {
      calls.add("ours " + title);
      return title;
    }
  }

  private ConfigurableApplicationContext start(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--uno-jcache.regions.ours.max-size=100"));
    Arrays.stream(settings).map(setting -> "--" + setting).forEach(arguments::add);
    ConfigurableApplicationContext started =
        new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new));
    context = started;
    return started;
  }

  private Books books(String... settings) {
    return start(settings).getBean(Books.class);
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.close();
    }
  }

  @Test
  void theVersionIsTheExpectedOne() {
    assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.boot"));
  }

  @Test
  void cacheableNeedsNoConfiguration() {
    Books books = books();
    assertThat(books.find("a")).isEqualTo(new Books.Book("a"));
    assertThat(books.find("a")).isEqualTo(new Books.Book("a"));
    assertThat(books.find("none")).isNull();
    assertThat(books.find("none")).isNull();
    assertThat(books.calls()).containsExactly("find a", "find none");
    books.remove("a");
    assertThat(books.find("a")).isNotNull();
    assertThat(books.calls()).hasSize(3);
  }

  @Test
  void oneThreadLoadsForAll() throws Exception {
    Books books = books();
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> found = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        found.add(executor.submit(() -> books.slow("a")));
      }
      books.gate().countDown();
      for (Future<String> each : found) {
        assertThat(each.get()).isEqualTo("a");
      }
    } finally {
      var unused = executor.shutdownNow();
    }
    assertThat(books.calls()).containsExactly("slow a");
    assertThatThrownBy(() -> books.failing("b")).isInstanceOf(IOException.class).hasMessage("b");
  }

  @Test
  void futuresAndReactorWork() {
    Books books = books();
    for (int i = 0; i < 2; i++) {
      assertThat(books.future("a").join()).isEqualTo("a");
      assertThat(books.mono("a").block()).isEqualTo("a");
      assertThat(books.flux("a").collectList().block()).containsExactly("a", "a");
    }
    assertThat(books.calls()).containsExactly("future a", "mono a", "flux a");
  }

  @Test
  void ourAnnotationsWork() {
    Books books = books();
    assertThat(books.ours("a")).isEqualTo("a");
    assertThat(books.ours("a")).isEqualTo("a");
    assertThat(books.calls()).containsExactly("ours a");
  }

  @Test
  void settingsAreThoseOfTheFile(@TempDir Path dir) throws IOException {
    Path yaml =
        Files.writeString(
            dir.resolve("application.yml"),
            """
            uno-jcache:
              defaults: {max-size: 77}
              providers:
                disk: {type: file, dir: "%s"}
              regions:
                books: {ttl: 5m, provider: disk, near: {max-size: 10}}
                users: {max-size: 5}
              rules:
                renewed: {regions: [books, users], on-event: [renewed, changed]}
            """
                .formatted(dir.resolve("disk")));
    ConfigurableApplicationContext started =
        start("spring.config.additional-location=" + yaml.toUri());
    UnoCacheManager manager = started.getBean(UnoCacheManager.class);
    assertThat(manager.regions().byName("books").orElseThrow())
        .satisfies(
            books -> {
              assertThat(books.provider()).isEqualTo("disk");
              assertThat(books.timeToLive()).contains(Duration.ofMinutes(5));
              assertThat(books.near()).hasSize(1);
            });
    assertThat(manager.regions().byName("users").orElseThrow().maximumSize()).isEqualTo(5);
    assertThat(manager.rules().byName("renewed").orElseThrow().regions())
        .containsExactlyInAnyOrder("books", "users");
    Object unused = started.getBean(Books.class).future("a").join();
    assertThat(manager.regions().byName("futures").orElseThrow().maximumSize()).isEqualTo(77);
  }

  @Test
  void theDefaultProviderKeepsAllRegions(@TempDir Path dir) {
    Books books =
        books(
            "uno-jcache.providers.disk.type=file",
            "uno-jcache.providers.disk.dir=" + dir,
            "uno-jcache.defaults.provider=disk");
    assertThat(books.ours("a")).isEqualTo("a");
    Object unused = books.future("a").join();
    UnoCacheManager manager = requireContext().getBean(UnoCacheManager.class);
    assertThat(manager.regions().byProvider("disk"))
        .extracting(region -> region.name())
        .contains("ours", "futures");
  }

  @Test
  void aWrongSettingFailsTheStart() {
    assertThatThrownBy(() -> start("uno-jcache.regions.books.max-sice=5"))
        .hasStackTraceContaining("max-sice")
        .hasStackTraceContaining("max-size");
  }

  @Test
  void theNamesOfCachesCanBeRestricted() {
    Books books = books("spring.cache.cache-names=books,others");
    assertThat(books.find("a")).isNotNull();
    assertThatThrownBy(() -> books.future("a")).hasMessageContaining("futures");
    assertThat(requireContext().getBean(CacheManager.class).getCacheNames())
        .contains("books", "others");
  }

  @Test
  void anotherTypeOfCacheIsLeftAlone() {
    assertThat(start("spring.cache.type=simple").getBeansOfType(UnoCacheManager.class)).isEmpty();
  }

  private ConfigurableApplicationContext requireContext() {
    return java.util.Objects.requireNonNull(context);
  }

  private String get(String path) throws Exception {
    String port = requireContext().getEnvironment().getProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void healthInfoAndMetricsAreShown() throws Exception {
    Books books =
        books(
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.health.show-details=always",
            "uno-jcache.regions.books.max-size=100");
    Object unused = books.find("a");
    Object unusedToo = books.find("a");
    Object unusedAsWell = books.find("b");

    assertThat(get("/actuator/health"))
        .contains("\"unoJcache\":{", "\"memory\":{", "\"healthy\":true");
    assertThat(get("/actuator/info")).contains("\"uno-jcache\":{", "\"books\"");
    assertThat(get("/actuator/metrics/cache.gets?tag=cache:books&tag=result:hit"))
        .contains("\"value\":1.0");
    assertThat(get("/actuator/metrics/cache.gets?tag=cache:books&tag=result:miss"))
        .contains("\"value\":2.0");
    assertThat(get("/actuator/metrics/cache.size?tag=cache:books")).contains("\"value\":2.0");
    assertThat(get("/actuator/metrics/cache.puts?tag=cache:books")).contains("\"value\":2.0");
  }

  @Test
  void levelsAreMetricsToo(@TempDir Path dir) throws Exception {
    Books books =
        books(
            "management.endpoints.web.exposure.include=*",
            "uno-jcache.providers.disk.type=file",
            "uno-jcache.providers.disk.dir=" + dir,
            "uno-jcache.regions.futures.provider=disk",
            "uno-jcache.regions.futures.near.max-size=10");
    Object unused = books.future("a").join();
    Object unusedToo = books.future("a").join();
    assertThat(get("/actuator/metrics/cache.level.gets?tag=cache:futures&tag=level:memory"))
        .contains("\"tag\":\"result\"");
    assertThat(get("/actuator/metrics/cache.level.size?tag=cache:futures&tag=level:disk"))
        .contains("\"value\":1.0");
  }
}
