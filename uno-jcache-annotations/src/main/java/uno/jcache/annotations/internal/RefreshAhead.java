/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoCache;

/**
 * Loads values of one method again before they expire. It knows when each of the last {@value
 * #MOST} keys is due. That of a value which another process loaded is computed from the deadline of
 * the entry, for which the store is asked once.
 *
 * <p>Safe for use by many threads.
 */
final class RefreshAhead {
  private static final Logger LOGGER = System.getLogger(RefreshAhead.class.getName());

  private static final int MOST = 100_000;

  /** After a failure, this long nobody tries. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Duration timeToLive;
  private final Duration ahead;
  private final Cache<Object, Long> due;

  /**
   * Creates the schedule of a method.
   *
   * @param timeToLive of values
   * @param ahead how long before their end they are loaded again; shorter
   */
  RefreshAhead(Duration timeToLive, Duration ahead) {
    this.timeToLive = timeToLive;
    this.ahead = ahead;
    this.due =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(timeToLive)
            .executor(Runnable::run)
            .build();
  }

  /** Notes that a value was loaded now. */
  void loaded(Object key) {
    due.put(key, System.nanoTime() + timeToLive.minus(ahead).toNanos());
  }

  /**
   * Loads a value in the background, if it is time. If its entry changes meanwhile, the change
   * stands.
   */
  void ifDue(
      UnoCache<Object, Object> cache, Object key, Function<Object, @Nullable Object> loader) {
    Long at = due.getIfPresent(key);
    if (at == null) { // the store is asked outside of any lock
      at = dueBy(cache, key);
      Long other = due.asMap().putIfAbsent(key, at);
      at = (other == null) ? at : other;
    }
    long now = System.nanoTime();
    boolean isDue = now - at >= 0;
    if (isDue && due.asMap().replace(key, at, now + timeToLive.toNanos())) { // only one loads
      var unused = CompletableFuture.runAsync(() -> reload(cache, key, loader));
    }
  }

  private void reload(
      UnoCache<Object, Object> cache, Object key, Function<Object, @Nullable Object> loader) {
    try {
      Object unused = cache.reload(key, loader, timeToLive);
      loaded(key);
    } catch (RuntimeException | Error e) {
      due.put(key, System.nanoTime() + PAUSE);
      LOGGER.log(Level.WARNING, "Key '" + key + "' could not be loaded ahead", e);
    }
  }

  private long dueBy(UnoCache<Object, Object> cache, Object key) {
    long left =
        cache
            .metadata(key)
            .flatMap(EntryMetadata::expiresAt)
            .map(
                end ->
                    TimeUnit.MILLISECONDS.toNanos(end.toEpochMilli() - System.currentTimeMillis()))
            .orElse(timeToLive.toNanos());
    return System.nanoTime() + left - ahead.toNanos();
  }
}
