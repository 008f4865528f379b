/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.config.LevelSection;

/**
 * A near cache in front of the provider of a cache: faster and smaller. Immutable.
 *
 * @param provider the provider that keeps it, as in {@link UnoConfiguration#setProvider}
 * @param maximumSize the maximum number of its entries
 * @param timeToLive how long an entry stays in it at most, to the millisecond, before it is read
 *     from the backing store again; null for the lifetime of the entry
 */
@CheckReturnValue
public record CacheLevel(String provider, long maximumSize, @Nullable Duration timeToLive)
    implements Serializable {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CacheLevel {
    requireNonNull(provider, "provider");
    LevelSection.MAX_SIZE.check(maximumSize);
    if (timeToLive != null) {
      LevelSection.TTL.check(timeToLive);
    }
  }

  /** Returns a near cache of {@value UnoConfiguration#DEFAULT_MAXIMUM_SIZE} entries at most. */
  public static CacheLevel of(String provider) {
    return new CacheLevel(provider, UnoConfiguration.DEFAULT_MAXIMUM_SIZE, null);
  }

  /** Returns a copy with another maximum size. */
  public CacheLevel withMaximumSize(long maximumSize) {
    return new CacheLevel(provider, maximumSize, timeToLive);
  }

  /** Returns a copy with another time to live. */
  public CacheLevel withTimeToLive(Duration timeToLive) {
    return new CacheLevel(provider, maximumSize, requireNonNull(timeToLive, "timeToLive"));
  }
}
