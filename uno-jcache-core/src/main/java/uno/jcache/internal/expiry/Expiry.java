/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.expiry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.support.UserCode;

/**
 * Judges and computes the deadlines of a cache's entries: the one place that knows what an {@link
 * ExpiryPolicy} means (JSR-107 1.1, chapter 5).
 *
 * <p>A deadline is the first millisecond since the epoch at which an entry is expired. The five
 * policies of the standard are asked once, when this is made, and their answers kept as numbers;
 * any other policy, subclasses of the five included, is asked each time. A policy that throws, or
 * returns null for a creation, is overruled by a default, as the specification demands: an entry is
 * then created eternal (within the bound of its cache), and keeps its deadline on update and
 * access.
 *
 * <p>Safe for use by many threads if the policy is.
 */
public final class Expiry {
  /** The deadline of an entry that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The deadline of an entry that is expired from the beginning: it is not to be stored. */
  public static final long AT_ONCE = Long.MIN_VALUE;

  /**
   * The deadline with which an entry is shown that an invalidation covers ({@link
   * Store#invalidate}): it is dead, but did not expire.
   */
  public static final long INVALIDATED = Long.MIN_VALUE + 1;

  private static final Logger LOGGER = System.getLogger(Expiry.class.getName());

  private static final Set<Class<?>> STANDARD =
      Set.of(
          AccessedExpiryPolicy.class,
          CreatedExpiryPolicy.class,
          EternalExpiryPolicy.class,
          ModifiedExpiryPolicy.class,
          TouchedExpiryPolicy.class);

  /** An access moves the deadline of entries that live this long by the coarse clock. */
  private static final long COARSE_FROM = 100 * CoarseClock.TICK;

  // Durations in milliseconds, with three values that mean something else.
  private static final long ETERNAL = Long.MAX_VALUE;
  private static final long ZERO = 0;
  private static final long UNCHANGED = -1;

  private final String cacheName;
  private final CoarseClock clock;
  private final AtomicBoolean warned = new AtomicBoolean();

  private volatile Resolved policy;

  // What is asked most, of the policy: to spare a read of memory.
  private volatile boolean eternal;
  private volatile boolean movedByAccess;

  /**
   * A policy.
   *
   * @param custom to be asked each time; null for one of the standard's, which is the numbers
   */
  private record Resolved(@Nullable ExpiryPolicy custom, long creation, long update, long access) {
    boolean isEternal() {
      return custom == null && creation == ETERNAL && !isFinite(update) && !isFinite(access);
    }

    private static boolean isFinite(long duration) {
      return duration != ETERNAL && duration != UNCHANGED;
    }
  }

  private Expiry(String cacheName, ExpiryPolicy policy, CoarseClock clock) {
    this.cacheName = cacheName;
    this.clock = clock;
    this.policy = resolve(policy);
    this.eternal = this.policy.isEternal();
    this.movedByAccess = isMovedByAccess(this.policy);
  }

  private Resolved resolve(ExpiryPolicy policy) {
    return STANDARD.contains(policy.getClass())
        ? new Resolved(
            null,
            ask(policy::getExpiryForCreation, ETERNAL),
            ask(policy::getExpiryForUpdate, UNCHANGED),
            ask(policy::getExpiryForAccess, UNCHANGED))
        : new Resolved(policy, UNCHANGED, UNCHANGED, UNCHANGED);
  }

  /** Takes another policy from now on. Deadlines that it computed before stay as they are. */
  public void change(ExpiryPolicy policy) {
    Resolved resolved = resolve(policy);
    eternal = false; // not before the new policy holds
    movedByAccess = isMovedByAccess(resolved);
    this.policy = resolved;
    eternal = resolved.isEternal();
  }

  /**
   * Resolves a policy.
   *
   * @param cacheName the cache whose entries these are, for messages
   * @param ticker tells the time; null for the system's clock
   */
  public static Expiry of(String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.system() : CoarseClock.precise(ticker));
  }

  /** Returns whether the policy was resolved to numbers, none of which expires an entry at once. */
  public boolean isResolved() {
    Resolved now = policy;
    return now.custom == null && now.creation != ZERO && now.update != ZERO;
  }

  /**
   * Returns whether a put gives an entry the same deadline whether it was there or not, so that the
   * deadline is known without a look.
   */
  public boolean isSameForUpdates() {
    Resolved now = policy;
    return now.custom == null && now.creation == now.update;
  }

  /**
   * As {@link #of}, where no entry outlives the process: by a clock that never steps, unless there
   * is a ticker.
   */
  public static Expiry inHeap(
      String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.steady() : CoarseClock.precise(ticker));
  }

  /**
   * As {@link #of}, where entries outlive the process, and no other has them meanwhile: by a clock
   * that follows that of the system forward and not back, unless there is a ticker.
   */
  public static Expiry ofOneProcess(
      String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.forward() : CoarseClock.precise(ticker));
  }

  /** Returns one by the same clock in which nothing expires unless it is told a deadline. */
  public Expiry withoutPolicy() {
    return new Expiry(cacheName, new EternalExpiryPolicy(), clock);
  }

  /** Returns whether no entry ever gets a deadline from this policy. */
  public boolean isEternal() {
    return eternal;
  }

  /**
   * Returns how long an entry lives that is created, in milliseconds; nothing where it does not
   * expire, or where a policy of the application's own is asked each time.
   */
  public OptionalLong timeToLive() {
    Resolved now = policy;
    return (now.custom == null && Resolved.isFinite(now.creation))
        ? OptionalLong.of(now.creation)
        : OptionalLong.empty();
  }

  /** Returns whether an access can move a deadline. */
  public boolean isMovedByAccess() {
    return movedByAccess;
  }

  private static boolean isMovedByAccess(Resolved policy) {
    return policy.access != UNCHANGED || policy.custom != null;
  }

  /** Returns whether an entry with this deadline is alive. Mostly without reading the time. */
  public boolean isLive(long expiresAt) {
    return expiresAt > clock.horizon() || isLiveNow(expiresAt);
  }

  private boolean isLiveNow(long expiresAt) {
    return expiresAt == NEVER || expiresAt > clock.now();
  }

  /** Returns the deadline of an entry that is created now, or {@link #AT_ONCE}. */
  public long onCreation() {
    Resolved now = policy;
    return after(
        (now.custom == null) ? now.creation : ask(now.custom::getExpiryForCreation, ETERNAL),
        NEVER);
  }

  /**
   * Returns the deadline of an entry that is updated now, or {@link #AT_ONCE}.
   *
   * @param expiresAt its deadline before
   */
  public long onUpdate(long expiresAt) {
    Resolved now = policy;
    return after(
        (now.custom == null) ? now.update : ask(now.custom::getExpiryForUpdate, UNCHANGED),
        expiresAt);
  }

  /**
   * Returns the deadline of an entry that is accessed now, or {@link #AT_ONCE}. Where an entry
   * lives for seconds on end, the time of the access is known to a tick or so and rounded down, so
   * that reading an entry costs neither a look at the clock nor, mostly, a write.
   *
   * @param expiresAt its deadline before
   */
  public long onAccess(long expiresAt) {
    Resolved now = policy;
    if (now.custom != null) {
      return after(ask(now.custom::getExpiryForAccess, UNCHANGED), expiresAt);
    }
    long access = now.access;
    if (access < COARSE_FROM || access == ETERNAL) {
      return after(access, expiresAt);
    }
    return Math.max(expiresAt, saturatedSum(clock.recently(), access));
  }

  /** Returns the time in milliseconds since the epoch. */
  public long now() {
    return clock.now();
  }

  /** Returns the time, or one that lies about a tenth of a second before it, for less. */
  public long recently() {
    return clock.recently();
  }

  /**
   * Returns the deadline of an entry that is stored now with a lifetime of its own.
   *
   * @param timeToLive in milliseconds, more than 0
   */
  public long after(long timeToLive) {
    return saturatedSum(clock.now(), timeToLive);
  }

  private long after(long duration, long expiresAt) {
    if (duration == UNCHANGED) {
      return expiresAt;
    } else if (duration == ETERNAL) {
      return NEVER;
    } else if (duration == ZERO) {
      return AT_ONCE;
    }
    return saturatedSum(clock.now(), duration);
  }

  private static long saturatedSum(long time, long duration) {
    long sum = time + duration;
    return (sum < time) ? NEVER : sum;
  }

  private long ask(Supplier<@Nullable Duration> question, long otherwise) {
    try {
      Duration duration = UserCode.<@Nullable Duration>call(question);
      if (duration == null) {
        return otherwise;
      } else if (duration.isEternal()) {
        return ETERNAL;
      }
      return duration.getTimeUnit().toMillis(duration.getDurationAmount());
    } catch (RuntimeException e) {
      // Once loud, since a policy that fails is likely to fail at each operation.
      LOGGER.log(
          warned.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
          "Cache '"
              + cacheName
              + "': its ExpiryPolicy failed. New entries are kept without a deadline and others"
              + " keep theirs; make the policy return a Duration.",
          e);
      return otherwise;
    }
  }
}
