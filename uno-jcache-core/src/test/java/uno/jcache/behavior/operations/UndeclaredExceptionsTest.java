/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.operations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.Copier;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Threads;

/**
 * Kotlin, Groovy, Scala and Lombok throw checked exceptions that nobody declares. They are treated
 * as what the application's code may throw in Java.
 */
class UndeclaredExceptionsTest {
  @RegisterExtension final Caches caches = new Caches();

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException thrown(Throwable exception) throws T {
    throw (T) exception;
  }

  private static RuntimeException checked() {
    return UndeclaredExceptionsTest.<RuntimeException>thrown(new IOException("db down"));
  }

  private static final class Failing
      implements CacheLoader<String, String>, CacheWriter<String, String>, ExpiryPolicy {
    @Override
    public String load(String key) {
      throw checked();
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      throw checked();
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
      throw checked();
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
      throw checked();
    }

    @Override
    public void delete(Object key) {
      throw checked();
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      throw checked();
    }

    @Override
    public Duration getExpiryForCreation() {
      throw checked();
    }

    @Override
    public Duration getExpiryForAccess() {
      throw checked();
    }

    @Override
    public Duration getExpiryForUpdate() {
      throw checked();
    }
  }

  private static void assertWrapped(Runnable call, Class<? extends CacheException> in) {
    assertThatThrownBy(call::run)
        .isInstanceOf(in)
        .hasCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("db down");
  }

  @Test
  void ofALoader() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setReadThrough(true)
                .setCacheLoaderFactory(Failing::new));
    assertWrapped(() -> cache.get("k"), CacheLoaderException.class);
    assertWrapped(() -> cache.getAll(Set.of("k", "l")), CacheLoaderException.class);
    assertWrapped(
        () ->
            cache.get(
                "k",
                key -> {
                  throw checked();
                }),
        CacheLoaderException.class);
    CompletionListenerFuture loaded = new CompletionListenerFuture();
    cache.loadAll(Set.of("k"), true, loaded);
    assertThatThrownBy(() -> loaded.get(Threads.PATIENCE, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CacheLoaderException.class)
        .hasRootCauseMessage("db down");
    cache.put("k", "v"); // nothing is held that was taken for a load
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void ofAWriter() {
    UnoCache<String, String> cache =
        caches.create(
            Caches.<String, String>byReference()
                .setWriteThrough(true)
                .setCacheWriterFactory(Failing::new));
    assertWrapped(() -> cache.put("k", "v"), CacheWriterException.class);
    assertWrapped(() -> cache.putAll(Map.of("k", "v", "l", "v")), CacheWriterException.class);
    assertWrapped(() -> cache.remove("k"), CacheWriterException.class);
    assertWrapped(() -> cache.removeAll(Set.of("k", "l")), CacheWriterException.class);
    assertThat(cache).isEmpty();
  }

  @Test
  void ofAProcessor() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    assertWrapped(
        () ->
            cache.invoke(
                "k",
                (entry, arguments) -> {
                  throw checked();
                }),
        EntryProcessorException.class);
    var results =
        cache.invokeAll(
            Set.of("k", "l"),
            (entry, arguments) -> {
              throw checked();
            });
    assertThat(results).hasSize(2);
    results.values().forEach(it -> assertWrapped(it::get, EntryProcessorException.class));
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void ofAListenerOrAFilterWhichKeepsNoOthersFromBeingTold() {
    UnoCache<String, String> cache = caches.create(Caches.byReference());
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      CacheEntryCreatedListener<String, String> listener =
          events -> {
            told.add("listener " + number);
            if (number == 1) {
              throw checked();
            }
          };
      cache.registerCacheEntryListener(
          new MutableCacheEntryListenerConfiguration<>(
              () -> listener,
              (number == 0)
                  ? () ->
                      event -> {
                        throw checked();
                      }
                  : null,
              false,
              true));
    }
    assertWrapped(() -> cache.put("k", "v"), CacheEntryListenerException.class);
    assertThat(told).containsExactlyInAnyOrder("listener 1", "listener 2", "listener 3");
    assertWrapped(
        () -> cache.putAll(Map.of("a", "1", "b", "2", "c", "3")),
        CacheEntryListenerException.class);
    assertThat(cache.getAll(Set.of("a", "b", "c"))).hasSize(3);
  }

  @Test
  void ofAnExpiryPolicy() {
    UnoCache<String, String> kept =
        caches.create(Caches.<String, String>byReference().setExpiryPolicyFactory(Failing::new));
    kept.put("k", "v");
    assertThat(kept.get("k")).isEqualTo("v");
  }

  @Test
  @Tag("in-heap") // copiers of values
  void ofACopier() {
    UnoCache<String, Object> copied =
        caches
            .manager()
            .createCache(
                "copied",
                new UnoConfiguration<String, Object>()
                    .setCopier(
                        new Copier() {
                          @Override
                          public <T> T copy(T object) {
                            throw checked();
                          }
                        }));
    assertWrapped(() -> copied.put("k", new ArrayList<>()), CacheException.class);
    assertThat(copied).isEmpty();
  }

  @Test
  void ofAFactoryWhichLeavesTheNameFree() {
    UnoConfiguration<String, String> failing =
        Caches.<String, String>byReference()
            .setReadThrough(true)
            .setCacheLoaderFactory(
                () -> {
                  throw checked();
                });
    assertThatThrownBy(() -> caches.manager().createCache("free", failing))
        .hasRootCauseMessage("db down");
    assertThat(caches.manager().createCache("free", Caches.byReference())).isNotNull();
  }
}
