/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import java.util.List;
import javax.cache.configuration.Factory;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import uno.jcache.CacheLevel;
import uno.jcache.Codec;
import uno.jcache.UnoConfiguration;
import uno.jcache.rule.StrategyType;

/**
 * The settings of a region. To add a setting, declare it here, and add accessors to {@link
 * UnoConfiguration}. If the setting is {@code live} or {@code fixed}, add accessors also to {@link
 * uno.jcache.region.RegionSettings}.
 *
 * <p>A setting that {@link javax.cache.configuration.MutableConfiguration} also has needs {@code
 * merged}: JSR-107 does not record whether a value was set, so each value that differs from
 * JSR-107's default counts as set.
 */
public final class RegionSection {
  public static final Setting<String> PROVIDER =
      Setting.of(
              "provider",
              SettingType.NAME,
              "memory",
              "Which provider keeps the entries: the name of one under `providers`, or a type.")
          .fixed();

  public static final Setting<List<CacheLevel>> NEAR =
      Setting.of(
              "near",
              SettingType.LEVELS,
              List.of(),
              "none",
              "Near caches in front of the provider, the nearest first; see below. An empty list is"
                  + " none.")
          .fixed();

  /** The first of the settings that can change in a region in use, because its change may fail. */
  public static final Setting<Long> MAX_SIZE =
      Setting.of(
              "max-size",
              SettingType.COUNT,
              UnoConfiguration.DEFAULT_MAXIMUM_SIZE,
              "How many entries the region holds at most.")
          .merged(
              (c, maximum, region) -> {
                if (c.getMaximumSize().isEmpty() && c.getMaximumWeight().isEmpty()) {
                  c.setMaximumSize(maximum);
                }
              })
          .live(LiveRegion::setMaximum);

  public static final Setting<Long> MAX_BYTES =
      Setting.optional(
          "max-bytes",
          SettingType.BYTES,
          "the provider's own",
          "How many bytes the entries may take in a store outside the heap.");

  public static final Setting<Duration> TTL =
      Setting.of(
              "ttl", SettingType.TIME_TO_LIVE, Duration.ZERO, "eternal", "How long an entry lives.")
          .merged(RegionSection::completeExpiry)
          .live(LiveRegion::setTimeToLive);

  public static final Setting<ExpiryKind> EXPIRY =
      Setting.of(
              "expiry",
              SettingType.oneOf(ExpiryKind.class),
              ExpiryKind.MODIFIED,
              "When the `ttl` begins: at the creation of an entry, at its last change, at its last"
                  + " access (a change does not count), or at the latest of these (`touched`).")
          .merged((configuration, kind, region) -> {}); // completeExpiry reads it

  public static final Setting<StrategyType> FOLLOWED_RULES =
      Setting.of(
              "follows-rules",
              SettingType.oneOf(StrategyType.class),
              StrategyType.COMPOSITE,
              "Which kind of rules the region follows; `composite` is all.")
          .live(LiveRegion::setStrategy);

  public static final Setting<Boolean> STORE_BY_VALUE =
      Setting.of(
              "store-by-value",
              SettingType.BOOLEAN,
              true,
              "Whether keys and values are copied on their way in and out.")
          .merged((c, on, region) -> c.setStoreByValue(c.isStoreByValue() && on));

  public static final Setting<Class<?>> KEY_TYPE =
      Setting.<Class<?>>of(
              "key-type",
              SettingType.anyClass(),
              Object.class,
              "The class of the keys; the region takes no others.")
          .merged((configuration, type, region) -> completeTypes(configuration, region));

  public static final Setting<Class<?>> VALUE_TYPE =
      Setting.<Class<?>>of(
              "value-type",
              SettingType.anyClass(),
              Object.class,
              "The class of the values; the region takes no others.")
          .merged((configuration, type, region) -> {}); // completeTypes reads it

  public static final Setting<Codec> CODEC =
      Setting.optional(
          "codec",
          SettingType.CODEC,
          "serialization",
          "What encodes values for a store outside the heap. `json` needs Jackson on the class"
              + " path.");

  public static final Setting<List<String>> ALLOWED_CLASSES =
      Setting.optional(
          "allowed-classes",
          SettingType.CLASSES,
          "none",
          "Which classes may be read from a store outside the heap, beside `key-type`,"
              + " `value-type`, the types of their fields, plain types of the JDK, and those that"
              + " this cache has put there itself. `*` includes the packages below.");

  public static final Setting<List<String>> IMMUTABLE_CLASSES =
      Setting.optional(
          "immutable-classes",
          SettingType.CLASSES,
          "none",
          "Classes whose objects never change, beside those that are proven not to, as most records"
              + " are, and those with an annotation of the name `Immutable`. They are not copied"
              + " where the cache stores by value. `*` includes the packages below.");

  public static final Setting<Long> COMPRESS_ABOVE =
      Setting.optional(
          "compress-above",
          SettingType.BYTES,
          "never",
          "Values whose encoded form is larger than this are compressed in a store outside the"
              + " heap.");

  public static final Setting<Duration> LOAD_LEASE =
      Setting.optional(
          "load-lease",
          SettingType.DURATION,
          "none",
          "How long a load waits while another process, which shares the entries, loads the same"
              + " key. Without it both load.");

  public static final Setting<Boolean> STATISTICS =
      Setting.of(
              "statistics", SettingType.BOOLEAN, false, "Whether the region counts what it does.")
          .merged((c, on, region) -> c.setStatisticsEnabled(c.isStatisticsEnabled() || on));

  public static final Setting<Boolean> METADATA =
      Setting.of(
          "metadata",
          SettingType.BOOLEAN,
          false,
          "Whether the region records when entries were created and last read, and their version,"
              + " for `UnoCache.metadata(key)`.");

  public static final Setting<Boolean> MANAGEMENT =
      Setting.of(
              "management",
              SettingType.BOOLEAN,
              false,
              "Whether JMX shows the region and its configuration.")
          .merged((c, on, region) -> c.setManagementEnabled(c.isManagementEnabled() || on));

  @SuppressWarnings({"unchecked", "rawtypes"}) // a configured class has no type arguments
  public static final Setting<Class<? extends CacheLoader>> LOADER =
      Setting.optional(
              "loader",
              SettingType.implementationOf(CacheLoader.class),
              "none",
              "Loads what is missing. A region with a loader reads through.")
          .merged(
              (c, type, region) -> {
                if (c.getCacheLoaderFactory() == null) {
                  c.setCacheLoaderFactory((Factory) new Instances<>(type)).setReadThrough(true);
                }
              });

  @SuppressWarnings({"unchecked", "rawtypes"}) // a configured class has no type arguments
  public static final Setting<Class<? extends CacheWriter>> WRITER =
      Setting.optional(
              "writer",
              SettingType.implementationOf(CacheWriter.class),
              "none",
              "Writes what changes. A region with a writer writes through.")
          .merged(
              (c, type, region) -> {
                if (c.getCacheWriterFactory() == null) {
                  c.setCacheWriterFactory((Factory) new Instances<>(type)).setWriteThrough(true);
                }
              });

  /** All settings, in the order in which the reference lists them and changes are applied. */
  public static final List<Setting<?>> ALL =
      List.of(
          PROVIDER,
          NEAR,
          MAX_SIZE,
          MAX_BYTES,
          TTL,
          EXPIRY,
          FOLLOWED_RULES,
          STORE_BY_VALUE,
          KEY_TYPE,
          VALUE_TYPE,
          CODEC,
          ALLOWED_CLASSES,
          IMMUTABLE_CLASSES,
          COMPRESS_ABOVE,
          LOAD_LEASE,
          STATISTICS,
          METADATA,
          MANAGEMENT,
          LOADER,
          WRITER);

  /** The settings that {@link uno.jcache.region.RegionSettings} has. */
  public static final List<Setting<?>> OF_REGIONS_IN_USE =
      ALL.stream().filter(setting -> setting.change() != null).toList();

  private RegionSection() {}

  private static void completeExpiry(
      UnoConfiguration<?, ?> configuration, Duration timeToLive, Settings region) {
    if (EternalExpiryPolicy.factoryOf().equals(configuration.getExpiryPolicyFactory())) {
      configuration.setExpiryPolicyFactory(region.value(EXPIRY).factory(timeToLive));
    }
    Settings withoutIt = SettingsAccess.of(configuration).with(TTL, null); // the policy has the ttl
    UnoConfiguration<?, ?> unused = SettingsAccess.with(configuration, withoutIt);
  }

  @SuppressWarnings("unchecked") // the configured class is the type
  private static <K, V> void completeTypes(UnoConfiguration<K, V> configuration, Settings region) {
    if (configuration.getKeyType() == Object.class
        && configuration.getValueType() == Object.class) {
      configuration.setTypes(
          (Class<K>) region.value(KEY_TYPE), (Class<V>) region.value(VALUE_TYPE));
    }
  }
}
