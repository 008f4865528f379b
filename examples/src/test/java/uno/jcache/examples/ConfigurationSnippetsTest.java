/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.documentation.Snippet;
import uno.jcache.internal.config.ManagerConfiguration;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.redis.RedisProcess;
import uno.jcache.region.CacheRegion;

/** The configurations in our documents are accepted as they are, and regions serve as they say. */
class ConfigurationSnippetsTest {
  private static final Pattern KEY_AND_VALUE = Pattern.compile("`(uno-jcache\\.[^`=]+)=([^`]+)`");
  private static final Pattern SET_PROPERTY =
      Pattern.compile("setProperty\\(\"([^,]+)\", \"([^\"]+)\"\\)");

  private static RedisProcess redis;
  private static MemcachedProcess memcached;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    memcached = MemcachedProcess.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    memcached.close();
  }

  static List<Snippet> configurations() throws IOException {
    return Snippet.all().stream().filter(snippet -> snippet.language().equals("hocon")).toList();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void isAcceptedAndServes(Snippet snippet, @TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("caches.conf"), snippet.text());
    assertIsAccepted(file.toUri(), new Properties());

    try (var provider = new UnoCachingProvider()) {
      UnoCacheManager manager =
          provider.getCacheManager(file.toUri(), loader(), placesOfOurOwn(file, dir));
      for (CacheRegion region : manager.regions().list()) {
        assertThat(manager.providers().health(region.provider()).healthy())
            .as(region.provider())
            .isTrue();
        assertThat(manager.regions().cache(region.name()).iterator().hasNext()).isFalse();
      }
    }
  }

  private static void assertIsAccepted(URI uri, Properties properties) {
    assertThat(ManagerConfiguration.load(uri, false, loader(), properties)).isNotNull();
  }

  private static ClassLoader loader() {
    return ConfigurationSnippetsTest.class.getClassLoader();
  }

  /** Returns properties by which what a configuration names elsewhere is here. */
  private static Properties placesOfOurOwn(Path file, Path dir) {
    Properties properties = new Properties();
    Config config = ConfigFactory.parseFile(file.toFile()).resolve();
    if (!config.hasPath("uno-jcache.providers")) {
      return properties;
    }
    config
        .getObject("uno-jcache.providers")
        .forEach(
            (name, value) -> {
              Object type = ((ConfigObject) value).get("type").unwrapped();
              String provider = "uno-jcache.providers." + name;
              if (type.equals("file")) {
                properties.setProperty(provider + ".dir", dir.resolve(name).toString());
              } else if (type.equals("redis")) {
                properties.setProperty(provider + ".url", redis.url());
              } else if (type.equals("memcached")) {
                properties.setProperty(provider + ".servers", memcached.address());
              }
            });
    return properties;
  }

  /** Returns the keys with their values that documents show in the midst of a sentence. */
  private static List<Map.Entry<String, String>> properties() throws IOException {
    List<Map.Entry<String, String>> found = new ArrayList<>();
    for (Path document : Snippet.documents()) {
      String text = Files.readString(document);
      for (Pattern pattern : List.of(KEY_AND_VALUE, SET_PROPERTY)) {
        for (MatchResult match : pattern.matcher(text).results().toList()) {
          found.add(Map.entry(match.group(1).strip(), match.group(2).strip()));
        }
      }
    }
    return found;
  }

  @Test
  void keysInSentencesAreAcceptedAsPropertiesAndInFiles(@TempDir Path dir) throws IOException {
    assertThat(properties()).hasSizeGreaterThan(2);
    for (Map.Entry<String, String> entry : properties()) {
      Properties properties = new Properties();
      properties.setProperty(entry.getKey(), entry.getValue());
      assertIsAccepted(URI.create("properties"), properties);
      Path file =
          Files.writeString(
              dir.resolve("caches.conf"), entry.getKey() + " = " + entry.getValue() + "\n");
      assertIsAccepted(file.toUri(), new Properties());
    }
  }
}
