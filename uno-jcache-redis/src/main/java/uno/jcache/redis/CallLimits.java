/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.concurrent.TimeUnit;

/**
 * Until when a call may take effect, and is answered; as {@link System#nanoTime} tells the time. It
 * is given up no earlier than it may take effect, and so what became of it is settled then.
 *
 * @param isShort whether the operation has waited long before, so that it says little of the server
 *     if there is no answer
 */
record CallLimits(long effect, long answer, boolean isShort) {
  private static final long MESSAGE_SLACK = 1_000; // in milliseconds

  /**
   * Returns those of a call.
   *
   * @param start when it begins
   * @param waited how long the operation has waited by then, in nanoseconds
   */
  static CallLimits of(long start, long waited, RedisSettings settings) {
    long begun = start - waited;
    return new CallLimits(
        begun + TimeUnit.MILLISECONDS.toNanos(settings.timeout()),
        begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis(settings)),
        waited > TimeUnit.MILLISECONDS.toNanos(settings.timeout()) / 4);
  }

  /** Returns those of a call that begins now, and is no operation's. */
  static CallLimits ofBackground(RedisSettings settings) {
    return of(System.nanoTime(), 0, settings);
  }

  /** Returns how long to wait for an answer which Redisson does not wait for in time. */
  private static long timeoutMillis(RedisSettings settings) {
    return settings.timeout() + settings.timeout() / 4 + 20;
  }

  /**
   * Returns how long after it has failed the message of a change can come, in nanoseconds: later,
   * followers have heard that they miss some.
   */
  static long messagesLast(RedisSettings settings) {
    return TimeUnit.MILLISECONDS.toNanos(
        timeoutMillis(settings) + settings.maxStaleness() + MESSAGE_SLACK);
  }
}
