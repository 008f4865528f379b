/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.region;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uno.jcache.CacheLevel;
import uno.jcache.rule.StrategyType;

/**
 * A region as it was when somebody asked.
 *
 * @param name its name, which is that of the cache
 * @param provider the name of the provider that keeps its entries
 * @param near the levels in front of the provider, the nearest first
 * @param timeToLive how long an entry lives, from its creation at least; empty where entries do not
 *     expire, or where a policy of the application's own decides
 * @param maximumSize how many entries it holds at most, or how much they weigh together
 * @param invalidationStrategy which kind of invalidation rules it follows
 * @param createdAt when it was created
 */
public record CacheRegion(
    String name,
    String provider,
    List<CacheLevel> near,
    Optional<Duration> timeToLive,
    long maximumSize,
    StrategyType invalidationStrategy,
    Instant createdAt) {}
