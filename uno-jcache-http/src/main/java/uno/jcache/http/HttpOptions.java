/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import uno.jcache.CheckReturnValue;

/**
 * Options of the HTTP API. Immutable.
 *
 * @param host the address to listen at; by default the loopback address
 * @param port the port to listen at; 0 for a free one
 * @param adminToken the bearer token that every request needs; null for none, which is possible at
 *     a loopback address only
 * @param readToken a bearer token for reading only, or null
 * @param maximumBody how many bytes the body of a request may have
 */
@CheckReturnValue
public record HttpOptions(
    String host,
    int port,
    @Nullable String adminToken,
    @Nullable String readToken,
    long maximumBody) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if the host is not a loopback address and there is no token,
   *     if a token is blank, or if a number is out of range
   */
  public HttpOptions {
    requireNonNull(host, "host");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, but is " + port);
    }
    if (maximumBody < 1) {
      throw new IllegalArgumentException("maximumBody must be at least 1, but is " + maximumBody);
    }
    if (isBlank(adminToken) || isBlank(readToken)) {
      throw new IllegalArgumentException("A token is blank, so anybody would have it");
    }
    if (adminToken == null && !LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          "Listening at '" + host + "' needs a token, since others can reach it; set adminToken");
    }
    if (readToken != null && adminToken == null) {
      throw new IllegalArgumentException("readToken has no effect without adminToken; set both");
    }
  }

  private static boolean isBlank(@Nullable String token) {
    return token != null && token.isBlank();
  }

  /** Returns options for the loopback address and a free port, without tokens. */
  public static HttpOptions of() {
    return new HttpOptions("127.0.0.1", 0, null, null, 1 << 20);
  }

  /** Returns a copy with another port; 0 for a free one. */
  public HttpOptions withPort(int port) {
    return new HttpOptions(host, port, adminToken, readToken, maximumBody);
  }

  /** Returns a copy with another address, and the token that requests need. */
  public HttpOptions withHost(String host, String adminToken) {
    return new HttpOptions(host, port, requireNonNull(adminToken), readToken, maximumBody);
  }

  /** Returns a copy with tokens, of which the second may only read. */
  public HttpOptions withTokens(String adminToken, @Nullable String readToken) {
    return new HttpOptions(host, port, requireNonNull(adminToken), readToken, maximumBody);
  }

  /** Returns a copy with another limit of a request's body, in bytes. */
  public HttpOptions withMaximumBody(long maximumBody) {
    return new HttpOptions(host, port, adminToken, readToken, maximumBody);
  }

  boolean isLoopback() {
    return LOOPBACK.contains(host);
  }

  /** Omits the tokens. */
  @Override
  public String toString() {
    return "HttpOptions[" + host + ":" + port + "]";
  }
}
