/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import uno.jcache.spi.StoreException;

/** How calls fail, and what that means for the server and the call. */
final class CallFailures {
  private CallFailures() {}

  /** No answer arrived in time. */
  static final class TimedOut extends RuntimeException {
    TimedOut() {
      super("no answer in time");
    }
  }

  /** The call was not sent, so it cannot take effect later. */
  static final class NotSent extends RuntimeException {
    NotSent(Throwable why) {
      super(why);
    }
  }

  /** Returns whether a call that failed may still take effect. */
  static boolean wasSent(StoreException failure) {
    return !(failure.getCause() instanceof NotSent);
  }

  /** Returns whether there was no answer. An error reply is an answer. */
  static boolean isNoAnswer(Throwable e) {
    return e instanceof RedisTimeoutException
        || e instanceof RedisConnectionException
        || e instanceof TimedOut
        || !(e instanceof RedisException)
        || e.getCause() != null; // such as a refused connection; an error reply has no cause
  }

  /**
   * Waits for an answer. Ignores interrupts, and restores the interrupt status; waits are short.
   *
   * @param end until when to wait, in {@link System#nanoTime}
   * @throws TimedOut if no answer arrives in time
   * @throws RuntimeException the failure of the call
   */
  static <T extends @Nullable Object> T await(CompletionStage<T> future, long end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.toCompletableFuture().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          throw new TimedOut();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException known) {
            throw known;
          }
          throw new RedisException(String.valueOf(e.getCause()), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
