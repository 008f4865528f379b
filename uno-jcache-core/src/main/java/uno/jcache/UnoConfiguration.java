/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.rule.StrategyType;

/**
 * A JCache configuration with what the standard lacks: a bound, an executor, a time source and a
 * copier. Chains as {@link MutableConfiguration} does:
 *
 * <pre>{@code
 * var users = new UnoConfiguration<Long, User>()
 *     .setTypes(Long.class, User.class)
 *     .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.TEN_MINUTES))
 *     .maximumSize(10_000);
 * var known = UnoConfiguration.from(anyCompleteConfiguration).maximumSize(10_000);
 * }</pre>
 *
 * <p>A cache copies its configuration when it is created; changing this one afterwards changes no
 * cache. Serializable where what was set in it is. Not safe for use by several threads while it is
 * changed.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class UnoConfiguration<K, V> extends MutableConfiguration<K, V> {
  /** How many entries a cache holds at most when neither its configuration nor its manager says. */
  public static final long DEFAULT_MAXIMUM_SIZE = 10_000;

  private static final long serialVersionUID = 1L;
  private static final long UNSET = -1;

  private @Nullable String provider;
  private @Nullable List<CacheLevel> near;
  private long maximum = UNSET;
  private @Nullable ToIntBiFunction<? super K, ? super V> weigher;
  private @Nullable Executor executor;
  private @Nullable InstantSource ticker;
  private @Nullable Copier copier;
  private @Nullable Codec codec;
  private List<String> allowedClasses = List.of();
  private long compressAbove = UNSET;
  private long maximumBytes = UNSET;
  private @Nullable Duration loadLease;
  private @Nullable StrategyType invalidationStrategy;
  private boolean metadataRecorded;

  /** Makes a configuration with the defaults of {@link MutableConfiguration}. */
  public UnoConfiguration() {}

  private UnoConfiguration(CompleteConfiguration<K, V> configuration) {
    super(configuration);
    if (configuration instanceof UnoConfiguration<K, V> uno) {
      provider = uno.provider;
      near = uno.near;
      maximum = uno.maximum;
      weigher = uno.weigher;
      executor = uno.executor;
      ticker = uno.ticker;
      copier = uno.copier;
      codec = uno.codec;
      allowedClasses = uno.allowedClasses;
      compressAbove = uno.compressAbove;
      maximumBytes = uno.maximumBytes;
      loadLease = uno.loadLease;
      invalidationStrategy = uno.invalidationStrategy;
      metadataRecorded = uno.metadataRecorded;
    }
  }

  /**
   * Returns a new configuration that says what the given one says.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public static <K, V> UnoConfiguration<K, V> from(CompleteConfiguration<K, V> configuration) {
    return new UnoConfiguration<>(requireNonNull(configuration, "configuration"));
  }

  /**
   * Returns a new configuration that says what the given one says, as far as it says anything.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public static <K, V> UnoConfiguration<K, V> from(Configuration<K, V> configuration) {
    if (configuration instanceof CompleteConfiguration<K, V> complete) {
      return from(complete);
    }
    return new UnoConfiguration<K, V>()
        .setTypes(configuration.getKeyType(), configuration.getValueType())
        .setStoreByValue(configuration.isStoreByValue());
  }

  /**
   * Sets which provider keeps the entries of the cache: one that the manager's configuration names,
   * or a type of store, such as {@code memory}. Default: what the manager's configuration says of
   * the cache, or else {@code memory}.
   */
  public UnoConfiguration<K, V> provider(String provider) {
    this.provider = requireNonNull(provider, "provider");
    return this;
  }

  /** Returns the name of the provider, or null where that was not set. */
  public @Nullable String getProvider() {
    return provider;
  }

  /**
   * Puts levels in front of the provider: reads look there first, the nearest first, and fill them;
   * writes go to the provider and keep the levels in step. The provider alone decides what is in
   * the cache, and how long it lives. Default: what the manager's configuration says of the cache,
   * or else none.
   *
   * @param levels the nearest first; none for none, whatever the manager's configuration says
   */
  public UnoConfiguration<K, V> near(CacheLevel... levels) {
    this.near = List.of(levels);
    return this;
  }

  /** Returns the levels in front of the provider, the nearest first, or null if that is not set. */
  public @Nullable List<CacheLevel> getNear() {
    return near;
  }

  /**
   * Bounds the cache by the number of its entries. Replaces a maximum weight.
   *
   * @param maximumSize how many entries the cache holds at most, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public UnoConfiguration<K, V> maximumSize(long maximumSize) {
    maximum = requirePositive("maximumSize", maximumSize);
    weigher = null;
    return this;
  }

  /** Returns how many entries the cache holds at most, where that was set. */
  public OptionalLong getMaximumSize() {
    return (weigher == null && maximum != UNSET) ? OptionalLong.of(maximum) : OptionalLong.empty();
  }

  /**
   * Bounds the cache by what its entries weigh together. Replaces a maximum size.
   *
   * @param maximumWeight what the entries of the cache weigh at most, at least 1
   * @param weigher says what an entry weighs, at least 0, in the unit of the maximum. Asked by many
   *     threads at once, before a value is written or stored; where it throws, nothing is.
   * @throws IllegalArgumentException if the maximum is less than 1
   */
  public UnoConfiguration<K, V> maximumWeight(
      long maximumWeight, ToIntBiFunction<? super K, ? super V> weigher) {
    requireNonNull(weigher, "weigher");
    maximum = requirePositive("maximumWeight", maximumWeight);
    this.weigher = weigher;
    return this;
  }

  /** Returns what the entries of the cache weigh at most, where that was set. */
  public OptionalLong getMaximumWeight() {
    return (weigher == null) ? OptionalLong.empty() : OptionalLong.of(maximum);
  }

  /** Returns what says how much an entry weighs, or null where entries are counted. */
  public @Nullable ToIntBiFunction<? super K, ? super V> getWeigher() {
    return weigher;
  }

  /**
   * Sets what runs asynchronous work: {@code loadAll}, asynchronous listeners, eviction, the
   * removal of expired entries. The application shuts it down, after the cache is closed. Default:
   * {@link java.util.concurrent.ForkJoinPool#commonPool}.
   */
  public UnoConfiguration<K, V> executor(Executor executor) {
    this.executor = requireNonNull(executor, "executor");
    return this;
  }

  /** Returns what runs asynchronous work, or null for the default. */
  public @Nullable Executor getExecutor() {
    return executor;
  }

  /**
   * Sets what tells the time by which entries expire; in tests, a clock that the test moves.
   * Default: the system's clock; for caches in the heap, as it was when the first was made, and
   * what has passed since: so that entries do not live longer when it is set back.
   */
  public UnoConfiguration<K, V> ticker(InstantSource ticker) {
    this.ticker = requireNonNull(ticker, "ticker");
    return this;
  }

  /** Returns what tells the time, or null for the system's clock. */
  public @Nullable InstantSource getTicker() {
    return ticker;
  }

  /** Sets what copies keys and values where the cache stores by value. Default: serialization. */
  public UnoConfiguration<K, V> copier(Copier copier) {
    this.copier = requireNonNull(copier, "copier");
    return this;
  }

  /** Returns what copies keys and values, or null for serialization. */
  public @Nullable Copier getCopier() {
    return copier;
  }

  /**
   * Sets what encodes values where the store of the cache keeps bytes; other caches have no use for
   * it. Then it makes the copies of values, too, and a copier only those of keys. Default: what the
   * manager's configuration says of the cache, or else {@link Codec#serialization}.
   */
  public UnoConfiguration<K, V> codec(Codec codec) {
    this.codec = requireNonNull(codec, "codec");
    return this;
  }

  /** Returns what encodes values, or null where that was not set. */
  public @Nullable Codec getCodec() {
    return codec;
  }

  /**
   * Sets which classes, beside those of {@link AllowedClasses}, may be read from bytes, where the
   * store of the cache keeps such. Without them, entries of other classes that were put before a
   * restart, or by another process, are missing; they stay for those who can read them.
   *
   * @param patterns full names of classes, or patterns that begin with a package, such as {@code
   *     com.example.*}, where {@code *} stands for packages below, too
   * @throws IllegalArgumentException if one is neither
   */
  public UnoConfiguration<K, V> allowedClasses(String... patterns) {
    return allowedClasses(List.of(patterns));
  }

  /** Sets which classes may be read from bytes. */
  public UnoConfiguration<K, V> allowedClasses(List<String> patterns) {
    patterns.forEach(ClassAllowList::check);
    this.allowedClasses = List.copyOf(patterns);
    return this;
  }

  /** Returns which classes may be read from bytes, beside those that may always. */
  public List<String> getAllowedClasses() {
    return allowedClasses;
  }

  /**
   * Compresses values, where the store of the cache keeps bytes. Default: none.
   *
   * @param bytes from how many bytes on a value is compressed, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public UnoConfiguration<K, V> compressAbove(long bytes) {
    this.compressAbove = requirePositive("compressAbove", bytes);
    return this;
  }

  /** Returns from how many bytes on a value is compressed, where that was set. */
  public OptionalLong getCompressAbove() {
    return (compressAbove == UNSET) ? OptionalLong.empty() : OptionalLong.of(compressAbove);
  }

  /**
   * Lets processes that share the entries load each missing one once: whoever misses one while
   * another process loads it waits for that, for so long at most, and then loads it, too. Default:
   * they load at the same time; within a process, each is loaded once in any case.
   *
   * @param lease how long to wait, to the millisecond
   * @throws IllegalArgumentException if it is shorter than a millisecond
   */
  public UnoConfiguration<K, V> loadLease(Duration lease) {
    if (lease.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("loadLease must be at least a millisecond: " + lease);
    }
    this.loadLease = lease;
    return this;
  }

  /** Returns how long a load waits for another process's, where that was set. */
  public Optional<Duration> getLoadLease() {
    return Optional.ofNullable(loadLease);
  }

  /**
   * Bounds what the entries take in a store outside the heap, beside their number. Default: the
   * bound of the provider, if it has one.
   *
   * @param bytes how many bytes they may take, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public UnoConfiguration<K, V> maximumBytes(long bytes) {
    this.maximumBytes = requirePositive("maximumBytes", bytes);
    return this;
  }

  /**
   * Returns how many bytes the entries may take in a store outside the heap, where that was set.
   */
  public OptionalLong getMaximumBytes() {
    return (maximumBytes == UNSET) ? OptionalLong.empty() : OptionalLong.of(maximumBytes);
  }

  /**
   * Sets which kind of invalidation rules the cache follows. Default: what the manager's
   * configuration says of the cache, or else all, which is {@link StrategyType#COMPOSITE}.
   */
  public UnoConfiguration<K, V> invalidationStrategy(StrategyType strategy) {
    this.invalidationStrategy = requireNonNull(strategy, "strategy");
    return this;
  }

  /** Returns which kind of invalidation rules the cache follows, or null where that was not set. */
  public @Nullable StrategyType getInvalidationStrategy() {
    return invalidationStrategy;
  }

  /**
   * Records when entries were created and last read, and their version, for {@link
   * UnoCache#metadata}, as {@code metadata = true} does in a configuration. Costs an object for
   * each entry, and on each read a write to it. Default: no.
   */
  public UnoConfiguration<K, V> recordMetadata(boolean record) {
    this.metadataRecorded = record;
    return this;
  }

  /** Returns whether the cache records when entries were created and last read. */
  public boolean isMetadataRecorded() {
    return metadataRecorded;
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
        && Objects.equals(provider, other.provider)
        && Objects.equals(near, other.near)
        && maximum == other.maximum
        && Objects.equals(weigher, other.weigher)
        && Objects.equals(executor, other.executor)
        && Objects.equals(ticker, other.ticker)
        && Objects.equals(copier, other.copier)
        && Objects.equals(codec, other.codec)
        && allowedClasses.equals(other.allowedClasses)
        && compressAbove == other.compressAbove
        && maximumBytes == other.maximumBytes
        && Objects.equals(loadLease, other.loadLease)
        && invalidationStrategy == other.invalidationStrategy
        && metadataRecorded == other.metadataRecorded;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Long.hashCode(maximum);
  }

  private static long requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name
              + " is "
              + value
              + "; it must be at least 1. To cache nothing, let entries expire at once.");
    }
    return value;
  }
}
