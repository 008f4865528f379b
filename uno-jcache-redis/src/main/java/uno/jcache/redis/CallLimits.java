/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.concurrent.TimeUnit;

/**
 * Deadlines of a call, in {@link System#nanoTime}: until when it may take effect, and until when to
 * wait for its answer. A caller waits at least until the call can no longer take effect.
 *
 * @param isShort whether the operation has already used a part of its time-out; a missing answer
 *     then does not count for the circuit breaker
 */
record CallLimits(long effect, long answer, boolean isShort) {
  private static final long MESSAGE_SLACK = 1_000; // in milliseconds

  /**
   * Returns the deadlines of a call.
   *
   * @param start when it starts
   * @param waited how long the operation has waited by then, in nanoseconds
   */
  static CallLimits of(long start, long waited, RedisSettings settings) {
    long begun = start - waited;
    return new CallLimits(
        begun + TimeUnit.MILLISECONDS.toNanos(settings.timeout()),
        begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis(settings)),
        waited > TimeUnit.MILLISECONDS.toNanos(settings.timeout()) / 4);
  }

  /** Returns the deadlines of a background call that starts now. */
  static CallLimits ofBackground(RedisSettings settings) {
    return of(System.nanoTime(), 0, settings);
  }

  /** Returns how long to wait for an answer: longer than Redisson's time-out. */
  private static long timeoutMillis(RedisSettings settings) {
    return settings.timeout() + settings.timeout() / 4 + 20;
  }

  /**
   * Returns for how long after a failed change its message may still arrive, in nanoseconds. After
   * that, the channel has reported lost messages.
   */
  static long messageDelayNanos(RedisSettings settings) {
    return TimeUnit.MILLISECONDS.toNanos(
        timeoutMillis(settings) + settings.maxStaleness() + MESSAGE_SLACK);
  }
}
