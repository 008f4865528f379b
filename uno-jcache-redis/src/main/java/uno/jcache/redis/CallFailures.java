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

/** How calls fail, and what that says of the server and of the call. */
final class CallFailures {
  private CallFailures() {}

  /** It took too long. */
  static final class TimedOut extends RuntimeException {
    TimedOut() {
      super("no answer in time");
    }
  }

  /** A call was not even tried, so that nothing can come of it later. */
  static final class NotSent extends RuntimeException {
    NotSent(Throwable why) {
      super(why);
    }
  }

  /** Returns whether a call that failed may still take effect. */
  static boolean wasSent(StoreException failure) {
    return !(failure.getCause() instanceof NotSent);
  }

  /** Returns whether the server did not answer, other than with an error. */
  static boolean isNoAnswer(Throwable e) {
    return e instanceof RedisTimeoutException
        || e instanceof RedisConnectionException
        || e instanceof TimedOut
        || !(e instanceof RedisException)
        || e.getCause() != null; // as of a connection that is refused; an answer has none
  }

  /**
   * Waits for an answer, also in an interrupted thread, which stays so: waits are short.
   *
   * @param end until when, as {@link System#nanoTime} tells the time
   * @throws TimedOut if there is none by then
   * @throws RuntimeException why there is none
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
