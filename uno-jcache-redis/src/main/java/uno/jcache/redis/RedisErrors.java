/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisTimeoutException;
import uno.jcache.spi.remote.ErrorAdvice;
import uno.jcache.spi.remote.ErrorAdvice.Advice;

/** Explains failed calls of Redis, with advice. */
final class RedisErrors {
  private static final String SILENT =
      "check that Redis runs there, is not overloaded, and that 'url' matches its use of TLS";

  /** The first that matches is used. */
  private static final List<Advice> ADVICE =
      List.of(
          new Advice("Connection refused", "start Redis there, or correct 'url'"),
          new Advice("UnknownHostException", "correct the host in 'url'"),
          new Advice(
              "PKIX",
              "name a trust store that has its certificate, by the system property"
                  + " javax.net.ssl.trustStore or in a 'redisson-file'"),
          new Advice("CertificateException", "name the host in 'url' as its certificate does"),
          new Advice("NotSslRecord", "it does not speak TLS: begin 'url' with redis://"),
          new Advice("Can't decode", "the server is not Redis, or requires TLS: correct 'url'"),
          new Advice("NOAUTH", "set 'password', and 'username' if it has users"),
          new Advice("WRONGPASS", "correct 'username' and 'password'"),
          new Advice("called without any password", "leave out 'password'"),
          new Advice("DB index is out of range", "correct the database in 'url'"),
          new Advice("NOPERM", "give the user the rights that docs/redis.md names"),
          new Advice("The user executing", "give the user the rights that docs/redis.md names"),
          new Advice("READONLY", "name the master in 'url', as this is a replica"),
          new Advice("MASTERDOWN", "name the master in 'url', as this is a replica"),
          new Advice("NOREPLICAS", "too few replicas are connected (min-replicas-to-write)"),
          new Advice("maxmemory", "raise its maxmemory, or let it evict"),
          new Advice("MISCONF", "it cannot save its data: see its log"),
          new Advice("LOADING", "it is loading its data after a start; wait until it has finished"),
          new Advice("TimedOut", SILENT),
          new Advice("Timeout", SILENT),
          new Advice(BrokenConnections.MESSAGE, SILENT));

  /**
   * Details that Redisson appends to messages: its state, and arguments, which may be confidential.
   */
  private static final Pattern DETAILS =
      Pattern.compile(
          "(?s)( script: \\p{XDigit}+|\\.*\\.? channel: |, params: | occurred after|[!\\r\\n]).*");

  private static final ErrorAdvice ERROR_ADVICE = new ErrorAdvice(DETAILS, ADVICE);

  private RedisErrors() {}

  /** Returns a description of a failure, with advice if there is any. */
  static String describe(Throwable why) {
    return ERROR_ADVICE.describe(why);
  }

  /**
   * Returns whether a failed call may still take effect: it may have been sent, and the server has
   * not answered.
   */
  static boolean mayTakeEffect(@Nullable Throwable why) {
    return why instanceof RedisTimeoutException
        || (why instanceof RedisConnectionException
            && String.valueOf(why.getMessage()).contains(BrokenConnections.MESSAGE));
  }

  /** Returns whether a Redis key has another type than string ({@code WRONGTYPE}). */
  static boolean isWrongType(Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (String.valueOf(each.getMessage()).contains("WRONGTYPE ")) {
        return true;
      }
    }
    return false;
  }
}
