/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.BackgroundExecutor;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.config.ExpiryKind;
import uno.jcache.internal.config.LiveRegion;
import uno.jcache.internal.config.RegionSection;
import uno.jcache.internal.config.Setting;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.config.SettingsAccess;
import uno.jcache.internal.engine.Invalidator;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.support.Durations;
import uno.jcache.region.CacheRegion;
import uno.jcache.region.RegionSettings;
import uno.jcache.rule.StrategyType;

/** The settings of a cache that can change while it is in use, and whether it is enabled. */
final class Region<K, V> implements LiveRegion {
  private final ManagedCache<K, V> cache;

  /** Guarded by itself. */
  private final UnoConfiguration<K, V> configuration;

  private final Expiry expiry;
  private ExpiryPolicy policy; // guarded by the configuration
  private final Store<K, Object> store;
  private final Invalidator<K, V> invalidator;
  private final Executor executor;
  private final Instant createdAt = Instant.now();
  private volatile StrategyType strategy;

  /**
   * Held while a cache is enabled or disabled. This may take long, since a store is cleared; no
   * operation of the cache takes it.
   */
  private final Object enableLock = new Object();

  private boolean enabled = true; // guarded by enableLock

  /**
   * Creates it for an enabled cache.
   *
   * @param policy from which the expiry was created
   * @param store where the entries are; nothing is added to it while the cache is disabled
   */
  Region(
      ManagedCache<K, V> cache,
      UnoConfiguration<K, V> configuration,
      Expiry expiry,
      ExpiryPolicy policy,
      Store<K, Object> store,
      Invalidator<K, V> invalidator,
      Executor executor) {
    this.cache = cache;
    this.configuration = configuration;
    this.expiry = expiry;
    this.policy = policy;
    this.store = store;
    this.invalidator = invalidator;
    this.executor = executor;
    this.strategy = configuration.getFollowedRules().orElseThrow(); // it is complete
  }

  /** Returns the name of the provider that keeps the entries. */
  String provider() {
    return configuration.getProvider().orElseThrow(); // it is complete
  }

  /** Returns the kind of invalidation rules that the cache follows. */
  StrategyType strategy() {
    return strategy;
  }

  /** Returns a summary of the region. */
  CacheRegion summary() {
    UnoConfiguration<K, V> now = cache.getConfiguration();
    return new CacheRegion(
        cache.getName(),
        provider(),
        configuration.getNear().orElseThrow(), // it is complete
        timeToLive(),
        now.getMaximumSize().orElseGet(() -> now.getMaximumWeight().orElseThrow()),
        strategy(),
        createdAt);
  }

  /** Returns the settings with which the cache could be created again. */
  RegionSettings settings() {
    Settings settings =
        SettingsAccess.of(cache.getConfiguration()).only(RegionSection.OF_REGIONS_IN_USE);
    if (expiry.isResolved()) { // otherwise no setting can express the policy
      settings = settings.with(RegionSection.TTL, timeToLive().orElse(Duration.ZERO));
    }
    return SettingsAccess.with(RegionSettings.of(), settings);
  }

  private Optional<Duration> timeToLive() {
    OptionalLong millis = expiry.timeToLive();
    return millis.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(millis.getAsLong()));
  }

  /**
   * Checks whether settings can be applied.
   *
   * @throws IllegalArgumentException if not
   */
  void check(RegionSettings settings) {
    Settings requested = SettingsAccess.of(settings);
    Settings now = SettingsAccess.of(cache.getConfiguration());
    for (Setting<?> setting : RegionSection.OF_REGIONS_IN_USE) {
      Object value = requested.get(setting);
      if (setting.isFixed() && value != null && !value.equals(now.get(setting))) {
        throw new IllegalArgumentException(
            "Region '"
                + cache.getName()
                + "': setting '"
                + setting.name()
                + "' is "
                + now.get(setting)
                + " and cannot be changed; remove the region and create it anew");
      }
    }
    if (settings.maximumSize().isPresent() && configuration.getWeigher().isPresent()) {
      throw new IllegalArgumentException(
          "Region '"
              + cache.getName()
              + "' is bounded by the weight of its entries, not by their number");
    }
  }

  /** Applies settings that were checked. */
  void update(RegionSettings settings) {
    Settings changed = SettingsAccess.of(settings);
    RegionSection.OF_REGIONS_IN_USE.forEach(setting -> setting.change(this, changed));
  }

  @Override
  public void setStrategy(StrategyType changed) {
    synchronized (configuration) {
      configuration.setFollowedRules(changed);
      strategy = changed;
    }
  }

  @Override
  public void setMaximum(long maximum) {
    synchronized (configuration) {
      long before = configuration.getMaximumSize().orElseThrow();
      if (maximum == before) {
        return;
      }
      try {
        store.setMaximum(maximum);
      } catch (RuntimeException | Error e) {
        Failures failures = new Failures();
        failures.add(e);
        failures.run(() -> store.setMaximum(before)); // it may have failed half-way
        failures.throwIfAny();
      }
      configuration.setMaximumSize(maximum);
    }
  }

  @Override
  public void setTimeToLive(Duration timeToLive) {
    long millis = timeToLive.isZero() ? Long.MAX_VALUE : Durations.millis(timeToLive);
    if (millis != Long.MAX_VALUE) {
      cache.expectDeadlines();
    }
    long before;
    synchronized (configuration) {
      before = expiry.timeToLive().orElse(Long.MAX_VALUE);
      if (millis == before && expiry.isResolved()) {
        return;
      }
      Factory<ExpiryPolicy> factory = ExpiryKind.of(policy).live(timeToLive);
      policy = factory.create();
      expiry.change(policy);
      configuration.setExpiryPolicyFactory(factory);
    }
    if (millis < before) {
      // Read when the task runs, since the time to live may have changed again.
      Runnable shorten = () -> expiry.timeToLive().ifPresent(invalidator::shortenLives);
      new BackgroundExecutor(executor).execute(() -> cache.unlessClosed(shorten));
    }
  }

  /**
   * Enables or disables near caches. None is used while the cache is disabled.
   *
   * @param isEnabled whether to use those of a provider; called while no other thread enables or
   *     disables
   */
  void setNearOn(Predicate<String> isEnabled) {
    synchronized (enableLock) {
      if (!cache.isClosed()) {
        cache.setNearOn(name -> enabled && isEnabled.test(name));
      }
    }
  }

  /**
   * Enables or disables the cache. A store of this process alone is cleared, so that nothing stale
   * is returned; a shared store does not change.
   *
   * @param isEnabled whether to enable it; called while no other thread enables or disables
   */
  void setEnabled(BooleanSupplier isEnabled) {
    synchronized (enableLock) {
      boolean enable = isEnabled.getAsBoolean();
      if (enable == enabled || cache.isClosed()) {
        return;
      }
      boolean clearsStore = !store.isShared();
      if (enable && clearsStore) {
        store.clear(); // operations in progress when it was disabled may have stored
      }
      cache.use(enable ? store : new DisabledStore<>(store, expiry));
      enabled = enable; // before the rest, which may fail; the next change repeats it
      invalidator.supersedeLoads();
      if (!enable && clearsStore) {
        store.clear();
      }
    }
  }
}
