/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration of a manager, by its URI:
 *
 * <ul>
 *   <li>the default URI: the resource {@value #DEFAULT_RESOURCE} on the class path, if there is
 *       one;
 *   <li>{@code classpath:} and a path: that resource;
 *   <li>{@code file:} or {@code jar:}, ending in {@code .conf}: that file;
 *   <li>any other URI: none. Frameworks pass URIs of other files, or mere names.
 * </ul>
 *
 * The properties of the manager that begin with {@value #PREFIX} are settings, as in that file,
 * which they override. All other properties are ignored.
 */
public final class ConfigurationSource {
  static final String DEFAULT_RESOURCE = "uno-jcache.conf";
  static final String ROOT = "uno-jcache";
  static final String PREFIX = ROOT + ".";

  private static final String ORIGIN_OF_PROPERTIES = "the manager's properties";
  private static final Set<String> URLS = Set.of("file", "jar");
  private static final String CLASSPATH = "classpath";
  private static final Logger LOGGER = System.getLogger(ConfigurationSource.class.getName());

  /** URIs for which a missing file was logged; limited in number. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private static final int MOST_LOGGED = 1_000;

  private ConfigurationSource() {}

  /**
   * Loads the configuration of a manager.
   *
   * @throws CacheException if a file that the URI names does not exist, or cannot be parsed
   */
  static Config load(URI uri, boolean isDefault, ClassLoader loader, Properties properties) {
    URL file = isDefault ? loader.getResource(DEFAULT_RESOURCE) : named(uri, loader);
    try {
      Config config = properties(properties);
      if (file != null) {
        Config parsed =
            ConfigFactory.parseURL(
                file, ConfigParseOptions.defaults().setAllowMissing(false).setClassLoader(loader));
        if (!parsed.hasPath(ROOT)) {
          throw bad(uri, file + " has no section '" + ROOT + " { ... }'", null);
        }
        config = config.withFallback(parsed);
      }
      return config.resolve();
    } catch (ConfigException e) {
      throw bad(uri, e.getMessage(), e);
    }
  }

  private static @Nullable URL named(URI uri, ClassLoader loader) {
    String scheme = uri.getScheme();
    if (CLASSPATH.equals(scheme)) {
      String path = uri.getSchemeSpecificPart().replaceFirst("^/+", "");
      URL resource = loader.getResource(path);
      if (resource == null) {
        throw bad(
            uri,
            "there is no '" + path + "' on the class path of the manager's class loader",
            null);
      }
      return resource;
    }
    if (scheme == null || !URLS.contains(scheme) || !uri.toString().endsWith(".conf")) {
      warnIfAFileWasMeant(uri);
      return null;
    }
    try {
      return uri.toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw bad(uri, "this is not the URL of a file: " + e.getMessage(), e);
    }
  }

  /**
   * Logs, once for each URI, that a URI looks like that of a configuration but is not, and how to
   * fix it.
   */
  private static void warnIfAFileWasMeant(URI uri) {
    String name = uri.toString();
    String path = name.replaceFirst("[?#].*", "");
    boolean looksLikeOurs =
        path.toLowerCase(Locale.ROOT).endsWith(".conf")
            || CLASSPATH.equalsIgnoreCase(uri.getScheme());
    if (looksLikeOurs && LOGGED.size() < MOST_LOGGED && LOGGED.add(name)) {
      String plain = path.replaceFirst("(?i)\\.conf$", ".conf");
      String resource = plain.replaceFirst("(?i)^([a-z][a-z+.-]+:)?/*", "");
      LOGGER.log(
          Level.WARNING,
          "Manager {0}: this URI is a mere name, and no configuration is read. A configuration is"
              + " {1} on the class path, or the absolute URI of a file or of an entry of a jar,"
              + " which begins with file: or jar: and ends in .conf, all in lower case, as in {2}",
          name,
          CLASSPATH + ":" + resource,
          "file:///" + resource);
    }
  }

  private static Config properties(Properties properties) {
    Map<String, @Nullable String> byPath = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        String value = properties.getProperty(name).trim();
        // In a path, a name with a * must be in quotes, which properties usually lack.
        String path = (name.indexOf('"') < 0) ? ConfigUtil.joinPath(name.split("\\.", -1)) : name;
        byPath.put(path, value.equals("null") ? null : value);
      }
    }
    return ConfigFactory.parseMap(byPath, ORIGIN_OF_PROPERTIES);
  }

  /** Rejects settings that are not Strings, as copies of the properties would lack them. */
  public static void requireStrings(URI uri, Properties properties) {
    for (Object key : properties.keySet()) {
      if (key instanceof String name
          && name.startsWith(PREFIX)
          && properties.getProperty(name) == null) {
        throw bad(uri, "the value of property '" + name + "' must be a String", null);
      }
    }
  }

  private static CacheException bad(URI uri, @Nullable String what, @Nullable Throwable cause) {
    return new CacheException("Manager " + uri + ": bad configuration\n  " + what, cause);
  }
}
