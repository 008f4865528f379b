/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.time.Duration;
import java.util.List;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import uno.jcache.CacheLevel;
import uno.jcache.Codec;
import uno.jcache.rule.StrategyType;

/** The keys of a region. The reference in {@code docs} is generated from these. */
final class RegionKeys {
  static final Key<String> PROVIDER =
      new Key<>(
          "provider",
          SettingType.NAME,
          "memory",
          "Which provider keeps the entries: the name of one under `providers`, or a type.");

  static final Key<List<CacheLevel>> NEAR =
      new Key<>(
          "near",
          SettingType.LEVELS,
          "none",
          "Levels in front of the provider, the nearest first; see below. An empty list is none.");

  static final Key<Duration> TTL =
      new Key<>("ttl", SettingType.TIME_TO_LIVE, "eternal", "How long an entry lives.");

  static final Key<ExpiryKind> EXPIRY =
      new Key<>(
          "expiry",
          SettingType.oneOf(ExpiryKind.class),
          "modified",
          "From when on the `ttl` counts: from the creation of an entry, from its last change, from"
              + " its last access (a change does not count), or from whichever of these came last"
              + " (`touched`).");

  static final Key<Long> MAX_SIZE =
      new Key<>(
          "max-size", SettingType.COUNT, "10000", "How many entries the region holds at most.");

  static final Key<Long> MAX_BYTES =
      new Key<>(
          "max-bytes",
          SettingType.BYTES,
          "the provider's own",
          "How many bytes the entries may take in a store outside the heap.");

  static final Key<StrategyType> INVALIDATION_STRATEGY =
      new Key<>(
          "invalidation-strategy",
          SettingType.oneOf(StrategyType.class),
          "composite",
          "Which kind of rules the region follows; `composite` is all.");

  static final Key<Boolean> STORE_BY_VALUE =
      new Key<>(
          "store-by-value",
          SettingType.BOOLEAN,
          "true",
          "Whether keys and values are copied on their way in and out.");

  static final Key<Class<?>> KEY_TYPE =
      new Key<>(
          "key-type",
          SettingType.anyClass(),
          "java.lang.Object",
          "The class of the keys; the region takes no others.");

  static final Key<Class<?>> VALUE_TYPE =
      new Key<>(
          "value-type",
          SettingType.anyClass(),
          "java.lang.Object",
          "The class of the values; the region takes no others.");

  static final Key<Codec> CODEC =
      new Key<>(
          "codec",
          SettingType.CODEC,
          "serialization",
          "What encodes values for a store outside the heap. `json` needs Jackson on the class"
              + " path.");

  static final Key<List<String>> ALLOWED_CLASSES =
      new Key<>(
          "allowed-classes",
          SettingType.CLASSES,
          "none",
          "Which classes may be read from a store outside the heap, beside `key-type`,"
              + " `value-type`, the types of their fields, plain types of the JDK, and those that"
              + " this cache has put there itself. `*` stands for packages below, too.");

  static final Key<Long> COMPRESS_ABOVE =
      new Key<>(
          "compress-above",
          SettingType.BYTES,
          "never",
          "From which size on values are compressed in a store outside the heap.");

  static final Key<Duration> LOAD_LEASE =
      new Key<>(
          "load-lease",
          SettingType.DURATION,
          "none",
          "For how long a load waits while another process, which shares the entries, loads the same"
              + " key. Without it both load.");

  static final Key<Boolean> STATISTICS =
      new Key<>(
          "statistics", SettingType.BOOLEAN, "false", "Whether the region counts what it does.");

  static final Key<Boolean> METADATA =
      new Key<>(
          "metadata",
          SettingType.BOOLEAN,
          "false",
          "Whether the region records when entries were created and last read, and their version,"
              + " for `UnoCache.metadata(key)`.");

  static final Key<Boolean> MANAGEMENT =
      new Key<>(
          "management",
          SettingType.BOOLEAN,
          "false",
          "Whether JMX shows the region and its configuration.");

  @SuppressWarnings("rawtypes") // a configured class has no type arguments
  static final Key<Class<? extends CacheLoader>> LOADER =
      new Key<>(
          "loader",
          SettingType.implementationOf(CacheLoader.class),
          "none",
          "Loads what is missing. A region with a loader reads through.");

  @SuppressWarnings("rawtypes") // a configured class has no type arguments
  static final Key<Class<? extends CacheWriter>> WRITER =
      new Key<>(
          "writer",
          SettingType.implementationOf(CacheWriter.class),
          "none",
          "Writes what changes. A region with a writer writes through.");

  static final List<Key<?>> ALL =
      List.of(
          PROVIDER,
          NEAR,
          TTL,
          EXPIRY,
          MAX_SIZE,
          MAX_BYTES,
          INVALIDATION_STRATEGY,
          STORE_BY_VALUE,
          KEY_TYPE,
          VALUE_TYPE,
          CODEC,
          ALLOWED_CLASSES,
          COMPRESS_ABOVE,
          LOAD_LEASE,
          STATISTICS,
          METADATA,
          MANAGEMENT,
          LOADER,
          WRITER);

  private RegionKeys() {}
}
