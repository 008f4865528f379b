/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import uno.jcache.Codec;
import uno.jcache.UnoConfiguration;
import uno.jcache.internal.concurrent.BackgroundExecutor;
import uno.jcache.internal.config.ManagerConfiguration;
import uno.jcache.internal.engine.CacheParts;
import uno.jcache.internal.engine.event.Listeners;
import uno.jcache.internal.engine.integration.LoaderGuard;
import uno.jcache.internal.engine.integration.WriteThrough;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.internal.rule.RegionRules;
import uno.jcache.internal.store.EntryCodec;
import uno.jcache.internal.store.StoreRef;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.internal.value.codec.KeyCodec;
import uno.jcache.internal.value.codec.ValueCodec;
import uno.jcache.internal.value.copy.Copies;
import uno.jcache.internal.value.copy.ImmutableTypes;
import uno.jcache.internal.value.copy.StoredBytes;
import uno.jcache.internal.value.copy.StoredForm;

/** Creates the parts of a cache from its configuration, and puts them together. */
final class CacheAssembly<K, V> {
  private final ManagedCache<K, V> cache;
  private final String name;
  private final Manager manager;
  private final UnoConfiguration<K, V> configuration;
  private final RegionRules rules;
  private final Statistics statistics;
  private final Executor executor;
  private final Customizations customizations;
  private final StoredForm<K, V> values;
  private final Listeners<K, V> listeners;
  private final ExpiryPolicy policy;
  private final Expiry expiry;
  private final boolean keepsBytes;
  private final ImmutableTypes immutableTypes;
  private final Levels<K> levels;
  private final CacheParts<K, V> parts;

  /**
   * Creates the parts.
   *
   * @param configuration complete
   * @throws RuntimeException from a factory in the configuration; what was created is closed
   */
  CacheAssembly(
      ManagedCache<K, V> cache,
      Manager manager,
      UnoConfiguration<K, V> configuration,
      Levels.Factories stores,
      RegionRules rules,
      ArgumentChecks<K, V> checks,
      Statistics statistics) {
    this.cache = cache;
    this.name = cache.getName();
    this.manager = manager;
    this.configuration = configuration;
    this.rules = rules;
    this.statistics = statistics;
    this.executor = configuration.getExecutor().orElseGet(ForkJoinPool::commonPool);
    this.keepsBytes = stores.keepBytes();
    this.immutableTypes =
        new ImmutableTypes(manager.getClassLoader(), configuration.getImmutableClasses());
    StoredBytes<K, V> bytes = keepsBytes ? storedBytes() : null;
    Copies<K> keys =
        (bytes == null || !configuration.isStoreByValue() || configuration.getCopier().isPresent())
            ? copies()
            : bytes.keys();
    this.values =
        new StoredForm<>(
            name,
            (bytes == null) ? copies() : bytes.values(),
            configuration.getWeigher().orElse(null),
            configuration.isMetadataRecorded());
    this.customizations = new Customizations(name, manager.uses());
    this.listeners =
        new Listeners<>(
            cache.facade(), keys, values, executor, customizations::begin, customizations::end);
    try {
      this.policy = customizations.make("ExpiryPolicy", configuration.getExpiryPolicyFactory());
      this.expiry = expiry(stores.isShared());
      CacheLoader<K, V> loader = loader();
      WriteThrough<K, V> writeThrough = new WriteThrough<>(name, writer(), statistics::countError);
      configuration.getCacheEntryListenerConfigurations().forEach(listeners::add);
      this.levels =
          new Levels<>(
              stores,
              configuration.getProvider().orElseThrow(), // it is complete
              spec((bytes == null) ? new HeapCodec<>() : bytes),
              keys::copy,
              statistics);
      this.parts =
          new CacheParts<>(
              name,
              new StoreRef<>(levels.store()),
              expiry,
              keys,
              values,
              statistics,
              listeners,
              writeThrough,
              loader,
              configuration.isReadThrough(),
              configuration.getLoadLease().orElse(Duration.ZERO),
              rules,
              checks::requireValue);
    } catch (RuntimeException | Error e) {
      abandon();
      throw e;
    }
  }

  /** Closes the objects that the configuration's factories created. */
  void abandon() {
    listeners.close();
    customizations.close();
  }

  CacheParts<K, V> parts() {
    return parts;
  }

  /** Returns the executor for asynchronous work of the cache. */
  Executor executor() {
    return executor;
  }

  /** Returns the objects that the configuration's factories created. */
  Customizations customizations() {
    return customizations;
  }

  Levels<K> levels() {
    return levels;
  }

  /** Returns the policy from which the expiry was created. */
  ExpiryPolicy policy() {
    return policy;
  }

  /**
   * Returns whether no entry can expire: the policy is eternal, and all entries are in the heap, so
   * there are none of an earlier process.
   */
  boolean startsEternal() {
    return expiry.isEternal() && !keepsBytes;
  }

  private Expiry expiry(boolean isShared) {
    InstantSource ticker = configuration.getTicker().orElse(null);
    if (!keepsBytes) {
      return Expiry.inHeap(name, policy, ticker);
    }
    return isShared ? Expiry.of(name, policy, ticker) : Expiry.ofOneProcess(name, policy, ticker);
  }

  private @Nullable CacheLoader<K, V> loader() {
    Factory<CacheLoader<K, V>> factory = configuration.getCacheLoaderFactory();
    return (factory == null) ? null : guarded(customizations.make("CacheLoader", factory));
  }

  private CacheLoader<K, V> guarded(CacheLoader<K, V> loader) {
    return new LoaderGuard<>(
        loader,
        new LoaderGuard.Use() {
          @Override
          public void begin() {
            cache.requireOpen();
            if (!customizations.beginCall(loader)) {
              cache.requireOpen(); // it was closed just now
            }
          }

          @Override
          public void end() {
            customizations.endCall(loader);
          }
        });
  }

  private <T> Copies<T> copies() {
    return configuration.isStoreByValue()
        ? Copies.byValue(
            name, configuration.getCopier().orElse(null), manager.getClassLoader(), immutableTypes)
        : Copies.byReference();
  }

  private StoredBytes<K, V> storedBytes() {
    if (configuration.getWeigher().isPresent()) {
      throw new IllegalArgumentException(
          "Cache '"
              + name
              + "' has a maximumWeight, and its provider '"
              + configuration.getProvider().orElse("")
              + "' stores bytes, which cannot be weighed; use maximumSize or maximumBytes");
    }
    Class<K> keyType = configuration.getKeyType();
    Class<V> valueType = configuration.getValueType();
    ClassAllowList allowed =
        new ClassAllowList(
            manager.getClassLoader(), configuration.getAllowedClasses(), keyType, valueType);
    ValueCodec valueCodec =
        new ValueCodec(
            name,
            configuration.getCodec().orElseGet(Codec::serialization),
            allowed,
            valueType,
            configuration.getCompressAbove().orElse(Long.MAX_VALUE));
    return new StoredBytes<>(
        new KeyCodec(name, allowed),
        valueCodec,
        keyType,
        immutableTypes,
        !configuration.isStoreByValue());
  }

  @SuppressWarnings("unchecked") // a writer of supertypes writes our types
  private @Nullable CacheWriter<K, V> writer() {
    Factory<CacheWriter<? super K, ? super V>> factory = configuration.getCacheWriterFactory();
    if (factory == null) {
      return null;
    }
    CacheWriter<? super K, ? super V> writer = customizations.make("CacheWriter", factory);
    return configuration.isWriteThrough() ? (CacheWriter<K, V>) writer : null;
  }

  private StoreSpec<K, Object> spec(EntryCodec<K, Object> codec) {
    boolean weighed = configuration.getWeigher().isPresent();
    return new StoreSpec<>(
        name,
        manager.owner(),
        manager.configuration().keyHash(),
        expiry,
        (weighed ? configuration.getMaximumWeight() : configuration.getMaximumSize()).orElseThrow(),
        configuration.getMaximumBytes(),
        weighed ? (key, stored) -> values.weightOf(stored) : null,
        new BackgroundExecutor(executor),
        new StoreEvents(name, statistics),
        codec,
        rules,
        ManagerConfiguration.isUpdateTimestamps(name)
            ? () -> false // a change that is lost would make stale results of queries current
            : () -> manager.configuration().isFallingBack());
  }
}
