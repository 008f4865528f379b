/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import uno.jcache.spi.StoreProvider;

/** Finds the types of providers on the class path. */
public final class StoreProviders {
  private static final Logger LOGGER = System.getLogger(StoreProviders.class.getName());

  private StoreProviders() {}

  /** Returns why a shared provider cannot be a near level, and what to do. */
  public static String sharedNear(String provider) {
    return "the entries of provider '"
        + provider
        + "' are shared by several processes, and a near level belongs to one; use memory here, or"
        + " make '"
        + provider
        + "' the provider of the region";
  }

  /**
   * Returns them by type: those beside this library, and those of the application's class loader.
   */
  static Map<String, StoreProvider> find(ClassLoader loader) {
    Map<String, StoreProvider> byType = new TreeMap<>();
    add(byType, loader);
    add(byType, StoreProvider.class.getClassLoader());
    return byType;
  }

  private static void add(Map<String, StoreProvider> byType, ClassLoader loader) {
    var providers = ServiceLoader.load(StoreProvider.class, loader).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        StoreProvider provider = providers.next();
        byType.put(provider.type(), provider);
      } catch (ServiceConfigurationError e) { // it may be of another copy of this library
        LOGGER.log(Level.WARNING, "A StoreProvider of " + loader + " cannot be used", e);
      }
    }
  }
}
