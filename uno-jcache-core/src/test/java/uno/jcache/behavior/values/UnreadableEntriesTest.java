/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.values;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Logs;
import uno.jcache.internal.value.codec.ValueCodec;

/** Entries of a shared store that one process can read, and another one cannot. */
class UnreadableEntriesTest {
  private static final String ALLOWED = "uno.jcache.*";

  @RegisterExtension final Caches caches = new Caches();

  private final String share = UUID.randomUUID().toString();

  record User(String name) implements Serializable {}

  /** Can be written, and never be read. */
  private static final class Odd implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException {
      throw new InvalidObjectException("on purpose");
    }
  }

  private UnoCache<String, Object> cache(String allowed, ClassLoader loader) {
    return cache(allowed, loader, new UnoConfiguration<>());
  }

  private UnoCache<String, Object> cache(
      String allowed, ClassLoader loader, UnoConfiguration<String, Object> configuration) {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.kept.type", "heap-bytes");
    properties.setProperty("uno-jcache.providers.kept.share", share);
    if (!allowed.isEmpty()) {
      properties.setProperty("uno-jcache.defaults.allowed-classes", allowed);
    }
    return caches
        .provider()
        .getCacheManager(URI.create("unreadable-" + UUID.randomUUID()), loader, properties)
        .createCache("shared", configuration.setProvider("kept").setStatisticsEnabled(true));
  }

  private static long errors(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager())
        .monitoring()
        .providerSummary("kept")
        .counts()
        .errors();
  }

  private UnoCache<String, Object> writer() {
    UnoCache<String, Object> writer = cache(ALLOWED, getClass().getClassLoader());
    for (int i = 0; i < 10; i++) {
      writer.put("key" + i, new User("user " + i));
    }
    writer.put("text", "plain");
    return writer;
  }

  @Test
  void whatAReaderMayNotReadIsAMissAndStays() {
    UnoCache<String, Object> writer = writer();
    UnoCache<String, Object> reader = cache("", getClass().getClassLoader());
    assertThat(reader.get("key0")).isNull();
    assertThat(errors(reader)).isEqualTo(1);
    assertThat(reader.containsKey("key1")).isFalse();
    assertThat(reader.getAll(Set.of("key2", "text"))).isEqualTo(Map.of("text", "plain"));
    assertThat(reader.replace("key3", "other")).isFalse();
    assertThat(reader.metadata("key4")).isEmpty();
    List<String> found = new ArrayList<>();
    reader.forEach(entry -> found.add(entry.getKey()));
    assertThat(found).containsExactly("text");
    Boolean exists = reader.invoke("key5", (entry, arguments) -> entry.exists());
    assertThat(exists).isFalse();
    assertThat(writer).hasSize(11);
    assertThat(writer.get("key0")).isEqualTo(new User("user 0"));
  }

  @Test
  void whatAReaderChangesByIntentIsChanged() {
    UnoCache<String, Object> writer = writer();
    UnoCache<String, Object> reader = cache("", getClass().getClassLoader());
    reader.put("key0", "new");
    assertThat(reader.putIfAbsent("key1", "new")).isTrue();
    assertThat(reader.getAndPut("key2", "new")).isNull();
    reader.putAll(Map.of("key3", "new", "more", "new"));
    assertThat(
            (Object)
                reader.invoke(
                    "key4",
                    (entry, arguments) -> {
                      entry.setValue("new");
                      return entry.getKey();
                    }))
        .isEqualTo("key4");
    assertThat(reader.remove("key5")).isIn(true, false);
    reader.removeAll(Set.of("key6"));
    reader.invalidateMatching("key7*");
    for (int i = 0; i < 5; i++) {
      assertThat(writer.get("key" + i)).as("key%s", i).isEqualTo("new");
    }
    assertThat(writer.getAll(Set.of("key5", "key6", "key7"))).isEmpty();
    assertThat(writer.getAll(Set.of("key8", "key9"))).hasSize(2);
    reader.removeAll();
    assertThat(writer).isEmpty();
  }

  private static CacheLoader<String, Object> loader() {
    return new CacheLoader<>() {
      @Override
      public Object load(String key) {
        return "loaded";
      }

      @Override
      public Map<String, Object> loadAll(Iterable<? extends String> keys) {
        Map<String, Object> all = new HashMap<>();
        keys.forEach(key -> all.put(key, "loaded"));
        return all;
      }
    };
  }

  @Test
  void whatIsLoadedDoesNotReplaceWhatOthersCanRead() throws Exception {
    UnoCache<String, Object> writer = writer();
    UnoCache<String, Object> reader =
        cache(
            "",
            getClass().getClassLoader(),
            new UnoConfiguration<String, Object>()
                .setReadThrough(true)
                .setCacheLoaderFactory(UnreadableEntriesTest::loader));
    assertThat(reader.get("key0")).isEqualTo("loaded");
    assertThat(reader.get("key1", key -> "found")).isEqualTo("found");
    assertThat(reader.getAll(Set.of("key2", "key3", "new")))
        .isEqualTo(Map.of("key2", "loaded", "key3", "loaded", "new", "loaded"));
    Object read = reader.invoke("key4", (entry, arguments) -> entry.getValue());
    assertThat(read).isEqualTo("loaded");
    CompletionListenerFuture done = new CompletionListenerFuture();
    reader.loadAll(Set.of("key5", "newer"), false, done);
    done.get();
    for (int i = 0; i < 6; i++) {
      assertThat(writer.get("key" + i)).isEqualTo(new User("user " + i));
    }
    assertThat(writer.get("new")).isEqualTo("loaded");
    assertThat(writer.get("newer")).isEqualTo("loaded");

    done = new CompletionListenerFuture();
    reader.loadAll(Set.of("key5", "key6"), true, done);
    done.get();
    assertThat(writer.getAll(Set.of("key5", "key6")))
        .as("which was asked for")
        .isEqualTo(Map.of("key5", "loaded", "key6", "loaded"));
  }

  // ---- what is not declared

  /** So a cache of any objects works at once in one process; the log says what others need. */
  @Test
  void whatIsNotDeclaredIsReadByTheCacheThatPutItAndStaysForOthers() {
    UnoCache<String, Object> cache = cache("", getClass().getClassLoader());
    UnoCache<String, Object> other = cache("", getClass().getClassLoader());
    User user = new User("user");
    try (Logs logs = Logs.of(ValueCodec.class)) {
      cache.put("key", user);
      cache.put("more", List.of(Map.of("a", user)));
      assertThat(logs.messages())
          .as("once for a class")
          .singleElement(STRING)
          .contains("'shared'", "allowed-classes += \"" + User.class.getName() + "\"");
    }
    assertThat(cache.get("key")).isEqualTo(user);
    assertThat(cache.get("loaded", key -> user)).isEqualTo(user);
    assertThat(cache.get("loaded")).isEqualTo(user);
    assertThat(other.getAll(Set.of("key", "more", "loaded"))).isEmpty();
    assertThat(cache.getAll(Set.of("key", "more", "loaded"))).hasSize(3);
    assertThat(cache(ALLOWED, getClass().getClassLoader()).get("key")).isEqualTo(user);
  }

  // ---- two versions of a class

  @Test
  void twoVersionsOfAClassKeepEachOthersEntries() throws Exception {
    Version old =
        new Version("public record Versioned(String name) implements java.io.Serializable");
    Version young =
        new Version(
            "public record Versioned(String name, int age) implements java.io.Serializable");
    UnoCache<String, Object> before = cache("com.example.Versioned", old);
    UnoCache<String, Object> after = cache("com.example.Versioned", young);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        if (round == 0) {
          before.put("old" + i, old.create("old " + i));
          after.put("young" + i, young.create("young " + i, i));
        }
        assertThat(before.get("old" + i)).isEqualTo(old.create("old " + i));
        assertThat(after.get("young" + i)).isEqualTo(young.create("young " + i, i));
        assertThat(before.get("young" + i)).isNull();
        assertThat(after.get("old" + i, key -> "from the source")).isEqualTo("from the source");
      }
    }
  }

  /** The class com.example.Versioned, as one version of an application has it. */
  private static final class Version extends ClassLoader {
    private final Class<?> type;

    Version(String declaration) {
      super(UnreadableEntriesTest.class.getClassLoader());
      byte[] bytes = compiled("package com.example; " + declaration + " {}");
      this.type = defineClass("com.example.Versioned", bytes, 0, bytes.length);
    }

    Object create(Object... components) throws ReflectiveOperationException {
      return type.getConstructors()[0].newInstance(components);
    }

    private static byte[] compiled(String source) {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      JavaFileObject from =
          new SimpleJavaFileObject(
              URI.create("string:///com/example/Versioned.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
              return source;
            }
          };
      JavaFileManager files =
          new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
              return new SimpleJavaFileObject(URI.create("bytes:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                  return bytes;
                }
              };
            }
          };
      assertThat(
              compiler
                  .getTask(null, files, null, List.of("-proc:none"), null, List.of(from))
                  .call())
          .isTrue();
      return bytes.toByteArray();
    }
  }

  // ---- levels in front

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLevelInFrontKeepsOnlyWhatCanBeRead(boolean byValue) {
    UnoCache<String, Object> cache =
        cache(
            ALLOWED,
            getClass().getClassLoader(),
            new UnoConfiguration<String, Object>()
                .setStoreByValue(byValue)
                .setNear(CacheLevel.of("memory").withMaximumSize(100)));
    List<Runnable> puts =
        List.of(
            () -> cache.put("key", new Odd()),
            () -> cache.getAndPut("key", new Odd()),
            () -> cache.putAll(Map.of("key", new Odd(), "more", "fine")),
            () -> assertThat(cache.putIfAbsent("other", "fine")).isIn(true, false),
            () ->
                cache.invoke(
                    "key",
                    (entry, arguments) -> {
                      entry.setValue(new Odd());
                      return 0;
                    }));
    for (Runnable put : puts) {
      cache.put("key", "old");
      cache.put("fine", "value");
      assertThat(cache.get("key")).isEqualTo("old");
      cache.put("key", new Odd());
      put.run();
      assertThat(cache.get("key")).isNull();
      assertThat(cache.getAll(Set.of("key", "fine"))).isEqualTo(Map.of("fine", "value"));
      assertThat(cache.containsKey("key")).isFalse();
      assertThat(cache.getAndPut("key", new Odd())).isNull();
      List<String> found = new ArrayList<>();
      cache.forEach(entry -> found.add(entry.getKey()));
      assertThat(found).contains("fine").doesNotContain("key");
    }
  }
}
