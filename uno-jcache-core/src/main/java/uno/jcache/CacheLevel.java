/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A level in front of the provider that keeps the entries of a cache: quicker, smaller, and free to
 * forget. Immutable.
 *
 * @param provider which provider keeps the level, as {@link UnoConfiguration#provider} says it
 * @param maximumSize how many entries the level holds at most
 * @param timeToLive how long an entry stays in the level at most, to the millisecond, before it is
 *     read from behind again; null for as long as it lives
 */
public record CacheLevel(String provider, long maximumSize, @Nullable Duration timeToLive)
    implements Serializable {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CacheLevel {
    requireNonNull(provider, "provider");
    if (maximumSize < 1) {
      throw new IllegalArgumentException(
          "maximumSize is " + maximumSize + "; it must be at least 1");
    } else if (timeToLive != null && timeToLive.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "The time to live is " + timeToLive + "; it must be at least a millisecond");
    }
  }

  /** Returns a level of {@value UnoConfiguration#DEFAULT_MAXIMUM_SIZE} entries at most. */
  public static CacheLevel of(String provider) {
    return new CacheLevel(provider, UnoConfiguration.DEFAULT_MAXIMUM_SIZE, null);
  }

  /** Returns the same with another bound. */
  public CacheLevel maximumSize(long maximumSize) {
    return new CacheLevel(provider, maximumSize, timeToLive);
  }

  /** Returns the same in which entries stay so long at most. */
  public CacheLevel timeToLive(Duration timeToLive) {
    return new CacheLevel(provider, maximumSize, requireNonNull(timeToLive, "timeToLive"));
  }
}
