/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server: {@code redis://user:password@host:6379/2}.
 *
 * @param username empty if there is none
 * @param password empty if there is none
 * @param port -1 if there is none
 */
record RedisAddress(
    String scheme, String username, String password, String host, int port, String path) {
  /** Hosts of containers may have an underscore, which {@link URI} does not take as a host. */
  private static final Pattern WITH_UNDERSCORE =
      Pattern.compile("(?:[^@]*@)?(?<host>[A-Za-z0-9._-]*_[A-Za-z0-9._-]*)(?::[0-9]{1,5})?");

  /** Returns the parts of an address, or null if it is invalid. */
  static @Nullable RedisAddress parse(String url) {
    try {
      URI uri = new URI(url);
      String host = uri.getHost();
      Matcher matcher = WITH_UNDERSCORE.matcher(Objects.toString(uri.getRawAuthority(), ""));
      if (host == null && matcher.matches()) {
        host = matcher.group("host");
        int start = url.indexOf(host, url.indexOf('@') + 1);
        String other = host.replaceAll("[^.]", "a");
        uri = new URI(url.substring(0, start) + other + url.substring(start + host.length()));
      }
      boolean valid =
          ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
              && host != null
              && uri.getHost() != null
              && uri.getPort() <= 65_535
              && uri.getQuery() == null
              && uri.getFragment() == null;
      if (!valid) {
        return null;
      }
      String[] user = Objects.toString(uri.getUserInfo(), "").split(":", 2);
      return new RedisAddress(
          uri.getScheme(),
          user[0],
          (user.length > 1) ? user[1] : "",
          host,
          uri.getPort(),
          uri.getPath());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Returns the address for Redisson, with the default port if there is none. */
  String server(RedisSettings.Mode mode) {
    int usual = (mode == RedisSettings.Mode.SENTINEL) ? 26_379 : 6_379;
    return scheme + "://" + host + ":" + ((port < 0) ? usual : port);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return scheme + "://" + host;
  }
}
