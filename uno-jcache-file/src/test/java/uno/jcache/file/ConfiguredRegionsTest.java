/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Logs;
import uno.jcache.internal.value.codec.ValueCodec;

/** What a configuration file says of the bytes of a region, and what that comes to in a file. */
class ConfiguredRegionsTest {
  private final Path folder;
  private final List<UnoCachingProvider> providers = new ArrayList<>();

  ConfiguredRegionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    providers.forEach(UnoCachingProvider::close);
  }

  /** Starts the application anew, with one region that is kept in a file. */
  private UnoCacheManager start(String... region) {
    close();
    List<String> lines = new ArrayList<>();
    lines.add(
        "uno-jcache.providers.disk { type = file, reserve = 0, dir = " + quoted("data") + " }");
    lines.add("uno-jcache.regions.users {");
    lines.add("provider = disk");
    lines.addAll(List.of(region));
    lines.add("}");
    try {
      Path file = Files.write(folder.resolve("caches.conf"), lines);
      UnoCachingProvider provider = new UnoCachingProvider();
      providers.add(provider);
      return provider.getCacheManager(file.toUri(), null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String quoted(String name) {
    return "\"" + folder.resolve(name).toString().replace("\\", "\\\\") + "\"";
  }

  private static <V> UnoCache<String, V> users(UnoCacheManager manager) {
    return Objects.requireNonNull(manager.getCache("users"));
  }

  private static long bytes(UnoCacheManager manager) {
    Object users = manager.providers().health("disk").details().get("users");
    Object bytes = ((Map<?, ?>) Objects.requireNonNull(users)).get("bytes");
    return (Long) Objects.requireNonNull(bytes);
  }

  /** Has bytes as JSON only. */
  public record User(String name) {}

  /** Has bytes by serialization, too. */
  public record Post(String title) implements Serializable {}

  private static String type(Class<?> type) {
    return "\"" + type.getName() + "\"";
  }

  @Test
  void valuesAreEncodedAsIsSaid() {
    String[] region = {"codec = json", "value-type = " + type(User.class)};
    UnoCacheManager manager = start(region);
    users(manager).put("k", new User("Ada"));
    UnoCache<String, User> again = users(start(region));
    assertThat(again.get("k")).isEqualTo(new User("Ada"));

    UnoCache<String, User> serialized =
        users(start("codec = serialization", "value-type = " + type(User.class)));
    assertThat(serialized.get("k")).isNull(); // which is of another format
    assertThatThrownBy(() -> serialized.put("k", new User("Ada")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("User");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"uno.jcache.file.ConfiguredRegionsTest$Post\"",
        "[java.util.UUID, \"uno.jcache.file.*\"]"
      })
  void classesAreReadThatAreAllowed(String allowed) {
    users(start("allowed-classes = " + allowed)).put("k", new Post("Hello"));
    assertThat(users(start("allowed-classes = " + allowed)).get("k")).isEqualTo(new Post("Hello"));
    assertThat(users(start("allowed-classes = com.example.Post")).get("k")).isNull();
    assertThat(users(start("allowed-classes = " + allowed)).get("k"))
        .as("which stays")
        .isEqualTo(new Post("Hello"));
  }

  /** As the log says of one that is not. */
  @Test
  void aClassCanBeAddedToThoseThatAreAllowed() {
    String added = "allowed-classes += \"" + Post.class.getName() + "\"";
    try (Logs logs = Logs.of(ValueCodec.class)) {
      users(start("allowed-classes = [a.B]")).put("k", new Post("Hello"));
      assertThat(logs.messages()).singleElement(STRING).contains(added);
    }
    assertThat(users(start("allowed-classes = [a.B]")).get("k")).isNull();
    for (String[] settings :
        List.of(new String[] {added}, new String[] {"allowed-classes = [a.B]", added})) {
      assertThat(users(start(settings)).get("k")).isEqualTo(new Post("Hello"));
    }
  }

  @Test
  void theProgramHasTheLastWord() {
    UnoCacheManager manager =
        start(
            "}",
            "uno-jcache.defaults { allowed-classes = a.B, compress-above = 1 MiB }",
            "uno-jcache.regions.\"p*\" {",
            "max-bytes = 3 MiB");
    UnoConfiguration<String, Object> said =
        new UnoConfiguration<String, Object>()
            .setProvider("disk")
            .setAllowedClasses(Post.class.getName())
            .setCompressAbove(10)
            .setMaximumBytes(1 << 20);
    UnoCache<String, Object> posts = manager.createCache("posts", said);
    assertThat(posts.getConfiguration().getAllowedClasses()).containsExactly(Post.class.getName());
    assertThat(posts.getConfiguration().getCompressAbove()).hasValue(10);
    assertThat(posts.getConfiguration().getMaximumBytes()).hasValue(1 << 20);
  }

  @Test
  void largeValuesAreCompressed() {
    String large = "a".repeat(100_000);
    UnoCacheManager plain = start();
    users(plain).put("k", large);
    assertThat(bytes(plain)).isGreaterThan(100_000);

    UnoCacheManager compressing = start("compress-above = 10 KiB");
    assertThat(users(compressing).get("k")).isEqualTo(large);
    users(compressing).put("k", large);
    assertThat(bytes(compressing)).isLessThan(2_000);
    users(compressing).put("small", "a".repeat(9_000));
    assertThat(bytes(compressing)).isGreaterThan(9_000);

    assertThat(users(start()).get("k")).isEqualTo(large);
  }

  @Test
  void bytesAreBounded() {
    UnoCacheManager manager = start("max-bytes = 100 KiB");
    UnoCache<String, String> users = users(manager);
    for (int i = 0; i < 300; i++) {
      users.put("k" + i, "a".repeat(1_000));
      assertThat(bytes(manager)).isLessThanOrEqualTo(100 << 10);
    }
    assertThat(users.size()).isBetween(50L, 100L);
    assertThatThrownBy(() -> users.put("large", "a".repeat(110_000)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'max-bytes'");
  }

  @Test
  void aProviderThatCannotBeIsRefusedBeforeARegionUsesIt() {
    assertThatThrownBy(() -> start("}", "uno-jcache.providers.other {", "type = file"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:5: uno-jcache.providers.other: ")
        .hasMessageContaining("setting 'dir' is missing");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          codec = jsn                    | codec: must be one of serialization, json, but is 'jsn'
          codec = JSON                   | codec: must be one of serialization, json, but is 'JSON'
          codec = [json]                 | codec: must be one of serialization, json, but is a list
          codec = ""                     | codec: must be one of serialization, json, but is ''
          codecs = json                  | codecs: unknown setting; did you mean 'codec'?
          allowed-class = a.B            | allowed-class: unknown setting; did you mean 'allowed-classes'?
          allowed-classes = User         | allowed-classes: must be one or more, as in
          allowed-classes = User         | 'User' must be the full name of a class, or a pattern
          allowed-classes = [a.B, "*"]   | '*' must be the full name of a class, or a pattern
          allowed-classes = ["*.User"]   | '*.User' must be the full name of a class, or a pattern
          allowed-classes = []           | allowed-classes: must be one or more
          allowed-classes = [""]         | allowed-classes: must be one or more
          allowed-classes = ["a.B["]     | allowed-classes: must be one or more
          allowed-classes { a = b }      | allowed-classes: must be one or more
          compress-above = lots          | compress-above: must be a size such as 512 KiB or 64 MiB
          compress-above = 0             | compress-above: must be a size such as 512 KiB or 64 MiB
          compress-above = -1 KiB        | compress-above: must be a size such as 512 KiB or 64 MiB
          compress-over = 1 KiB          | compress-over: unknown setting; did you mean 'compress-above'?
          max-bytes = 1 parsec           | max-bytes: must be a size such as 512 KiB or 64 MiB
          max-bytes = 1 parsec           | but is '1 parsec'
          max-bytes = 0                  | max-bytes: must be a size such as 512 KiB or 64 MiB
          max-bytes = true               | max-bytes: must be a size such as 512 KiB or 64 MiB
          max-bytes = 9000000 YiB        | max-bytes: must be a size such as 512 KiB or 64 MiB
          max-byte = 1 MiB               | max-byte: unknown setting; did you mean 'max-bytes'?
          near { max-bytes = 1 MiB }     | near.max-bytes: unknown setting; Known: max-size
          """)
  void whatCannotBeIsRefusedAtOnce(String setting, String message) {
    assertThatThrownBy(() -> start(setting))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:4: uno-jcache.regions.users.")
        .hasMessageContaining(message);
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
