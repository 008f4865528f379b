/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLClassLoader;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.Claim;
import uno.jcache.internal.concurrent.DaemonTimer;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.config.ConfigurationSource;
import uno.jcache.internal.config.ManagerConfiguration;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.observe.Monitoring;
import uno.jcache.internal.rule.RuleBook;
import uno.jcache.internal.store.StoreSource;
import uno.jcache.internal.support.Unwrap;

/** The caches of one URI and class loader. */
final class Manager implements UnoCacheManager {
  private static final Logger LOGGER = System.getLogger(Manager.class.getName());

  private final ManagerRegistry registry;
  private final UnoCachingProvider provider;
  private final URI uri;
  private final ClassLoader classLoader;
  private final Properties properties;
  private final ConcurrentMap<String, ManagedCache<?, ?>> caches = new ConcurrentHashMap<>();
  private final UsageCounts uses = new UsageCounts();

  private final RuleBook rules = new RuleBook(caches::values);
  private final Providers providers =
      new Providers(this::regionsOf, this::applyEnabled, this::updateMetrics);
  private final Regions regions = new Regions(this);
  private final LiveConfiguration live = new LiveConfiguration(this);
  private final Monitoring monitoring;

  /** Guards the adding of caches, and the end; never held while user code runs. */
  private final Object lock = new Object();

  private volatile @Nullable Claim starting = new Claim();
  private volatile @Nullable ManagerConfiguration configuration;
  private volatile boolean closed;

  /** Creates a manager. The creating thread must call {@link #start}. */
  Manager(
      ManagerRegistry registry,
      UnoCachingProvider provider,
      URI uri,
      ClassLoader classLoader,
      Properties properties) {
    this.registry = registry;
    this.provider = provider;
    this.uri = uri;
    this.classLoader = classLoader;
    ConfigurationSource.requireStrings(uri, properties);
    this.properties = copy(properties);
    this.monitoring =
        new Monitoring(
            uri,
            providers::names,
            InstantSource.system(),
            ticked -> DaemonTimer.eachSecond(ticked, Monitoring::tick));
  }

  /**
   * Reads the configuration and creates its regions, in the thread that created this manager; other
   * threads wait for that. Called without locks, since it calls code of the application.
   *
   * @throws CacheException if the configuration is invalid; the manager is closed then
   */
  void start() {
    Claim claim = starting;
    if (claim == null) {
      return;
    } else if (!claim.isMine()) {
      claim.await();
      return;
    } else if (configuration != null) {
      return; // called again by this thread, for example by a loader that gets its manager
    }
    try {
      boolean isDefault = uri.equals(provider.getDefaultURI());
      ManagerConfiguration loaded =
          ManagerConfiguration.load(uri, isDefault, classLoader, properties);
      configuration = loaded;
      providers.addAll(loaded);
      live.start(loaded.settings());
      if (loaded.isMonitored()) {
        monitoring.enable();
      }
      loaded.rules().forEach(rules::create);
      loaded.regions().keySet().forEach(this::createConfigured);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    } finally {
      starting = null; // it references the thread
      claim.end();
    }
  }

  private void createConfigured(String name) {
    try {
      UnoCache<?, ?> unused = createCache(name, new UnoConfiguration<>());
    } catch (IllegalArgumentException e) { // from its provider, which checks its settings itself
      throw new CacheException(
          "Manager " + uri + ": bad configuration\n  region '" + name + "': " + e.getMessage(), e);
    }
  }

  private static Properties copy(Properties properties) {
    Properties copy = new Properties();
    properties.stringPropertyNames().forEach(n -> copy.setProperty(n, properties.getProperty(n)));
    return copy;
  }

  @Override
  public UnoCachingProvider getCachingProvider() {
    return provider;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  /**
   * Returns what distinguishes this manager's caches from caches of the same name in managers with
   * another class loader or key prefix.
   */
  String owner() {
    String loader = ownerByLoader();
    String prefix = live.settings().keyPrefix();
    return (prefix.isEmpty() || loader.isEmpty()) ? prefix + loader : prefix + " " + loader;
  }

  /** Returns a description of the class loader that is stable across restarts. */
  private String ownerByLoader() {
    if (classLoader.equals(provider.getDefaultClassLoader())) {
      return "";
    }
    String urls =
        (classLoader instanceof URLClassLoader urlLoader)
            ? Arrays.toString(urlLoader.getURLs())
            : "";
    return classLoader.getClass().getName() + " " + classLoader.getName() + " " + urls;
  }

  @Override
  public ClassLoader getClassLoader() {
    return classLoader;
  }

  @Override
  public Properties getProperties() {
    return copy(properties);
  }

  @Override
  public <K, V, C extends Configuration<K, V>> UnoCache<K, V> createCache(
      String cacheName, C configuration) {
    requireOpen();
    requireNonNull(cacheName, "cacheName");
    requireNonNull(configuration, "configuration");
    requireNew(cacheName);
    try {
      return create(cacheName, configuration);
    } catch (RuntimeException e) {
      requireOpen(); // if the manager was closed meanwhile, throw IllegalStateException instead
      throw e;
    }
  }

  private <K, V, C extends Configuration<K, V>> UnoCache<K, V> create(
      String cacheName, C configuration) {
    ManagerConfiguration configured = requireNonNull(this.configuration);
    // Created without the lock, since this calls the configuration's factories.
    UnoConfiguration<K, V> complete =
        configured.complete(cacheName, configuration, providers::keepsBytes);
    Levels.Factories stores = factories(cacheName, complete);
    CacheFacade<K, V> facade = new CacheFacade<>(this, cacheName, complete, stores);
    ManagedCache<K, V> cache = facade.managed();
    try {
      synchronized (lock) {
        requireOpen();
        requireNew(cacheName);
        caches.put(cacheName, cache);
      }
      providers.requireOpen(complete.getProvider().orElseThrow(), stores.last());
      stores
          .fronts()
          .forEach(front -> providers.requireOpen(front.level().provider(), front.stores()));
      rules.applyTo(cache);
      applyEnabled(cache);
      monitoring.add(cache);
      UnoConfiguration<K, V> made = cache.getConfiguration();
      if (made.isManagementEnabled()) {
        cache.setManagementEnabled(true);
      }
      if (made.isStatisticsEnabled()) {
        cache.setStatisticsEnabled(true);
      }
    } catch (RuntimeException e) {
      Failures failures = new Failures();
      failures.add(e);
      failures.run(cache::close);
      failures.throwIfAny();
    }
    live.changed();
    return facade;
  }

  /** Parses the settings of a region that a program creates. */
  Settings readRegion(String name, Map<String, ?> settings) {
    requireOpen();
    return requireNonNull(configuration)
        .readRegion(name, settings, providers.typesByName(), getClassLoader());
  }

  /** Returns the use counts of the application's objects. */
  UsageCounts uses() {
    return uses;
  }

  private Levels.Factories factories(String cacheName, UnoConfiguration<?, ?> complete) {
    String last = complete.getProvider().orElseThrow();
    List<CacheLevel> near = complete.getNear().orElseThrow();
    near.forEach(level -> providers.requireNear(cacheName, level.provider()));
    return new Levels.Factories(
        near.stream()
            .map(level -> new Levels.Front(level, providers.factory(level.provider())))
            .toList(),
        providers.factory(last),
        providers.keepsBytes(last)
            || near.stream().anyMatch(level -> providers.keepsBytes(level.provider())),
        providers.isShared(last));
  }

  private void requireNew(String cacheName) {
    if (caches.containsKey(cacheName)) {
      throw new CacheException(
          "Cache '"
              + cacheName
              + "' already exists in manager "
              + uri
              + "; get it by getCache, or destroy it first");
    }
  }

  @Override
  public <K, V> @Nullable UnoCache<K, V> getCache(
      String cacheName, Class<K> keyType, Class<V> valueType) {
    requireNonNull(keyType, "keyType");
    requireNonNull(valueType, "valueType");
    requireOpen();
    ManagedCache<?, ?> cache = caches.get(requireNonNull(cacheName, "cacheName"));
    if (cache != null) {
      Configuration<?, ?> configuration = cache.getConfiguration();
      requireType(cacheName, "key", configuration.getKeyType(), keyType);
      requireType(cacheName, "value", configuration.getValueType(), valueType);
    }
    return getCache(cacheName);
  }

  private static void requireType(
      String cacheName, String what, Class<?> configured, Class<?> asked) {
    if (!configured.equals(asked)) {
      throw new ClassCastException(
          "Cache '"
              + cacheName
              + "' is configured for a "
              + what
              + " of "
              + configured.getName()
              + " and asked for as one of "
              + asked.getName()
              + "; set "
              + what
              + "-type of the region, or the types of the configuration, to "
              + asked.getName()
              + ", or call getCache(name) without types");
    }
  }

  @Override
  @SuppressWarnings("unchecked") // JSR-107 leaves the types to the caller here
  public <K, V> @Nullable UnoCache<K, V> getCache(String cacheName) {
    requireOpen();
    ManagedCache<?, ?> cache = caches.get(requireNonNull(cacheName, "cacheName"));
    return (cache == null) ? null : (UnoCache<K, V>) cache.facade();
  }

  @Override
  public RuleBook rules() {
    return rules;
  }

  @Override
  public RuleBook events() {
    return rules;
  }

  @Override
  public Providers providers() {
    return providers;
  }

  @Override
  public Regions regions() {
    return regions;
  }

  @Override
  public LiveConfiguration configuration() {
    return live;
  }

  @Override
  public Monitoring monitoring() {
    return monitoring;
  }

  /** Returns the caches that are open. */
  Collection<ManagedCache<?, ?>> caches() {
    return caches.values();
  }

  /** Returns the cache of this name, if it is open. */
  Optional<ManagedCache<?, ?>> cache(String cacheName) {
    requireOpen();
    return Optional.ofNullable(caches.get(cacheName));
  }

  private List<String> regionsOf(String provider) {
    return caches.values().stream()
        .filter(cache -> cache.providers().contains(provider))
        .map(ManagedCache::getName)
        .sorted()
        .toList();
  }

  /**
   * Checks that there is a provider of this name.
   *
   * @throws IllegalArgumentException if not
   */
  void requireProvider(String name) {
    StoreSource unused = providers.factory(name);
  }

  /** Enables or disables each cache according to the current settings. */
  void applyEnabled() {
    Failures failures = new Failures(); // from stores: the other caches are still changed
    caches.values().forEach(cache -> failures.run(() -> applyEnabled(cache)));
    failures.throwIfAny();
  }

  private void updateMetrics() {
    monitoring.report();
  }

  private void applyEnabled(ManagedCache<?, ?> cache) {
    cache
        .region()
        .setEnabled(() -> live.settings().enabled() && providers.isActive(cache.provider()));
    cache.region().setNearOn(name -> live.settings().multiLevel() && providers.isActive(name));
  }

  @Override
  public Iterable<String> getCacheNames() {
    requireOpen();
    return List.copyOf(caches.keySet());
  }

  @Override
  public void destroyCache(String cacheName) {
    requireOpen();
    ManagedCache<?, ?> cache = caches.get(requireNonNull(cacheName, "cacheName"));
    if (cache != null) {
      cache.destroy();
    }
  }

  /** Called by a cache that closes. */
  void forget(ManagedCache<?, ?> cache) {
    monitoring.remove(cache); // first: afterwards there may be another cache of its name
    caches.remove(cache.getName(), cache);
  }

  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    existing(cacheName).setManagementEnabled(enabled);
  }

  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    existing(cacheName).setStatisticsEnabled(enabled);
  }

  private ManagedCache<?, ?> existing(String cacheName) {
    requireOpen();
    ManagedCache<?, ?> cache = caches.get(requireNonNull(cacheName, "cacheName"));
    if (cache == null) {
      throw new CacheException("There is no cache '" + cacheName + "' in manager " + uri);
    }
    return cache;
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    registry.forget(this);
    for (ManagedCache<?, ?> cache : caches.values()) {
      try {
        cache.close();
      } catch (RuntimeException | Error e) { // the others are still closed
        LOGGER.log(Level.WARNING, "Could not close " + cache, e);
      }
    }
    monitoring.close();
    providers.close();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return Unwrap.unwrap(
        this, type, "Manager " + uri + " (which can be unwrapped as UnoCacheManager)");
  }

  @Override
  public String toString() {
    return "Manager " + uri + (closed ? " (closed)" : "");
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Manager " + uri + " is closed; ask its provider for a new one");
    }
  }
}
