/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.region.ProviderHealth;

/** Caches in files, as an application has them. */
class FileCachesTest {
  private final Path folder;
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
  private final List<UnoCachingProvider> providers = new ArrayList<>();

  FileCachesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    providers.forEach(UnoCachingProvider::close);
  }

  /** Returns a manager as a new run of the application would have it. */
  private UnoCacheManager manager() {
    return manager(folder);
  }

  private UnoCacheManager manager(Path dir) {
    UnoCachingProvider provider = new UnoCachingProvider();
    providers.add(provider);
    UnoCacheManager manager = provider.getCacheManager(URI.create("files"), null);
    manager.providers().register("disk", "file", Map.of("dir", dir.toString(), "reserve", "1 KiB"));
    return manager;
  }

  private UnoConfiguration<String, User> configuration() {
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    return new UnoConfiguration<String, User>()
        .setTypes(String.class, User.class)
        .setProvider("disk")
        .setTicker(clock)
        .setMetadataRecorded(true);
  }

  /** A value that is not immutable. */
  static final class User implements Serializable {
    private static final long serialVersionUID = 1;
    private final List<String> names = new ArrayList<>();

    User(String name) {
      names.add(name);
    }
  }

  private static List<String> names(UnoCache<String, User> cache, String key) {
    return Objects.requireNonNull(cache.get(key)).names;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** An hour back, say. The entries would live an hour longer, and some much longer. */
  @Test
  void whatWasStoredByAClockThatWasSetBackSinceIsGoneUnlessItNeverExpires() {
    UnoCacheManager first = manager();
    UnoCache<String, User> users = first.createCache("users", configuration());
    users.put("old", new User("Ada"), Duration.ofHours(5));
    now.addAndGet(Duration.ofHours(2).toMillis());
    users.put("new", new User("Grace"), Duration.ofMinutes(1));
    users.put("eternal", new User("Edsger"));
    first.close();
    now.addAndGet(-Duration.ofHours(1).toMillis());
    users = manager().createCache("users", configuration());
    assertThat(names(users, "old")).containsExactly("Ada");
    assertThat(names(users, "eternal")).containsExactly("Edsger");
    assertThat(users.get("new")).isNull();
    users.put("new", new User("Barbara"), Duration.ofMinutes(1));
    assertThat(names(users, "new")).containsExactly("Barbara");
  }

  @Test
  void aClockThatWasCorrectedALittleChangesNothing() {
    UnoCacheManager first = manager();
    UnoCache<String, User> users = first.createCache("users", configuration());
    users.put("key", new User("Ada"), Duration.ofMinutes(5));
    first.close();
    now.addAndGet(-Duration.ofSeconds(30).toMillis());
    assertThat(names(manager().createCache("users", configuration()), "key"))
        .containsExactly("Ada");
  }

  @Test
  void entriesAreThereInTheNextRunWithTheirDeadlines() {
    UnoCacheManager first = manager();
    UnoCache<String, User> users = first.createCache("users", configuration());
    users.put("short", new User("Ada"), Duration.ofMinutes(1));
    users.put("long", new User("Grace"));
    users.put("long", new User("Grace H."));
    first.close();

    UnoCache<String, User> again = manager().createCache("users", configuration());
    assertThat(again.size()).isEqualTo(2);
    assertThat(names(again, "long")).containsExactly("Grace H.");
    assertThat(again.metadata("long").orElseThrow().version()).hasValue(2);
    assertThat(again.metadata("short").orElseThrow().expiresAt())
        .contains(Instant.ofEpochMilli(now.get() + 60_000));
    now.addAndGet(60_000);
    assertThat(again.get("short")).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachReaderHasAnObjectOfItsOwn(boolean near) {
    UnoConfiguration<String, User> configuration = configuration();
    if (near) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    UnoCache<String, User> users = manager().createCache("users", configuration);
    User ada = new User("Ada");
    users.put("k", ada);
    ada.names.clear();
    for (int i = 0; i < 3; i++) {
      List<String> found = names(users, "k");
      assertThat(found).containsExactly("Ada");
      found.clear();
    }
    Objects.requireNonNull(users.getAndPut("k", new User("Grace"))).names.clear();
    assertThat(names(users, "k")).containsExactly("Grace");
  }

  @Test
  void aCacheThatIsDestroyedLeavesNoEntries() throws IOException {
    UnoCacheManager manager = manager();
    manager.createCache("users", configuration()).put("k", new User("Ada"));
    assertThat(files()).containsExactly("users.lock", "users.store");
    manager.destroyCache("users");
    assertThat(files()).containsExactly("users.lock");
    UnoCache<String, User> again = manager.createCache("users", configuration());
    assertThat(again.get("k")).isNull();
    again.put("k", new User("Grace"));
    assertThat(names(again, "k")).containsExactly("Grace");
  }

  @Test
  void aCacheThatIsClosedKeepsItsEntriesUntilOneOfItsNameIsDestroyed() throws IOException {
    UnoCacheManager manager = manager();
    UnoCache<String, User> users = manager.createCache("users", configuration());
    users.put("k", new User("Ada"));
    users.close();
    manager.destroyCache("users"); // which the manager has no more
    assertThat(files()).containsExactly("users.lock", "users.store");
    UnoCache<String, User> again = manager.createCache("users", configuration());
    assertThat(names(again, "k")).containsExactly("Ada");
    manager.destroyCache("users");
    assertThat(files()).containsExactly("users.lock");
  }

  @Test
  void aFileInFrontOfAnotherProviderBeginsEmpty() {
    UnoConfiguration<String, User> configuration =
        configuration().setProvider("memory").setNear(CacheLevel.of("disk"));
    UnoCacheManager first = manager();
    UnoCache<String, User> users = first.createCache("users", configuration);
    users.put("k", new User("Ada"));
    assertThat(names(users, "k")).containsExactly("Ada");
    first.close();

    UnoCache<String, User> again = manager().createCache("users", configuration);
    assertThat(again.containsKey("k")).isFalse();
    assertThat(again.get("k")).isNull(); // what is behind may have changed meanwhile
  }

  @Test
  void aNameLeadsOutOfNoDirectory() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    UnoCache<String, User> cache = manager(inner).createCache("../../etc", configuration());
    cache.put("k", new User("Ada"));
    assertThat(names(cache, "k")).containsExactly("Ada");
    assertThat(files()).containsExactly("inner");
  }

  @Test
  void aSecondManagerIsToldWhoHasTheRegion() {
    UnoCache<String, User> users = manager().createCache("users", configuration());
    users.put("k", new User("Ada"));
    UnoCacheManager second = manager();
    assertThatThrownBy(() -> second.createCache("users", configuration()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(folder.resolve("users.store").toString())
        .hasMessageContaining("cache 'users'")
        .hasMessageContaining("'dir'");
    assertThat(names(users, "k")).containsExactly("Ada");
    second
        .<String, User, UnoConfiguration<String, User>>createCache("others", configuration())
        .put("k", new User("Grace")); // no other region is harmed
  }

  @Test
  void aDirectoryThatCannotBeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a directory");
    assertThatThrownBy(() -> manager(file.resolve("sub")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'dir'")
        .hasMessageContaining(file.resolve("sub").toString());
  }

  /** Not serializable. */
  private static final class Secret {}

  @Test
  void aValueWithoutBytesChangesNothing() {
    UnoCache<String, Object> cache =
        manager()
            .createCache(
                "objects",
                new UnoConfiguration<String, Object>()
                    .setTypes(String.class, Object.class)
                    .setProvider("disk")
                    .setNear(CacheLevel.of("memory")));
    cache.put("k", "before");
    assertThat(cache.get("k")).isEqualTo("before");
    Throwable thrown = catchThrowable(() -> cache.put("k", new Secret()));
    assertThat(thrown)
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("objects")
        .hasMessageContaining("Secret");
    assertThat(cache.get("k")).isEqualTo("before");
  }

  @Test
  void healthTellsOfTheFiles() {
    UnoCacheManager manager = manager();
    manager.createCache("users", configuration()).put("k", new User("Ada"));
    ProviderHealth health = manager.providers().health("disk");
    assertThat(health.healthy()).isTrue();
    assertThat(health.details()).containsKeys("dir", "free", "users");
    assertThat(String.valueOf(health.details().get("users"))).contains("entries", "corruptions");
  }
}
