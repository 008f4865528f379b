/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.EternalExpiryPolicy;
import uno.jcache.CacheLevel;
import uno.jcache.Codec;
import uno.jcache.UnoConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.support.Glob;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.StrategyType;

/**
 * The configuration of a manager.
 *
 * <p>The settings of a cache come, in this order, from
 *
 * <ol>
 *   <li>the program that creates the cache. A configuration of JSR-107 does not show whether a
 *       value was set, so each value that differs from its default counts as set;
 *   <li>the region of the cache's name; or else the region whose name is a pattern that matches,
 *       and of several the most specific one;
 *   <li>the section {@code defaults}.
 * </ol>
 */
public final class ManagerConfiguration {
  private final Settings defaults;
  private final Map<String, Settings> regions;
  private final List<Template> templates;
  private final Map<String, ProviderType> types;
  private final Map<String, Provider> providers;
  private final List<InvalidationRule> rules;
  private final boolean monitored;
  private final CachingSettings settings;

  /** The settings of future caches whose names match a pattern. */
  record Template(Glob names, Settings settings) {}

  /**
   * A provider.
   *
   * @param settings of its type
   * @param isConfigured whether it has a section, or is only a type under its own name
   */
  public record Provider(ProviderType type, Map<String, Object> settings, boolean isConfigured) {
    /** Omits the settings, as they may contain passwords. */
    @Override
    public String toString() {
      return type.type();
    }
  }

  ManagerConfiguration(
      Settings defaults,
      Map<String, Settings> regions,
      List<Template> templates,
      Map<String, ProviderType> types,
      Map<String, Provider> providers,
      List<InvalidationRule> rules,
      boolean monitored,
      CachingSettings settings) {
    this.defaults = defaults;
    this.regions = Map.copyOf(regions);
    this.templates =
        templates.stream()
            .sorted(
                Comparator.comparingInt((Template t) -> -t.names().literals())
                    .thenComparing(t -> t.names().toString()))
            .toList();
    this.types = Map.copyOf(types);
    this.providers = Map.copyOf(providers);
    this.rules = List.copyOf(rules);
    this.monitored = monitored;
    this.settings = settings;
  }

  /** Rejects our properties of a manager that are not Strings. */
  public static void requireStrings(URI uri, Properties properties) {
    ConfigurationSource.requireStrings(uri, properties);
  }

  /**
   * Loads the configuration of a manager.
   *
   * @param isDefault whether the URI is the provider's default
   * @throws javax.cache.CacheException if it is invalid; the message has each problem with its
   *     file, line and key
   */
  public static ManagerConfiguration load(
      URI uri, boolean isDefault, ClassLoader loader, Properties properties) {
    Problems problems = new Problems(uri.toString());
    ConfigurationReader reader =
        new ConfigurationReader(loader, StoreProviders.find(loader), problems);
    ManagerConfiguration configuration =
        reader.read(ConfigurationSource.load(uri, isDefault, loader, properties));
    problems.throwIfAny();
    return configuration;
  }

  /** Returns the names of the caches to create when the manager starts. */
  public Set<String> regionNames() {
    return regions.keySet();
  }

  /** Returns the rules to create when the manager starts. */
  public List<InvalidationRule> rules() {
    return rules;
  }

  /** Returns whether monitoring is enabled when the manager starts. */
  public boolean isMonitored() {
    return monitored;
  }

  /** Returns at which event a time to live begins, in a cache of this name. */
  public ExpiryKind expiryKind(String cacheName) {
    return settingsOf(cacheName).get(RegionKeys.EXPIRY, ExpiryKind.MODIFIED);
  }

  private Settings settingsOf(String cacheName) {
    Settings exact = regions.get(cacheName);
    if (exact != null) {
      return exact.or(defaults);
    }
    return templates.stream()
        .filter(template -> template.names().matches(cacheName))
        .findFirst()
        .map(template -> template.settings().or(defaults))
        .orElse(defaults);
  }

  /** Returns the providers to open when the manager starts, by their names. */
  public Map<String, Provider> providers() {
    return providers;
  }

  /** Returns the available types of providers. */
  public Map<String, ProviderType> types() {
    return types;
  }

  /** Returns the settings of the manager itself. */
  public CachingSettings settings() {
    return settings;
  }

  /**
   * Returns the complete configuration of a cache.
   *
   * @param given the configuration from the program that creates the cache
   * @param keepsBytes returns whether a provider keeps bytes. If the provider comes from {@code
   *     defaults}, it is used only for caches that store by value, as other values may have no
   *     bytes.
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public <K, V> UnoConfiguration<K, V> complete(
      String cacheName, Configuration<K, V> given, Predicate<String> keepsBytes) {
    UnoConfiguration<K, V> complete = UnoConfiguration.from(given);
    Settings settings = settingsOf(cacheName);
    completeSwitches(complete, settings);
    completeLevels(complete, settings, keepsBytes);
    if (complete.getMaximumSize().isEmpty() && complete.getMaximumWeight().isEmpty()) {
      complete.maximumSize(
          settings.get(RegionKeys.MAX_SIZE, UnoConfiguration.DEFAULT_MAXIMUM_SIZE));
    }
    if (complete.getInvalidationStrategy() == null) {
      complete.invalidationStrategy(
          settings.get(RegionKeys.INVALIDATION_STRATEGY, StrategyType.COMPOSITE));
    }
    completeTypes(complete, settings);
    completeBytes(complete, settings);
    completeExpiry(complete, settings);
    completeIntegration(complete, settings);
    return complete;
  }

  private void completeLevels(
      UnoConfiguration<?, ?> complete, Settings settings, Predicate<String> keepsBytes) {
    String provider = settings.get(RegionKeys.PROVIDER, "memory");
    List<CacheLevel> near = settings.get(RegionKeys.NEAR, List.of());
    if (complete.getProvider() == null) {
      // A provider of the region itself is used, unless the defaults have the same.
      boolean isDefault = provider.equals(defaults.get(RegionKeys.PROVIDER));
      if (isDefault && !complete.isStoreByValue() && keepsBytes.test(provider)) {
        complete.provider("memory");
        near = List.of();
      } else {
        complete.provider(provider);
      }
    }
    if (complete.getNear() == null) {
      complete.near(near.toArray(new CacheLevel[0]));
    }
  }

  @SuppressWarnings("unchecked") // the configured class is the type
  private static <K, V> void completeTypes(UnoConfiguration<K, V> complete, Settings settings) {
    if (complete.getKeyType() == Object.class && complete.getValueType() == Object.class) {
      complete.setTypes(
          (Class<K>) settings.get(RegionKeys.KEY_TYPE, Object.class),
          (Class<V>) settings.get(RegionKeys.VALUE_TYPE, Object.class));
    }
  }

  private static void completeBytes(UnoConfiguration<?, ?> complete, Settings settings) {
    Codec codec = settings.get(RegionKeys.CODEC);
    if (codec != null && complete.getCodec() == null) {
      complete.codec(codec);
    }
    List<String> allowed = settings.get(RegionKeys.ALLOWED_CLASSES);
    if (allowed != null && complete.getAllowedClasses().isEmpty()) {
      complete.allowedClasses(allowed);
    }
    Long compressAbove = settings.get(RegionKeys.COMPRESS_ABOVE);
    if (compressAbove != null && complete.getCompressAbove().isEmpty()) {
      complete.compressAbove(compressAbove);
    }
    Duration loadLease = settings.get(RegionKeys.LOAD_LEASE);
    if (loadLease != null && complete.getLoadLease().isEmpty()) {
      complete.loadLease(loadLease);
    }
    Long maximumBytes = settings.get(RegionKeys.MAX_BYTES);
    if (maximumBytes != null && complete.getMaximumBytes().isEmpty()) {
      complete.maximumBytes(maximumBytes);
    }
  }

  private static void completeExpiry(UnoConfiguration<?, ?> complete, Settings settings) {
    Duration ttl = settings.get(RegionKeys.TTL);
    if (ttl != null
        && !ttl.isZero()
        && EternalExpiryPolicy.factoryOf().equals(complete.getExpiryPolicyFactory())) {
      complete.setExpiryPolicyFactory(
          settings.get(RegionKeys.EXPIRY, ExpiryKind.MODIFIED).factory(ttl));
    }
  }

  private static void completeSwitches(UnoConfiguration<?, ?> complete, Settings settings) {
    if (Boolean.FALSE.equals(settings.get(RegionKeys.STORE_BY_VALUE))) {
      complete.setStoreByValue(false);
    }
    if (Boolean.TRUE.equals(settings.get(RegionKeys.STATISTICS))) {
      complete.setStatisticsEnabled(true);
    }
    if (Boolean.TRUE.equals(settings.get(RegionKeys.METADATA))) {
      complete.recordMetadata(true);
    }
    if (Boolean.TRUE.equals(settings.get(RegionKeys.MANAGEMENT))) {
      complete.setManagementEnabled(true);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a configured class has no type arguments
  private static <K, V> void completeIntegration(
      UnoConfiguration<K, V> complete, Settings settings) {
    Class<?> loader = settings.get(RegionKeys.LOADER);
    if (loader != null && complete.getCacheLoaderFactory() == null) {
      complete.setCacheLoaderFactory((Factory) new Instances<>(loader));
      complete.setReadThrough(true);
    }
    Class<?> writer = settings.get(RegionKeys.WRITER);
    if (writer != null && complete.getCacheWriterFactory() == null) {
      complete.setCacheWriterFactory((Factory) new Instances<>(writer));
      complete.setWriteThrough(true);
    }
  }
}
