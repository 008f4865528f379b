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
import uno.jcache.spi.Deadlines;

/**
 * Computes the deadlines of a cache's entries, and decides whether they have passed. All rules of
 * {@link ExpiryPolicy} are here (JSR-107 1.1, chapter 5).
 *
 * <p>A deadline is the first millisecond since the epoch at which an entry is expired. The five
 * policies of JSR-107 are called once, when this is created, and their results kept as numbers. Any
 * other policy, even a subclass of these, is called each time. If a policy throws, or returns null
 * for a creation, a default applies, as the specification requires: a new entry is eternal (within
 * the bound of its cache), and an update or access keeps the deadline.
 *
 * <p>Safe for use by many threads if the policy is.
 */
public final class Expiry implements Deadlines {
  /**
   * The deadline of an entry that an invalidation covers ({@link Store#invalidate}): it is dead,
   * but did not expire.
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

  /** Accesses to entries that live at least this long use the coarse clock. In milliseconds. */
  private static final long COARSE_FROM = 100 * CoarseClock.TICK;

  // Durations in milliseconds, with three special values.
  private static final long ETERNAL = Long.MAX_VALUE;
  private static final long ZERO = 0;
  private static final long UNCHANGED = -1;

  private final String cacheName;
  private final CoarseClock clock;
  private final AtomicBoolean warned = new AtomicBoolean();

  private volatile Resolved policy;

  // Read most often; copied from the policy, so that most reads need only this object.
  private volatile boolean eternal;
  private volatile boolean movedByAccess;

  /**
   * A resolved policy.
   *
   * @param custom policy to call each time; null for a policy of JSR-107, given by the numbers
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
            evaluate(policy::getExpiryForCreation, ETERNAL),
            evaluate(policy::getExpiryForUpdate, UNCHANGED),
            evaluate(policy::getExpiryForAccess, UNCHANGED))
        : new Resolved(policy, UNCHANGED, UNCHANGED, UNCHANGED);
  }

  /** Uses another policy from now on. Existing deadlines do not change. */
  public void change(ExpiryPolicy policy) {
    Resolved resolved = resolve(policy);
    eternal = false; // only after the new policy is set
    movedByAccess = isMovedByAccess(resolved);
    this.policy = resolved;
    eternal = resolved.isEternal();
  }

  /**
   * Resolves a policy.
   *
   * @param cacheName for messages
   * @param ticker the source of the time; null for the system's clock
   */
  public static Expiry of(String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.system() : CoarseClock.precise(ticker));
  }

  /**
   * Returns whether the policy was resolved to numbers, none of which expires an entry immediately,
   * and an update either gives the deadline of a creation or keeps the one before.
   */
  public boolean isResolved() {
    Resolved now = policy;
    return now.custom == null
        && now.creation != ZERO
        && (now.update == now.creation || now.update == UNCHANGED);
  }

  /**
   * Returns whether a put computes the same deadline for a new and an existing entry, so that the
   * old entry need not be read.
   */
  public boolean isSameForUpdates() {
    Resolved now = policy;
    return now.custom == null && now.creation == now.update;
  }

  /**
   * As {@link #of}, if no entry outlives the process: uses a clock that never jumps, unless there
   * is a ticker.
   */
  public static Expiry inHeap(
      String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.steady() : CoarseClock.precise(ticker));
  }

  /**
   * As {@link #of}, if entries outlive the process and are not shared: uses a clock that follows
   * the system's clock forward but not back, unless there is a ticker.
   */
  public static Expiry ofOneProcess(
      String cacheName, ExpiryPolicy policy, @Nullable InstantSource ticker) {
    return new Expiry(
        cacheName, policy, (ticker == null) ? CoarseClock.forward() : CoarseClock.precise(ticker));
  }

  /**
   * Returns an expiry with the same clock, in which entries are eternal unless given a deadline.
   */
  public Expiry withoutPolicy() {
    return new Expiry(cacheName, new EternalExpiryPolicy(), clock);
  }

  /** Returns whether no entry ever gets a deadline from this policy. */
  public boolean isEternal() {
    return eternal;
  }

  /**
   * Returns the lifetime of a new entry, in milliseconds; empty if it is eternal, or if a custom
   * policy decides each time.
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
  @Override
  public boolean isLive(long expiresAt) {
    return expiresAt > clock.horizon() || isLiveNow(expiresAt);
  }

  private boolean isLiveNow(long expiresAt) {
    return expiresAt == NEVER || expiresAt > clock.now();
  }

  /** Returns the deadline of an entry that is created now, or {@link #IMMEDIATELY}. */
  public long onCreation() {
    Resolved now = policy;
    return after(
        (now.custom == null) ? now.creation : evaluate(now.custom::getExpiryForCreation, ETERNAL),
        NEVER);
  }

  /**
   * Returns the deadline of an entry that is updated now, or {@link #IMMEDIATELY}.
   *
   * @param expiresAt its previous deadline
   */
  public long onUpdate(long expiresAt) {
    Resolved now = policy;
    return after(
        (now.custom == null) ? now.update : evaluate(now.custom::getExpiryForUpdate, UNCHANGED),
        expiresAt);
  }

  /**
   * Returns the deadline of an entry that is accessed now, or {@link #IMMEDIATELY}. If the entry
   * lives for seconds, the time of the access is rounded down to a tick, so that a read needs
   * neither the precise clock nor, usually, a write.
   *
   * @param expiresAt its previous deadline
   */
  public long onAccess(long expiresAt) {
    Resolved now = policy;
    if (now.custom != null) {
      return after(evaluate(now.custom::getExpiryForAccess, UNCHANGED), expiresAt);
    }
    long access = now.access;
    if (access < COARSE_FROM || access == ETERNAL) {
      return after(access, expiresAt);
    }
    return Math.max(expiresAt, saturatedSum(clock.recently(), access));
  }

  /** Returns the time in milliseconds since the epoch. */
  @Override
  public long now() {
    return clock.now();
  }

  /** Returns the time, or a time up to about 0.1 seconds earlier, at less cost. */
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
      return IMMEDIATELY;
    }
    return saturatedSum(clock.now(), duration);
  }

  private static long saturatedSum(long time, long duration) {
    long sum = time + duration;
    return (sum < time) ? NEVER : sum;
  }

  private long evaluate(Supplier<@Nullable Duration> getter, long defaultMillis) {
    try {
      Duration duration = UserCode.<@Nullable Duration>call(getter);
      if (duration == null) {
        return defaultMillis;
      } else if (duration.isEternal()) {
        return ETERNAL;
      }
      return duration.getTimeUnit().toMillis(duration.getDurationAmount());
    } catch (RuntimeException e) {
      // A warning only once, since the policy may fail at each operation.
      LOGGER.log(
          warned.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
          "Cache '"
              + cacheName
              + "': its ExpiryPolicy failed. New entries are kept without a deadline and others"
              + " keep theirs; make the policy return a Duration.",
          e);
      return defaultMillis;
    }
  }
}
