/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import uno.jcache.CacheLevel;
import uno.jcache.CheckReturnValue;
import uno.jcache.internal.config.RegionSection;
import uno.jcache.internal.config.Setting;
import uno.jcache.internal.config.Settings;
import uno.jcache.internal.config.SettingsAccess;
import uno.jcache.rule.StrategyType;

/**
 * The settings of a region to create or to change. A setting that is not set stays as it is; in a
 * new region, it has the value from the manager's configuration. Setters throw {@link
 * IllegalArgumentException} if a value is invalid. Immutable:
 *
 * <pre>{@code
 * RegionSettings.of().withTimeToLive(Duration.ofMinutes(10)).withMaximumSize(10_000)
 * }</pre>
 */
@CheckReturnValue
public final class RegionSettings {
  static {
    SettingsAccess.open(
        RegionSettings.class,
        (RegionSettings region) -> region.settings,
        (region, settings) -> new RegionSettings(settings));
  }

  private static final RegionSettings NONE = new RegionSettings(Settings.NONE);

  private final Settings settings;

  private RegionSettings(Settings settings) {
    this.settings = settings;
  }

  /** Returns settings of which none is set. */
  public static RegionSettings of() {
    return NONE;
  }

  private <T> RegionSettings with(Setting<T> setting, T value) {
    return new RegionSettings(settings.with(setting, value));
  }

  /** Returns the provider that keeps the entries, if it is set. */
  public Optional<String> provider() {
    return settings.find(RegionSection.PROVIDER);
  }

  /** Sets the provider that keeps the entries; for new regions only. */
  public RegionSettings withProvider(String name) {
    return with(RegionSection.PROVIDER, requireNonNull(name, "name"));
  }

  /** Returns the near caches, the nearest first, if they are set. */
  public Optional<List<CacheLevel>> near() {
    return settings.find(RegionSection.NEAR);
  }

  /** Sets the near caches, the nearest first; for new regions only. */
  public RegionSettings withNear(List<CacheLevel> levels) {
    return with(RegionSection.NEAR, List.copyOf(levels));
  }

  /** Returns the time to live of entries, if it is set and they expire. */
  public Optional<Duration> timeToLive() {
    return settings.find(RegionSection.TTL).filter(time -> !time.isZero());
  }

  /**
   * Sets the time to live of entries, to the millisecond. Keeps the kind of the region's expiry
   * policy (created, modified, accessed, touched). A region with eternal entries or a custom policy
   * gets the kind modified.
   *
   * @throws IllegalArgumentException if the time is less than a millisecond
   */
  public RegionSettings withTimeToLive(Duration timeToLive) {
    if (timeToLive.isZero()) {
      throw new IllegalArgumentException(
          "The time to live is zero; it must be at least 1ms. For entries that do not expire, call"
              + " withoutExpiry()");
    }
    return with(RegionSection.TTL, timeToLive);
  }

  /** Returns whether entries are set to live until they are evicted or removed. */
  public boolean isWithoutExpiry() {
    return settings.find(RegionSection.TTL).filter(Duration::isZero).isPresent();
  }

  /** Lets entries live until they are evicted or removed. */
  public RegionSettings withoutExpiry() {
    return with(RegionSection.TTL, Duration.ZERO);
  }

  /** Returns the maximum number of entries, if it is set. */
  public OptionalLong maximumSize() {
    Long maximum = settings.get(RegionSection.MAX_SIZE);
    return (maximum == null) ? OptionalLong.empty() : OptionalLong.of(maximum);
  }

  /** Sets the maximum number of entries, at least 1. */
  public RegionSettings withMaximumSize(long maximumSize) {
    return with(RegionSection.MAX_SIZE, maximumSize);
  }

  /** Returns which kind of invalidation rules the region follows, if it is set. */
  public Optional<StrategyType> followedRules() {
    return settings.find(RegionSection.FOLLOWED_RULES);
  }

  /** Sets which kind of invalidation rules the region follows. */
  public RegionSettings withFollowedRules(StrategyType strategy) {
    return with(RegionSection.FOLLOWED_RULES, requireNonNull(strategy, "strategy"));
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof RegionSettings other && settings.equals(other.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    return "RegionSettings" + settings;
  }
}
