/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** The outcome of a script call. */
sealed interface ScriptOutcome {
  /**
   * The script ran.
   *
   * @param raw its reply: a long, bytes, a list of these, or null
   */
  record Answered(@Nullable Object raw) implements ScriptOutcome {}

  /**
   * The script did nothing, since it was too late.
   *
   * @param serverMicros the server's time then, in microseconds
   */
  record TooLate(long serverMicros) implements ScriptOutcome {}

  /** The call failed. */
  record Failed(RuntimeException why) implements ScriptOutcome {}

  /** Returns the outcome of a call by the server's reply. */
  static ScriptOutcome of(@Nullable Object raw) {
    return (raw instanceof List<?> time
            && time.size() == 2
            && time.get(0) instanceof byte[]
            && time.get(1) instanceof byte[])
        ? new TooLate(micros(time))
        : new Answered(raw);
  }

  /** Returns the outcome of a failed call. */
  static ScriptOutcome failed(Throwable failure) {
    Throwable cause =
        (failure instanceof CompletionException && failure.getCause() != null)
            ? failure.getCause()
            : failure;
    return new Failed(
        (cause instanceof RuntimeException known)
            ? known
            : new RedisException(String.valueOf(cause), cause));
  }

  /** Returns the time in microseconds that the command TIME returned. */
  static long micros(List<?> time) {
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  private static long number(Object digits) {
    return Long.parseLong(new String((byte[]) digits, US_ASCII));
  }

  /**
   * Returns the outcome unless it is a failure.
   *
   * @throws RuntimeException the failure
   */
  static ScriptOutcome checked(ScriptOutcome outcome) {
    if (outcome instanceof Failed failed) {
      throw failed.why;
    }
    return outcome;
  }

  /**
   * Returns the outcomes unless one is a failure.
   *
   * @throws RuntimeException the first failure, with the others suppressed
   */
  static List<ScriptOutcome> checked(List<ScriptOutcome> outcomes) {
    RuntimeException failure = null;
    for (ScriptOutcome outcome : outcomes) {
      if (outcome instanceof Failed failed) {
        if (failure == null) {
          failure = failed.why;
        } else if (failure != failed.why) {
          failure.addSuppressed(failed.why);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return outcomes;
  }
}
