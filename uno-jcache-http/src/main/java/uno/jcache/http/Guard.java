/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that must not reach the API: of pages of other origins, under rebound names,
 * without a token where one is needed, and bodies that are not JSON.
 */
final class Guard {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final HttpOptions options;

  Guard(HttpOptions options) {
    this.options = options;
  }

  /**
   * Checks a request, before its handler is called.
   *
   * @throws ApiException if it is refused
   */
  void check(Context request) {
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Cache-Control", "no-store");
    request.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    request.header("Referrer-Policy", "no-referrer");
    checkHost(request);
    checkOrigin(request);
    boolean reads = READS.contains(request.method().name());
    String path = request.path();
    if (!HealthResource.has(path) && !Console.has(path)) {
      checkToken(request, reads);
    }
    boolean hasBody = request.contentLength() > 0 || request.header("Transfer-Encoding") != null;
    if (hasBody && WITH_BODY.contains(request.method().name())) {
      requireJson(request.contentType());
    }
  }

  private void checkHost(Context request) {
    String host = request.header("Host");
    if (options.isLoopback() && (host == null || !LOOPBACK.contains(nameOf(host)))) {
      throw ApiException.of(
          403, "This server answers to localhost only; the Host header names another");
    }
  }

  private static String nameOf(String host) {
    int colon = host.lastIndexOf(':');
    return (colon > host.lastIndexOf(']')) ? host.substring(0, colon) : host;
  }

  /** A browser says from which page a request comes; it must be one of this server. */
  private static void checkOrigin(Context request) {
    String origin = request.header("Origin");
    if (origin != null) {
      String authority = authority(origin);
      if (authority == null || !authority.equals(request.header("Host"))) {
        throw ApiException.of(403, "Pages of other origins may not use this API");
      }
    }
  }

  private static @Nullable String authority(String origin) {
    try {
      return new URI(origin).getRawAuthority();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private void checkToken(Context request, boolean reads) {
    String admin = options.adminToken();
    if (admin == null) {
      return;
    }
    String header = request.header("Authorization");
    String given = (header != null && header.startsWith("Bearer ")) ? header.substring(7) : "";
    String reader = options.readToken();
    boolean isAdmin = isSame(given, admin);
    boolean isReader = reader != null && isSame(given, reader);
    if (!isAdmin && !isReader) {
      request.header("WWW-Authenticate", "Bearer");
      throw ApiException.of(401, "Send the header 'Authorization: Bearer <token>'");
    }
    if (!isAdmin && !reads) {
      throw ApiException.of(403, "This token may only read");
    }
  }

  /** Compares in constant time. */
  private static boolean isSame(String given, String token) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireJson(@Nullable String type) {
    String media = (type == null) ? "" : type.split(";", 2)[0].trim();
    if (!media.equalsIgnoreCase("application/json")) {
      throw ApiException.of(415, "Send JSON, with the header 'Content-Type: application/json'");
    }
  }
}
