/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.ToIntBiFunction;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.config.RegionSection;
import uno.jcache.internal.config.Setting;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.config.SettingsAccess;
import uno.jcache.rule.StrategyType;

/**
 * A JCache configuration with the settings that JSR-107 lacks, such as a maximum size, an executor
 * and a copier. Mutable; its setters return it, as those of {@link MutableConfiguration} do:
 *
 * <pre>{@code
 * var users = new UnoConfiguration<Long, User>()
 *     .setTypes(Long.class, User.class)
 *     .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.TEN_MINUTES))
 *     .setMaximumSize(10_000);
 * var known = UnoConfiguration.from(anyCompleteConfiguration).setMaximumSize(10_000);
 * }</pre>
 *
 * <p>A setting that is not set here has the value from the manager's configuration, or else its
 * default. A cache copies its configuration when it is created; later changes of the configuration
 * do not affect the cache. Setters throw {@link IllegalArgumentException} if a value is invalid.
 * Serializable if the values of its settings are. Not thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class UnoConfiguration<K, V> extends MutableConfiguration<K, V> {
  /** The default of {@link #setMaximumSize}. */
  public static final long DEFAULT_MAXIMUM_SIZE = 10_000;

  private static final long serialVersionUID = 1L;

  private static final Setting<Weight> WEIGHT = Setting.ofPrograms("maximum-weight");
  private static final Setting<Executor> EXECUTOR = Setting.ofPrograms("executor");
  private static final Setting<InstantSource> TICKER = Setting.ofPrograms("ticker");
  private static final Setting<Copier> COPIER = Setting.ofPrograms("copier");

  static {
    SettingsAccess.open(
        UnoConfiguration.class,
        (UnoConfiguration<?, ?> configuration) -> configuration.settings,
        (configuration, settings) -> {
          configuration.settings = settings;
          return configuration;
        });
  }

  /** The settings that {@link MutableConfiguration} lacks. */
  private Settings settings = Settings.NONE;

  /** Limits the weight of all entries. */
  private record Weight(long maximum, ToIntBiFunction<?, ?> weigher) implements Serializable {}

  /** Creates a configuration with the defaults of {@link MutableConfiguration}. */
  public UnoConfiguration() {}

  private UnoConfiguration(CompleteConfiguration<K, V> configuration) {
    super(configuration);
    if (configuration instanceof UnoConfiguration<K, V> uno) {
      settings = uno.settings;
    }
  }

  /**
   * Returns a copy of a configuration. Settings that it lacks are not set.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public static <K, V> UnoConfiguration<K, V> from(Configuration<K, V> configuration) {
    return (requireNonNull(configuration, "configuration")
            instanceof CompleteConfiguration<K, V> complete)
        ? new UnoConfiguration<>(complete)
        : new UnoConfiguration<K, V>()
            .setTypes(configuration.getKeyType(), configuration.getValueType())
            .setStoreByValue(configuration.isStoreByValue());
  }

  private <T> UnoConfiguration<K, V> set(Setting<T> setting, @Nullable T value) {
    settings = settings.with(setting, value);
    return this;
  }

  /**
   * Sets the provider that keeps the entries: the name of one in the manager's configuration, or a
   * type of provider. Default: {@code memory}.
   */
  public UnoConfiguration<K, V> setProvider(String provider) {
    return set(RegionSection.PROVIDER, requireNonNull(provider, "provider"));
  }

  /** Returns the name of the provider, if it is set. */
  public Optional<String> getProvider() {
    return settings.find(RegionSection.PROVIDER);
  }

  /**
   * Sets the near caches in front of the provider. Reads look in the near caches first, the nearest
   * first, and fill them. Writes go to the provider, and keep the near caches consistent. The
   * provider decides which entries are in the cache, and how long they live. Default: none.
   *
   * @param levels the nearest first; none to override near caches of the manager's configuration
   */
  public UnoConfiguration<K, V> setNear(CacheLevel... levels) {
    return set(RegionSection.NEAR, List.of(levels));
  }

  /** Returns the near caches, the nearest first, if they are set. */
  public Optional<List<CacheLevel>> getNear() {
    return settings.find(RegionSection.NEAR);
  }

  /**
   * Limits the number of entries to at least 1. Replaces a maximum weight. Default: {@value
   * #DEFAULT_MAXIMUM_SIZE}.
   */
  public UnoConfiguration<K, V> setMaximumSize(long maximumSize) {
    return set(RegionSection.MAX_SIZE, maximumSize).set(WEIGHT, null);
  }

  /** Returns the maximum number of entries, if it is set. */
  public OptionalLong getMaximumSize() {
    return optional(RegionSection.MAX_SIZE);
  }

  /**
   * Limits the weight of all entries together to at least 1. Replaces a maximum size.
   *
   * @param weigher returns the weight of an entry, at least 0. Called by many threads at the same
   *     time, before a value is written or stored; if it throws, nothing is written or stored.
   */
  public UnoConfiguration<K, V> setMaximumWeight(
      long maximumWeight, ToIntBiFunction<? super K, ? super V> weigher) {
    requireNonNull(weigher, "weigher");
    RegionSection.MAX_SIZE.check(maximumWeight);
    return set(WEIGHT, new Weight(maximumWeight, weigher)).set(RegionSection.MAX_SIZE, null);
  }

  /** Returns the maximum weight of all entries together, if it is set. */
  public OptionalLong getMaximumWeight() {
    Weight weight = settings.get(WEIGHT);
    return (weight == null) ? OptionalLong.empty() : OptionalLong.of(weight.maximum());
  }

  /** Returns the weigher, if the weight of the entries is limited, and not their number. */
  @SuppressWarnings("unchecked") // only setMaximumWeight sets it
  public Optional<ToIntBiFunction<? super K, ? super V>> getWeigher() {
    return settings
        .find(WEIGHT)
        .map(weight -> (ToIntBiFunction<? super K, ? super V>) weight.weigher());
  }

  /**
   * Sets the executor of asynchronous work: {@code loadAll}, asynchronous listeners, eviction, the
   * removal of expired entries. The application shuts it down, after the cache is closed. Default:
   * {@link java.util.concurrent.ForkJoinPool#commonPool}.
   */
  public UnoConfiguration<K, V> setExecutor(Executor executor) {
    return set(EXECUTOR, requireNonNull(executor, "executor"));
  }

  /** Returns the executor, if it is set. */
  public Optional<Executor> getExecutor() {
    return settings.find(EXECUTOR);
  }

  /**
   * Sets the clock by which entries expire; in tests, one that the test moves. Default: the
   * system's clock. Caches in the heap read it once and then add the elapsed time, so that entries
   * do not live longer if the clock is set back.
   */
  public UnoConfiguration<K, V> setTicker(InstantSource ticker) {
    return set(TICKER, requireNonNull(ticker, "ticker"));
  }

  /** Returns the clock, if it is set. */
  public Optional<InstantSource> getTicker() {
    return settings.find(TICKER);
  }

  /** Sets the copier of keys and values, if the cache stores by value. Default: serialization. */
  public UnoConfiguration<K, V> setCopier(Copier copier) {
    return set(COPIER, requireNonNull(copier, "copier"));
  }

  /** Returns the copier of keys and values, if it is set. */
  public Optional<Copier> getCopier() {
    return settings.find(COPIER);
  }

  /**
   * Sets the codec of values, if the store keeps bytes; other caches do not use it. The codec then
   * also copies values, and a copier is used for keys only. Default: {@link Codec#serialization}.
   */
  public UnoConfiguration<K, V> setCodec(Codec codec) {
    return set(RegionSection.CODEC, requireNonNull(codec, "codec"));
  }

  /** Returns the codec of values, if it is set. */
  public Optional<Codec> getCodec() {
    return settings.find(RegionSection.CODEC);
  }

  /**
   * Sets further classes that may be decoded, besides those of {@link AllowedClasses}, if the store
   * keeps bytes. Entries of other classes that were put before a restart, or by another process,
   * read as absent; they stay for processes that may decode them.
   *
   * @param patterns full names of classes, or patterns that begin with a package, such as {@code
   *     com.example.*}, where {@code *} includes the packages below
   */
  public UnoConfiguration<K, V> setAllowedClasses(String... patterns) {
    return set(RegionSection.ALLOWED_CLASSES, (patterns.length == 0) ? null : List.of(patterns));
  }

  /** Returns the classes that may be decoded, besides those of {@link AllowedClasses}. */
  public List<String> getAllowedClasses() {
    return settings.find(RegionSection.ALLOWED_CLASSES).orElse(List.of());
  }

  /**
   * Sets classes whose objects never change, so that a cache that stores by value need not copy
   * them. It finds out by itself that an object is immutable if all its fields are final, and refer
   * to such objects in turn, as is the case with most records; and a class with an annotation of
   * the name {@code Immutable} counts as declared. Do not declare a class whose objects do change:
   * callers would see each other's changes.
   *
   * @param patterns full names of classes, or patterns that begin with a package, such as {@code
   *     com.example.*}, where {@code *} includes the packages below
   */
  public UnoConfiguration<K, V> setImmutableClasses(String... patterns) {
    return set(RegionSection.IMMUTABLE_CLASSES, (patterns.length == 0) ? null : List.of(patterns));
  }

  /** Returns the classes that are declared as immutable. */
  public List<String> getImmutableClasses() {
    return settings.find(RegionSection.IMMUTABLE_CLASSES).orElse(List.of());
  }

  /**
   * Compresses values whose encoded form is larger than this, in bytes, if the store keeps bytes.
   * Default: no compression.
   */
  public UnoConfiguration<K, V> setCompressAbove(long bytes) {
    return set(RegionSection.COMPRESS_ABOVE, bytes);
  }

  /** Returns the encoded size in bytes above which values are compressed, if it is set. */
  public OptionalLong getCompressAbove() {
    return optional(RegionSection.COMPRESS_ABOVE);
  }

  /**
   * Lets processes that share the entries load each missing entry once: a load waits while another
   * process loads the same key, up to this time (to the millisecond), and then loads it as well.
   * Default: processes load at the same time. Within a process, each entry is loaded once.
   */
  public UnoConfiguration<K, V> setLoadLease(Duration lease) {
    return set(RegionSection.LOAD_LEASE, lease);
  }

  /** Returns how long a load waits for that of another process, if it is set. */
  public Optional<Duration> getLoadLease() {
    return settings.find(RegionSection.LOAD_LEASE);
  }

  /**
   * Limits the bytes of the entries in a store outside the heap, in addition to their number.
   * Default: the limit of the provider, if it has one.
   */
  public UnoConfiguration<K, V> setMaximumBytes(long bytes) {
    return set(RegionSection.MAX_BYTES, bytes);
  }

  /** Returns the maximum bytes of the entries in a store outside the heap, if it is set. */
  public OptionalLong getMaximumBytes() {
    return optional(RegionSection.MAX_BYTES);
  }

  /**
   * Sets which kind of invalidation rules the cache follows. Default: all, which is {@link
   * StrategyType#COMPOSITE}.
   */
  public UnoConfiguration<K, V> setFollowedRules(StrategyType strategy) {
    return set(RegionSection.FOLLOWED_RULES, requireNonNull(strategy, "strategy"));
  }

  /** Returns which kind of invalidation rules the cache follows, if it is set. */
  public Optional<StrategyType> getFollowedRules() {
    return settings.find(RegionSection.FOLLOWED_RULES);
  }

  /**
   * Records when entries were created and last read, and their version, for {@link
   * UnoCache#metadata}. Costs an object per entry, and a write to it on each read. Default: no.
   */
  public UnoConfiguration<K, V> setMetadataRecorded(boolean record) {
    return set(RegionSection.METADATA, record ? true : null);
  }

  /** Returns whether the cache records when entries were created and last read. */
  public boolean isMetadataRecorded() {
    return settings.value(RegionSection.METADATA);
  }

  @Override
  public UnoConfiguration<K, V> setTypes(Class<K> keyType, Class<V> valueType) {
    super.setTypes(keyType, valueType);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> addCacheEntryListenerConfiguration(
      CacheEntryListenerConfiguration<K, V> configuration) {
    super.addCacheEntryListenerConfiguration(configuration);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> removeCacheEntryListenerConfiguration(
      CacheEntryListenerConfiguration<K, V> configuration) {
    super.removeCacheEntryListenerConfiguration(configuration);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setCacheLoaderFactory(
      Factory<? extends CacheLoader<K, V>> factory) {
    super.setCacheLoaderFactory(factory);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setCacheWriterFactory(
      Factory<? extends CacheWriter<? super K, ? super V>> factory) {
    super.setCacheWriterFactory(factory);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setExpiryPolicyFactory(Factory<? extends ExpiryPolicy> factory) {
    super.setExpiryPolicyFactory(factory);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setReadThrough(boolean isReadThrough) {
    super.setReadThrough(isReadThrough);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setWriteThrough(boolean isWriteThrough) {
    super.setWriteThrough(isWriteThrough);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setStoreByValue(boolean isStoreByValue) {
    super.setStoreByValue(isStoreByValue);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setStatisticsEnabled(boolean enabled) {
    super.setStatisticsEnabled(enabled);
    return this;
  }

  @Override
  public UnoConfiguration<K, V> setManagementEnabled(boolean enabled) {
    super.setManagementEnabled(enabled);
    return this;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return super.equals(object)
        && object instanceof UnoConfiguration<?, ?> other
        && isManagementEnabled() == other.isManagementEnabled()
        && settings.equals(other.settings);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + settings.hashCode();
  }

  @Override
  public String toString() {
    return "UnoConfiguration" + settings;
  }

  private OptionalLong optional(Setting<Long> setting) {
    Long value = settings.get(setting);
    return (value == null) ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
