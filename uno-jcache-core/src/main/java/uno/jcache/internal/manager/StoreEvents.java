/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.observe.Statistics;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/** Counts and logs evictions, undecodable entries, failures and recoveries of a cache's store. */
final class StoreEvents implements StoreListener {
  private static final Logger LOGGER = System.getLogger(StoreEvents.class.getName());

  private static final int MAX_REASONS = 20;

  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

  private final String cacheName;
  private final Statistics statistics;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  /** The number of failed operations since the last warning. */
  private final AtomicLong failedSinceWarning = new AtomicLong();

  /** The outage in progress; null if the store works. */
  private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

  /** The time from the first failure of the store until it recovers. */
  private static final class Outage {
    final long since = System.nanoTime();
    final AtomicLong failed = new AtomicLong();
    volatile boolean logged;
  }

  /** The reasons of undecodable entries that a warning was logged for. */
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  StoreEvents(String cacheName, Statistics statistics) {
    this.cacheName = cacheName;
    this.statistics = statistics;
  }

  @Override
  public void evicted() {
    statistics.countEviction();
  }

  @Override
  public void undecodable(String why) {
    statistics.countError();
    // A warning only once per reason: after a class has changed, each of its entries fails.
    boolean isNew = logged.size() < MAX_REASONS && logged.add(why);
    LOGGER.log(isNew ? Level.WARNING : Level.DEBUG, "Cache ''{0}'': {1}", cacheName, why);
  }

  @Override
  public void failed(StoreException failure) {
    statistics.countError();
    LOGGER.log(Level.DEBUG, "Cache '" + cacheName + "': its store failed", failure);
    Outage now = outage();
    now.failed.incrementAndGet();
    failedSinceWarning.incrementAndGet();
    logFailure(failure, now);
  }

  private Outage outage() {
    Outage next = new Outage();
    Outage before = outage.compareAndExchange(null, next);
    return (before == null) ? next : before;
  }

  private void logFailure(StoreException failure, Outage outage) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET)) {
      // A warning, since with fallback-on-error nothing else reports the failure.
      outage.logged = true;
      LOGGER.log(
          Level.WARNING,
          "Cache ''{0}'': its store fails (logged once a minute; {1} operations failed since the"
              + " last time): {2}",
          cacheName,
          failedSinceWarning.getAndSet(0),
          failure.getMessage());
    }
  }

  @Override
  public void recovered() {
    Outage ended = outage.getAndSet(null);
    if (ended != null) {
      LOGGER.log(
          ended.logged ? Level.INFO : Level.DEBUG,
          "Cache ''{0}'': its store answers again after {1} ms, in which {2} operations failed;"
              + " the entries that they changed have been removed from it",
          cacheName,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended.since),
          ended.failed.get());
    }
  }
}
