/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.net.URI;
import java.util.Properties;
import javax.cache.CacheException;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/**
 * The properties of a manager that are ours. Those of others pass, as frameworks hand over all that
 * they have; one that begins as ours do and is not known is a mistake.
 */
final class ManagerProperties {
  private static final String PREFIX = "uno-jcache.";

  private ManagerProperties() {}

  static long defaultMaximumSize(URI uri, Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX) && !name.equals(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY)) {
        throw new CacheException(
            "Manager "
                + uri
                + ": unknown property '"
                + name
                + "'. Known: "
                + UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY);
      }
    }
    for (Object name : properties.keySet()) {
      if (name instanceof String s && s.startsWith(PREFIX) && properties.getProperty(s) == null) {
        throw new CacheException(
            "Manager " + uri + ": the value of property '" + s + "' must be a String");
      }
    }
    String value = properties.getProperty(UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY);
    if (value == null) {
      return UnoConfiguration.DEFAULT_MAXIMUM_SIZE;
    }
    try {
      long size = Long.parseLong(value.trim());
      if (size >= 1) {
        return size;
      }
    } catch (NumberFormatException e) {
      // told below, as any other bad value
    }
    throw new CacheException(
        "Manager "
            + uri
            + ": property '"
            + UnoCacheManager.DEFAULT_MAXIMUM_SIZE_PROPERTY
            + "' is '"
            + value
            + "'; it must be a whole number of entries, at least 1, such as 10000");
  }
}
