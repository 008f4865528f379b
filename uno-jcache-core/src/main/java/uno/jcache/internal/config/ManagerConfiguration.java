/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import javax.cache.configuration.Configuration;
import uno.jcache.UnoConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.support.Glob;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.StrategyType;

/**
 * The configuration of a manager.
 *
 * <p>Each setting of a cache has its value from the first of these that sets it:
 *
 * <ol>
 *   <li>the program that creates the cache. A configuration of JSR-107 does not record whether a
 *       value was set, so each value that differs from JSR-107's default counts as set;
 *   <li>the region with the cache's name. If there is none, the region whose name is a pattern that
 *       matches the cache's name; if several match, the most specific one;
 *   <li>the section {@code defaults}.
 * </ol>
 *
 * @param regions the settings of the caches to create when the manager starts, by name
 * @param templates the settings of other caches, the most specific pattern first
 * @param types the available types of providers, by name
 * @param providers the providers, by name
 * @param rules the invalidation rules to create when the manager starts
 * @param isMonitored whether monitoring is enabled when the manager starts
 * @param settings the settings of the manager itself
 */
public record ManagerConfiguration(
    Settings defaults,
    Map<String, Settings> regions,
    List<Template> templates,
    Map<String, ProviderType> types,
    Map<String, Provider> providers,
    List<InvalidationRule> rules,
    boolean isMonitored,
    CachingSettings settings) {
  /** How the name of that cache ends: Hibernate may put the application's prefix before it. */
  private static final String UPDATE_TIMESTAMPS = "default-update-timestamps-region";

  /** The settings of future caches whose names match a pattern. */
  public record Template(Glob names, Settings settings) {}

  /**
   * A provider.
   *
   * @param settings the settings that its type defines
   * @param isConfigured whether it has its own section; otherwise its name is that of its type
   * @param isActive whether it is active when the manager starts
   */
  public record Provider(
      ProviderType type, Map<String, Object> settings, boolean isConfigured, boolean isActive) {
    /** Omits the settings, because they may contain passwords. */
    @Override
    public String toString() {
      return type.type();
    }
  }

  /** Copies the collections, and sorts the templates. */
  public ManagerConfiguration {
    regions = Map.copyOf(regions);
    templates =
        templates.stream()
            .sorted(
                Comparator.comparingInt((Template t) -> -t.names().literals())
                    .thenComparing(t -> t.names().toString()))
            .toList();
    types = Map.copyOf(types);
    providers = Map.copyOf(providers);
    rules = List.copyOf(rules);
  }

  /**
   * Loads the configuration of a manager.
   *
   * @param isDefault whether the URI is the provider's default
   * @throws javax.cache.CacheException if the configuration is invalid; the message lists each
   *     problem with its file, line and setting
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

  /**
   * Parses the settings of a region that a program creates, in the notations of the configuration.
   *
   * @param known the types of the providers, by their names
   * @throws IllegalArgumentException if a setting is unknown or invalid; the message lists all
   */
  public Settings readRegion(
      String name, Map<String, ?> given, Map<String, ProviderType> known, ClassLoader loader) {
    Problems problems = new Problems("region '" + name + "'");
    Settings settings =
        new ConfigurationReader(loader, types, problems).readRegion(given, known, this);
    problems.throwIfAnyArgument();
    return settings;
  }

  private Settings settingsOf(String cacheName) {
    Settings exact = regions.get(cacheName);
    Settings region =
        (exact != null)
            ? exact
            : templates.stream()
                .filter(template -> template.names().matches(cacheName))
                .findFirst()
                .map(Template::settings)
                .orElse(Settings.NONE);
    Settings all = region.or(defaults).or(Settings.defaultsOf(RegionSection.ALL));
    return isUpdateTimestamps(cacheName) ? kept(all) : all;
  }

  /**
   * Returns whether Hibernate keeps in a cache when it last changed each table. It takes a query's
   * cached result for current if there is no time there. So an entry that is evicted or expires, or
   * whose change is lost, makes stale results current.
   */
  public static boolean isUpdateTimestamps(String cacheName) {
    return cacheName.endsWith(UPDATE_TIMESTAMPS);
  }

  /** Returns the settings of a cache whose entries must all stay. */
  private static Settings kept(Settings settings) {
    return settings
        .with(RegionSection.TTL, Duration.ZERO)
        .with(RegionSection.MAX_SIZE, (long) Integer.MAX_VALUE)
        .with(RegionSection.FOLLOWED_RULES, StrategyType.EVENT_BASED); // not what limits lifetimes
  }

  /**
   * Returns the complete configuration of a cache.
   *
   * @param given the configuration from the program that creates the cache
   * @param keepsBytes returns whether a provider keeps bytes. Such a provider from {@code defaults}
   *     is used only for caches that store by value, because it may be impossible to encode the
   *     values of other caches.
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public <K, V> UnoConfiguration<K, V> complete(
      String cacheName, Configuration<K, V> given, Predicate<String> keepsBytes) {
    UnoConfiguration<K, V> complete = UnoConfiguration.from(given);
    Settings region = SettingsAccess.of(complete).or(settingsOf(cacheName));
    boolean byValue = complete.isStoreByValue() && region.value(RegionSection.STORE_BY_VALUE);
    String provider = region.value(RegionSection.PROVIDER);
    // A provider that the region itself sets is used, unless the defaults set the same one.
    if (SettingsAccess.of(complete).get(RegionSection.PROVIDER) == null
        && !byValue
        && provider.equals(defaults.get(RegionSection.PROVIDER))
        && keepsBytes.test(provider)) {
      region =
          region
              .with(RegionSection.PROVIDER, RegionSection.PROVIDER.orDefault())
              .with(RegionSection.NEAR, List.of());
    }
    for (Setting<?> setting : RegionSection.ALL) {
      setting.complete(complete, region);
    }
    return complete;
  }
}
