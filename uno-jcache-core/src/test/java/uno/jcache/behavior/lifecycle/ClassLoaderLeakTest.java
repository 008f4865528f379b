/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.lifecycle;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import java.io.File;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.behavior.Caches;
import uno.jcache.monitoring.CacheMonitoring;

/** Applications come and go in a server; what they leave behind must not pile up there. */
@Tag("slow")
@Tag("own-providers")
class ClassLoaderLeakTest {
  @RegisterExtension final Caches caches = new Caches();

  // ---- the application, which its own class loader loads once more

  /** A value of the application. */
  public record Value(String text) implements Serializable {}

  /** A loader of the application. */
  public static final class Loader implements CacheLoader<String, Value> {
    @Override
    public Value load(String key) {
      return new Value("loaded " + key);
    }

    @Override
    public Map<String, Value> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }
  }

  /** A listener of the application. */
  public static final class Listener implements CacheEntryCreatedListener<String, Value> {
    private final List<Value> seen = new ArrayList<>();

    @Override
    public void onCreated(
        Iterable<CacheEntryEvent<? extends String, ? extends Value>> cacheEntryEvents) {
      cacheEntryEvents.forEach(event -> seen.add(event.getValue()));
    }
  }

  /** An application that uses a cache of the manager that it is given, and closes nothing. */
  public static final class Application implements Function<CacheManager, Object> {
    @Override
    public Object apply(CacheManager manager) {
      CacheMonitoring monitoring = manager.unwrap(UnoCacheManager.class).monitoring();
      monitoring.enable();
      monitoring.reportTo(new MetricRegistry());
      for (boolean byValue : new boolean[] {true, false}) {
        CompleteConfiguration<String, Value> configuration =
            new MutableConfiguration<String, Value>()
                .setTypes(String.class, Value.class)
                .setStoreByValue(byValue)
                .setReadThrough(true)
                .setStatisticsEnabled(true)
                .setManagementEnabled(true)
                .setCacheLoaderFactory(Loader::new)
                .setExpiryPolicyFactory(
                    byValue
                        ? CreatedExpiryPolicy.factoryOf(new Duration(MILLISECONDS, 100))
                        : ModifiedExpiryPolicy.factoryOf(Duration.ONE_DAY))
                .addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(
                        Listener::new, null, false, byValue));
        Cache<String, Value> cache = manager.createCache("application" + byValue, configuration);
        cache.put("k", new Value("put"));
        cache.get("other");
        cache.invoke(
            "k",
            (entry, arguments) -> {
              entry.setValue(new Value("set"));
              return null;
            });
      }
      return manager;
    }
  }

  /** Loads the classes of this test that make up the application, and ours only on demand. */
  private static final class Loaded extends URLClassLoader {
    private final String prefix;

    Loaded(URL[] urls, ClassLoader parent, String prefix) {
      super(urls, parent);
      this.prefix = prefix;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(prefix)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return (loaded == null) ? findClass(name) : loaded;
      }
    }
  }

  private static URL[] classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .filter(path -> !path.isEmpty())
        .map(
            path -> {
              try {
                return new File(path).toURI().toURL();
              } catch (MalformedURLException e) {
                throw new AssertionError(e);
              }
            })
        .toArray(URL[]::new);
  }

  private static void awaitCollection(WeakReference<?> reference) {
    await()
        .atMost(30, SECONDS)
        .pollInterval(100, MILLISECONDS)
        .until(
            () -> {
              System.gc();
              return reference.get() == null;
            });
  }

  private static WeakReference<ClassLoader> runApplication(UnoCachingProvider provider)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    var loader =
        new Loaded(
            classPath(),
            ClassLoaderLeakTest.class.getClassLoader(),
            ClassLoaderLeakTest.class.getName() + "$");
    thread.setContextClassLoader(loader);
    try {
      @SuppressWarnings("unchecked")
      var application =
          (Function<CacheManager, Object>)
              loader.loadClass(Application.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(application.getClass().getClassLoader()).isSameAs(loader);
      CacheManager manager = provider.getCacheManager(URI.create("application"), loader);
      assertThat(application.apply(manager)).isSameAs(manager);
      assertThat(provider.getCacheManager(URI.create("application"), loader)).isSameAs(manager);
      manager.enableStatistics("applicationtrue", false);
      manager.enableManagement("applicationtrue", false);
    } finally {
      thread.setContextClassLoader(before);
    }
    return new WeakReference<>(loader);
  }

  @Test
  void anApplicationThatClosesNothingCanBeCollected() throws Exception {
    UnoCachingProvider provider = caches.provider();
    UnoCacheManager other = provider.getCacheManager(URI.create("application"), null);
    awaitCollection(runApplication(provider));
    assertThat(provider.getCacheManager(URI.create("application"), null)).isSameAs(other);
  }

  @Test
  void aManagerLivesAsLongAsItsClassLoader() throws Exception {
    UnoCachingProvider provider = caches.provider();
    try (var loader = new URLClassLoader(new URL[0], ClassLoaderLeakTest.class.getClassLoader())) {
      provider
          .getCacheManager(null, loader)
          .createCache("c", Caches.<String, String>byReference())
          .put("k", "v");
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      UnoCache<String, String> cache = provider.getCacheManager(null, loader).getCache("c");
      assertThat(requireNonNull(cache).get("k")).isEqualTo("v");
    }
  }

  /** What an application does that brings its own copy of us: found by name, in its loader. */
  public static final class Embedding implements Function<CachingProvider, Object> {
    @Override
    public Object apply(CachingProvider provider) {
      new Application().apply(provider.getCacheManager());
      provider.close();
      return provider;
    }
  }

  private static WeakReference<ClassLoader> runEmbedded() throws Exception {
    var loader = new Loaded(classPath(), ClassLoader.getPlatformClassLoader(), "uno.jcache.");
    Object provider =
        loader.loadClass("uno.jcache.UnoCachingProvider").getDeclaredConstructor().newInstance();
    assertThat(provider.getClass().getClassLoader()).isSameAs(loader);
    @SuppressWarnings("unchecked")
    var embedding =
        (Function<Object, Object>)
            loader.loadClass(Embedding.class.getName()).getDeclaredConstructor().newInstance();
    assertThat(embedding.apply(provider)).isSameAs(provider);
    loader.close();
    return new WeakReference<>(loader);
  }

  @Test
  void ourOwnClassesCanBeCollectedAfterTheEndOfTheProvider() throws Exception {
    awaitCollection(runEmbedded());
  }
}
