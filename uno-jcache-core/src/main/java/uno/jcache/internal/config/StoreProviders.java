/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import uno.jcache.internal.store.ProviderType;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.internal.store.memory.MemoryProviderType;
import uno.jcache.spi.Bounded;
import uno.jcache.spi.StoreProvider;

/** Finds the types of providers on the class path. */
public final class StoreProviders {
  private static final Logger LOGGER = System.getLogger(StoreProviders.class.getName());

  private StoreProviders() {}

  /** Returns why a shared provider cannot keep a near cache, and what to do instead. */
  public static String sharedNear(String provider) {
    return "the entries of provider '"
        + provider
        + "' are shared by several processes, and a near cache belongs to one; use memory here, or"
        + " make '"
        + provider
        + "' the provider of the region";
  }

  /** Returns why stores that do not evict cannot limit a region, and what to do instead. */
  static String unbounded(String type) {
    return "stores of type "
        + type
        + " evict no entries themselves; limit the memory of their server instead, and remove this,"
        + " or set it for a near cache";
  }

  /** Returns whether stores of a type can limit the number of entries of a region. */
  static boolean isBounded(ProviderType type) {
    return !type.keepsBytes() || type.has(Bounded.class);
  }

  /**
   * Returns the available types by name: memory, the types that the class loader of this library
   * finds, and those that the application's class loader finds.
   */
  static Map<String, ProviderType> find(ClassLoader loader) {
    Map<String, ProviderType> byType = new TreeMap<>();
    byType.put(MemoryProviderType.INSTANCE.type(), MemoryProviderType.INSTANCE);
    add(byType, loader);
    add(byType, StoreProvider.class.getClassLoader());
    return byType;
  }

  private static void add(Map<String, ProviderType> byType, ClassLoader loader) {
    var providers = ServiceLoader.load(StoreProvider.class, loader).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        StoreProvider provider = providers.next();
        byType.put(provider.type(), new ByteProviderType(provider));
      } catch (ServiceConfigurationError e) { // it may belong to another copy of this library
        LOGGER.log(Level.WARNING, "A StoreProvider of " + loader + " cannot be used", e);
      }
    }
  }
}
