/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCache;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.Failures;
import uno.jcache.internal.engine.CacheParts;
import uno.jcache.internal.engine.Invalidator;
import uno.jcache.internal.engine.Operations;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.ConfigurationBean;
import uno.jcache.internal.observe.MBeans;
import uno.jcache.internal.observe.MonitoredCache;
import uno.jcache.internal.observe.RegionBean;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.observe.StatisticsBean;
import uno.jcache.internal.rule.RegionRules;
import uno.jcache.internal.rule.RuleTarget;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.Keys;
import uno.jcache.internal.support.LiteralKeys;
import uno.jcache.monitoring.LevelSummary;
import uno.jcache.monitoring.ReadProfile;
import uno.jcache.rule.StrategyType;

/**
 * A cache as the manager, monitoring and rules use it, from its creation to its end. It owns the
 * parts that {@link CacheAssembly} created, and closes them. The application uses {@link
 * CacheFacade}.
 */
final class ManagedCache<K, V> implements RuleTarget, MonitoredCache {
  private static final Logger LOGGER = System.getLogger(ManagedCache.class.getName());

  private final CacheFacade<K, V> facade;
  private final Manager manager;
  private final String name;
  private final UnoConfiguration<K, V> configuration;
  private final Statistics statistics;
  private final ArgumentChecks<K, V> checks;
  private final RegionRules rules;
  private final CacheParts<K, V> parts;
  private final StoreRef<K> store;
  private final Expiry expiry;
  private final Executor executor;
  private final Levels<K> levels;
  private final Customizations customizations;
  private final Operations<K, V> operations;
  private final Invalidator<K, V> invalidator;
  private final Region<K, V> region;
  private final MBeans mbeans;

  /**
   * Whether no entry can expire: the cache started empty, its policy is eternal, no entry has a
   * lifetime of its own, and no rule limits lifetimes.
   */
  private volatile boolean isEternal;

  private @Nullable Sweeper sweeper;
  private volatile boolean closed;

  /**
   * Creates an open cache.
   *
   * @param facade what the application uses, and what creates this
   * @param configuration complete, and this cache's own from now on
   * @throws RuntimeException from a factory in the configuration; what was created is closed
   */
  ManagedCache(
      CacheFacade<K, V> facade,
      Manager manager,
      String name,
      UnoConfiguration<K, V> configuration,
      Levels.Factories stores) {
    this.facade = facade;
    this.manager = manager;
    this.name = name;
    this.configuration = configuration;
    this.statistics = new Statistics(configuration.getMaximumSize().orElse(0));
    this.mbeans = new MBeans(manager.getURI(), name);
    this.checks =
        new ArgumentChecks<>(name, configuration.getKeyType(), configuration.getValueType());
    this.rules = manager.rules().rulesOf(this);
    CacheAssembly<K, V> made =
        new CacheAssembly<>(this, manager, configuration, stores, rules, checks, statistics);
    try {
      this.parts = made.parts();
      this.executor = made.executor();
      this.customizations = made.customizations();
      this.levels = made.levels();
      this.store = parts.store();
      this.expiry = parts.expiry();
      this.isEternal = made.startsEternal();
      this.operations = new Operations<>(parts);
      this.invalidator = operations.invalidator();
      this.region =
          new Region<>(
              this, configuration, expiry, made.policy(), store.kept(), invalidator, executor);
      this.sweeper = isEternal ? null : Sweeper.start(this, executor);
    } catch (RuntimeException | Error e) {
      made.abandon();
      throw e;
    }
  }

  // ---- its parts

  CacheFacade<K, V> facade() {
    return facade;
  }

  Manager manager() {
    return manager;
  }

  CacheParts<K, V> parts() {
    return parts;
  }

  Operations<K, V> operations() {
    return operations;
  }

  ArgumentChecks<K, V> checks() {
    return checks;
  }

  /** Returns the executor for asynchronous work of the cache. */
  Executor executor() {
    return executor;
  }

  @Override
  public String getName() {
    return name;
  }

  /** Returns a copy of the configuration as it is now. */
  UnoConfiguration<K, V> getConfiguration() {
    synchronized (configuration) {
      return UnoConfiguration.from(configuration);
    }
  }

  // ---- rules

  @Override
  public StrategyType strategy() {
    return region.strategy();
  }

  @Override
  public RegionRules rules() {
    return rules;
  }

  @Override
  public long invalidate(
      Collection<Glob> patterns,
      Predicate<String> matches,
      @Nullable Object except,
      Consumer<Object> gone) {
    if (closed) {
      return 0;
    }
    List<K> literalKeys = new ArrayList<>(); // keys that are known without a scan
    for (Glob pattern : patterns) {
      literalKeysOf(pattern).stream().filter(key -> !key.equals(except)).forEach(literalKeys::add);
    }
    if (patterns.stream().allMatch(this::isFullyLiteral)) {
      return invalidator.invalidateByRule(literalKeys, gone);
    }
    boolean exact = except == null || !matches.test(Keys.text(except));
    boolean areLiteral = patterns.stream().allMatch(Glob::isLiteral);
    return invalidator.invalidateByRule(
        exact ? patterns.stream().map(Glob::toString).toList() : List.of(),
        key -> matches.test(Keys.text(key)) && !key.equals(except),
        areLiteral ? literalKeys : List.of(),
        gone);
  }

  @Override
  public void limitLives(ToLongBiFunction<String, Long> limit) {
    unlessClosed(
        () -> invalidator.limitLives(key -> limit.applyAsLong(Keys.text(key), expiry.now())));
  }

  /** From now on entries may expire, even if the expiry policy is eternal. */
  @Override
  public void expectDeadlines() {
    if (isEternal) {
      isEternal = false;
      synchronized (mbeans) {
        if (sweeper == null && !closed) {
          sweeper = Sweeper.start(this, executor);
        }
      }
    }
  }

  /** Removes the entries whose keys match, and returns how many. */
  long invalidateMatching(String pattern) {
    Glob keys = Glob.of(pattern);
    List<K> literalKeys = literalKeysOf(keys);
    if (isFullyLiteral(keys)) {
      return operations.invalidateAll(literalKeys);
    }
    return invalidator.invalidate(
        List.of(pattern), key -> keys.matches(Keys.text(key)), literalKeys);
  }

  /** Returns whether {@link #literalKeysOf} returns all keys that a pattern can match. */
  private boolean isFullyLiteral(Glob keys) {
    return keys.isLiteral() && LiteralKeys.areAllKnown(configuration.getKeyType());
  }

  /** Returns the keys of simple types that a pattern without wildcards matches. */
  @SuppressWarnings("unchecked") // they are of the type of keys
  private List<K> literalKeysOf(Glob keys) {
    return keys.isLiteral()
        ? (List<K>) LiteralKeys.of(keys.prefix(), configuration.getKeyType())
        : List.of();
  }

  // ---- listeners

  void registerListener(CacheEntryListenerConfiguration<K, V> listener) {
    synchronized (configuration) {
      configuration.addCacheEntryListenerConfiguration(listener); // throws if it is there already
    }
    try {
      parts.listeners().add(listener);
    } catch (RuntimeException e) {
      synchronized (configuration) {
        configuration.removeCacheEntryListenerConfiguration(listener);
      }
      throw e;
    }
  }

  void deregisterListener(CacheEntryListenerConfiguration<K, V> listener) {
    synchronized (configuration) {
      configuration.removeCacheEntryListenerConfiguration(
          requireNonNull(listener, "listener configuration"));
    }
    parts.listeners().remove(listener);
  }

  // ---- management

  @Override
  public String provider() {
    return region.provider();
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  /** Returns the providers of the levels that hold an entry, if the far store does. */
  List<String> levelsWith(K key) {
    return levels.holding(key);
  }

  @Override
  public ReadProfile profile() {
    synchronized (configuration) {
      return statistics.profile(configuration.getMaximumSize().orElse(0));
    }
  }

  @Override
  public List<LevelSummary> levels() {
    return levels.summaries();
  }

  /** Returns the names of all providers that keep entries of the cache. */
  List<String> providers() {
    return levels.providers();
  }

  /** Enables or disables each near cache, by its provider. */
  void setNearOn(Predicate<String> isEnabled) {
    levels.setNearOn(isEnabled);
  }

  private static Map<String, Object> storeDetails(UnoCache<?, ?> cache) {
    return ((CacheFacade<?, ?>) cache).managed().store.kept().details();
  }

  /** Returns the settings that can change while the cache is in use. */
  Region<K, V> region() {
    return region;
  }

  /** Uses this store from now on. */
  void use(Store<K, Object> other) {
    store.use(other);
  }

  /** Runs a background task over all entries, and logs its failure. */
  void unlessClosed(Runnable task) {
    try {
      if (!closed) {
        task.run();
      }
    } catch (RuntimeException e) { // usually from a listener: the task has reached all entries
      LOGGER.log(Level.WARNING, this + ": a failure while lifetimes were shortened", e);
    }
  }

  void setStatisticsEnabled(boolean enabled) {
    requireOpen();
    statistics.setJCacheEnabled(enabled);
    synchronized (configuration) {
      configuration.setStatisticsEnabled(enabled);
    }
    setRegistered(MBeans.BeanType.STATISTICS, enabled, new StatisticsBean(statistics));
  }

  void setManagementEnabled(boolean enabled) {
    requireOpen();
    synchronized (configuration) {
      configuration.setManagementEnabled(enabled);
    }
    setRegistered(
        MBeans.BeanType.CONFIGURATION,
        enabled,
        new ConfigurationBean(configuration, statistics::isJCacheEnabled));
    setRegistered(
        MBeans.BeanType.REGION,
        enabled,
        new RegionBean(facade, statistics, ManagedCache::storeDetails));
  }

  private void setRegistered(MBeans.BeanType type, boolean enabled, Object bean) {
    synchronized (mbeans) {
      if (!enabled) {
        mbeans.unregister(type);
      } else if (!closed) { // otherwise it would stay registered
        mbeans.register(type, bean);
      }
    }
  }

  /** Returns how often the store has failed, as {@link Store#failures} counts. */
  long storeFailures() {
    return store.kept().failures();
  }

  /** Removes expired entries, and returns how many there were. */
  long sweep() {
    var expired = new LongAdder();
    var failures = new Failures();
    store
        .current()
        .sweep(
            key -> {
              failures.run(() -> invalidator.expire(key)); // from a listener: the entry is removed
              expired.increment();
            });
    try {
      failures.throwIfAny();
    } catch (RuntimeException e) {
      LOGGER.log(
          Level.WARNING,
          "Cache '" + name + "': could not notify all listeners of expired entries",
          e);
    }
    return expired.sum();
  }

  // ---- the end

  void close() {
    close(Store::close);
  }

  /** Closes the cache, and deletes its entries. */
  void destroy() {
    if (!closed) {
      Failures failures = new Failures();
      failures.run(invalidator::clear); // also stops loads in progress from storing
      failures.run(() -> close(Store::destroy)); // even if its store fails
      failures.throwIfAny();
    }
  }

  private void close(Consumer<Store<K, Object>> end) {
    synchronized (mbeans) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Failures failures = new Failures(); // if something fails, the rest is still closed
    failures.run(() -> manager.forget(this));
    if (sweeper != null) {
      failures.run(sweeper::stop);
    }
    failures.run(mbeans::unregisterAll);
    failures.run(parts.listeners()::close);
    failures.run(customizations::close);
    failures.run(() -> end.accept(store.kept()));
    failures.run(manager.configuration()::changed); // last: a listener may create the cache again
    failures.throwIfAny();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Cache '" + name + "' is closed; ask its manager for a new one");
    }
  }

  @Override
  public String toString() {
    return "Cache '" + name + "'" + (closed ? " (closed)" : "");
  }
}
