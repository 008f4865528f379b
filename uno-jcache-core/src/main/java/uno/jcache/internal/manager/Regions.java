/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import javax.cache.CacheException;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.config.SettingsAccess;
import uno.jcache.internal.support.Nearest;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.CacheRegions;
import uno.jcache.region.RegionSettings;

/** The caches of a manager, seen as regions. */
record Regions(Manager manager) implements CacheRegions {
  @Override
  public CacheRegion create(String name, RegionSettings settings) {
    return create(name, SettingsAccess.of(settings), new UnoConfiguration<>()).region().summary();
  }

  @Override
  public CacheRegion create(String name, Map<String, ?> settings) {
    requireNonNull(name, "name");
    Settings parsed = manager.readRegion(name, settings);
    return create(name, parsed, new UnoConfiguration<>()).region().summary();
  }

  private <K, V> ManagedCache<?, ?> create(
      String name, Settings settings, UnoConfiguration<K, V> configuration) {
    UnoCache<K, V> unused = manager.createCache(name, SettingsAccess.with(configuration, settings));
    ManagedCache<?, ?> cache = existing(name);
    manager.configuration().changed();
    return cache;
  }

  private ManagedCache<?, ?> existing(String name) {
    return manager
        .cache(requireNonNull(name, "name"))
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "There is no region '"
                        + name
                        + "' in manager "
                        + manager.getURI()
                        + "; "
                        + Nearest.hint(name, list().stream().map(CacheRegion::name).toList())));
  }

  @Override
  public List<CacheRegion> list() {
    return list(region -> true);
  }

  @Override
  public List<CacheRegion> byProvider(String provider) {
    requireNonNull(provider, "provider");
    return list(
        region ->
            region.provider().equals(provider)
                || region.near().stream().anyMatch(level -> level.provider().equals(provider)));
  }

  private List<CacheRegion> list(Predicate<CacheRegion> chosen) {
    return manager.caches().stream()
        .<CacheRegion>map(cache -> cache.region().summary())
        .filter(chosen)
        .sorted(Comparator.comparing(CacheRegion::name))
        .toList();
  }

  @Override
  public Optional<CacheRegion> byName(String name) {
    return manager.cache(requireNonNull(name, "name")).map(cache -> cache.region().summary());
  }

  @Override
  public CacheRegion update(String name, RegionSettings settings) {
    ManagedCache<?, ?> cache = existing(name);
    cache.region().check(settings);
    cache.region().update(settings);
    if (settings.followedRules().isPresent()) {
      manager.rules().applyTo(cache);
    }
    manager.configuration().changed();
    return cache.region().summary();
  }

  @Override
  public CacheRegion createOrUpdate(String name, RegionSettings settings) {
    if (manager.cache(requireNonNull(name, "name")).isEmpty()) {
      try {
        return create(name, settings);
      } catch (CacheException e) {
        if (manager.cache(name).isEmpty()) {
          throw e;
        } // else another thread was faster
      }
    }
    return update(name, settings);
  }

  @Override
  public void remove(String name) {
    String existing = existing(name).getName();
    manager.destroyCache(existing);
  }

  @Override
  @SuppressWarnings("unchecked") // the caller knows the types
  public <K, V> UnoCache<K, V> cache(String name) {
    return (UnoCache<K, V>) existing(name).facade();
  }

  @Override
  @SuppressWarnings("unchecked") // if it has other types, its methods throw ClassCastException
  public UnoCache<String, Object> defaultCache() {
    return (UnoCache<String, Object>)
        manager
            .cache(DEFAULT)
            .<UnoCache<?, ?>>map(ManagedCache::facade)
            .orElseGet(this::newDefault);
  }

  private UnoCache<?, ?> newDefault() {
    try {
      return create(
              DEFAULT,
              Settings.NONE,
              new UnoConfiguration<String, Object>().setTypes(String.class, Object.class))
          .facade();
    } catch (CacheException e) {
      return manager.cache(DEFAULT).orElseThrow(() -> e).facade(); // another thread was faster
    }
  }
}
