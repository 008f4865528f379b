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
 *   <li>the default URI: the resource {@value #DEFAULT_RESOURCE} on the class path, if it exists;
 *   <li>{@code classpath:} and a path: that resource;
 *   <li>{@code file:} or {@code jar:}, ending in {@code .conf}: that file;
 *   <li>any other URI: no configuration. Frameworks pass URIs of other files, or plain names.
 * </ul>
 *
 * Properties of the manager whose names begin with {@value #PREFIX} are settings, too. They
 * override those of the file. All other properties are ignored.
 */
public final class ConfigurationSource {
  static final String DEFAULT_RESOURCE = "uno-jcache.conf";
  static final String ROOT = "uno-jcache";
  static final String PREFIX = ROOT + ".";

  private static final String ORIGIN_OF_PROPERTIES = "the manager's properties";
  private static final Set<String> URLS = Set.of("file", "jar");
  private static final String CLASSPATH = "classpath";
  private static final Logger LOGGER = System.getLogger(ConfigurationSource.class.getName());

  /** The URIs for which {@link #warnIfAFileWasMeant} logged a warning; limited in number. */
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
   * Logs a warning if a URI looks like that of a configuration but is not. The warning says how to
   * fix it, and is logged once for each URI.
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
          "Manager {0}: this URI does not name a configuration file, so no configuration is read."
              + " Use {1} for a resource on the class path, or an absolute URI that begins with"
              + " file: or jar: and ends in .conf (lower case), such as {2}",
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
        // A path needs quotes around a name with a *, and properties usually lack them.
        String path = (name.indexOf('"') < 0) ? ConfigUtil.joinPath(name.split("\\.", -1)) : name;
        byPath.put(path, value.equals("null") ? null : value);
      }
    }
    return ConfigFactory.parseMap(byPath, ORIGIN_OF_PROPERTIES);
  }

  /** Rejects settings that are not Strings, because a copy of the properties would omit them. */
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
