/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.List;
import java.util.regex.Pattern;
import uno.jcache.spi.remote.ErrorAdvice;
import uno.jcache.spi.remote.ErrorAdvice.Advice;

/** Describes errors of servers and of the client, with advice for operators. */
final class MemcachedErrors {
  private static final ErrorAdvice ADVICE =
      new ErrorAdvice(
          Pattern.compile("(?s)[\\r\\n].*"),
          List.of(
              new Advice(
                  "no connection",
                  "start the server, or correct 'servers', and 'username' and 'password' if it"
                      + " has users"),
              new Advice("UnknownHostException", "correct 'servers', or the name server"),
              new Advice("TimeoutException", "the server hangs, or the network is slow"),
              new Advice(
                  "Timed out waiting to add", "the server does not take commands fast enough"),
              new Advice("Out of memory", "give the server more memory (-m), or let it evict"),
              new Advice("Auth failure", "correct 'username' and 'password'")));

  private MemcachedErrors() {}

  /** Returns a description of the error, with advice if there is any. */
  static String describe(Throwable why) {
    return ADVICE.describe(why);
  }
}
