/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uno.jcache.CacheLevel;
import uno.jcache.rule.StrategyType;

/**
 * A snapshot of a region.
 *
 * @param name its name, which is that of the cache
 * @param provider the name of the provider that keeps its entries
 * @param near the near caches in front of the provider, the nearest first
 * @param timeToLive the time to live of a new entry; empty if entries do not expire, or if a custom
 *     policy decides
 * @param maximumSize the maximum number of entries, or their maximum weight
 * @param followedRules the kind of invalidation rules that it follows
 * @param createdAt when it was created
 */
public record CacheRegion(
    String name,
    String provider,
    List<CacheLevel> near,
    Optional<Duration> timeToLive,
    long maximumSize,
    StrategyType followedRules,
    Instant createdAt) {}
