/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import uno.jcache.CacheLevel;
import uno.jcache.rule.StrategyType;

/**
 * What to set of a region. What is not said stays as it is; of a new region, it is what the
 * manager's configuration says. Immutable; chains:
 *
 * <pre>{@code
 * RegionSettings.of().timeToLive(Duration.ofMinutes(10)).maximumSize(10_000)
 * }</pre>
 *
 * @param provider which provider keeps the entries, where that is said
 * @param near the levels in front of the provider, where that is said
 * @param timeToLive how long entries live, where that is said; zero for entries that do not expire
 * @param maximumSize how many entries the region holds at most, where that is said
 * @param invalidationStrategy which kind of invalidation rules it follows, where that is said
 */
public record RegionSettings(
    Optional<String> provider,
    Optional<List<CacheLevel>> near,
    Optional<Duration> timeToLive,
    OptionalLong maximumSize,
    Optional<StrategyType> invalidationStrategy) {
  private static final RegionSettings NOTHING =
      new RegionSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RegionSettings {
    timeToLive.ifPresent(RegionSettings::requireTime);
    if (maximumSize.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "maximumSize is " + maximumSize.getAsLong() + "; it must be at least 1");
    }
  }

  private static void requireTime(Duration timeToLive) {
    if (!timeToLive.isZero() && timeToLive.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "The time to live is "
              + timeToLive
              + "; it must be at least a millisecond, or zero for entries that do not expire");
    }
  }

  /** Returns settings that say nothing. */
  public static RegionSettings of() {
    return NOTHING;
  }

  /** Sets which provider keeps the entries; for new regions only. */
  public RegionSettings provider(String name) {
    return new RegionSettings(
        Optional.of(name), near, timeToLive, maximumSize, invalidationStrategy);
  }

  /** Sets the levels in front of the provider, the nearest first; for new regions only. */
  public RegionSettings near(List<CacheLevel> levels) {
    return new RegionSettings(
        provider, Optional.of(List.copyOf(levels)), timeToLive, maximumSize, invalidationStrategy);
  }

  /**
   * Sets how long entries live, to the millisecond. From when on that counts is as it was; for a
   * region whose entries did not expire, or by a policy of the application's own, it is their last
   * change.
   *
   * @param timeToLive {@link Duration#ZERO} for entries that do not expire
   * @throws IllegalArgumentException if it is negative, or less than a millisecond
   */
  public RegionSettings timeToLive(Duration timeToLive) {
    return new RegionSettings(
        provider, near, Optional.of(timeToLive), maximumSize, invalidationStrategy);
  }

  /** Lets entries live until they are evicted or removed. */
  public RegionSettings eternal() {
    return timeToLive(Duration.ZERO);
  }

  /**
   * Sets how many entries the region holds at most.
   *
   * @throws IllegalArgumentException if that is less than 1
   */
  public RegionSettings maximumSize(long maximumSize) {
    return new RegionSettings(
        provider, near, timeToLive, OptionalLong.of(maximumSize), invalidationStrategy);
  }

  /** Sets which kind of invalidation rules the region follows. */
  public RegionSettings invalidationStrategy(StrategyType strategy) {
    return new RegionSettings(provider, near, timeToLive, maximumSize, Optional.of(strategy));
  }
}
