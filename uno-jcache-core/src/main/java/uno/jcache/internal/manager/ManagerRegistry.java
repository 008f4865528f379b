/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/**
 * The managers of a provider, by class loader and URI.
 *
 * <p>A provider that many applications share (in a servlet container, say) must not keep the class
 * loader of an undeployed application alive, even if the application has not closed its manager. A
 * weak map from loaders to managers is not enough, since managers reference the loader. So the
 * managers are attached to the loader itself, and are collected with it: a {@link ClassValue}
 * attaches them to a class that the loader defines (a proxy class, since no other may be known),
 * and this registry references them weakly.
 *
 * <p>The class loader of this library and its parents live at least as long as this library, and
 * managers that are attached to them would keep the library alive. So this registry references
 * these managers strongly.
 */
public final class ManagerRegistry {
  private final UnoCachingProvider provider;

  /** For the loader of this library and its parents; null is the bootstrap loader. */
  private final Map<@Nullable ClassLoader, Managers> held = new HashMap<>();

  private final ClassValue<Managers> attached =
      new ClassValue<>() {
        @Override
        protected Managers computeValue(Class<?> type) {
          return new Managers();
        }
      };

  /** All reachable managers, held or attached. */
  private final Set<Managers> all = Collections.newSetFromMap(new WeakHashMap<>());

  /** The managers of one loader. */
  private static final class Managers {
    final Map<URI, Manager> byUri = new HashMap<>();
  }

  /** Creates it without managers. */
  public ManagerRegistry(UnoCachingProvider provider) {
    this.provider = provider;
  }

  /**
   * Returns the manager of this URI and loader: the open one, or else a new one.
   *
   * @throws javax.cache.CacheException if the configuration of a new one is invalid
   */
  public UnoCacheManager get(URI uri, ClassLoader loader, Properties properties) {
    while (true) {
      Manager manager = openOrNew(uri, loader, properties);
      manager.start();
      if (!manager.isClosed()) { // else its start failed in another thread: try again
        return manager;
      }
    }
  }

  private synchronized Manager openOrNew(URI uri, ClassLoader loader, Properties properties) {
    Managers managers = managersOf(loader);
    Manager manager = managers.byUri.get(uri);
    if (manager == null || manager.isClosed()) {
      manager = new Manager(this, provider, uri, loader, properties);
      managers.byUri.put(uri, manager);
    }
    return manager;
  }

  private Managers managersOf(ClassLoader loader) {
    Managers managers =
        isOursOrParent(loader)
            ? held.computeIfAbsent(loader, l -> new Managers())
            : attached.get(classOf(loader));
    all.add(managers);
    return managers;
  }

  private static boolean isOursOrParent(ClassLoader loader) {
    for (ClassLoader l = ManagerRegistry.class.getClassLoader(); l != null; l = l.getParent()) {
      if (l == loader) {
        return true;
      }
    }
    return false;
  }

  /** Returns a class that the loader defines, always the same. */
  private static Class<?> classOf(ClassLoader loader) {
    Class<?>[] interfaces = {Runnable.class};
    return Proxy.newProxyInstance(
            loader,
            interfaces,
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException("stands for its class loader only");
            })
        .getClass();
  }

  /** Closes the matching managers; null matches any. */
  public void close(@Nullable URI uri, @Nullable ClassLoader loader) {
    for (Manager manager : open()) {
      if ((uri == null || manager.getURI().equals(uri))
          && (loader == null || manager.getClassLoader() == loader)) {
        manager.close();
      }
    }
  }

  private synchronized List<Manager> open() {
    List<Manager> managers = new ArrayList<>();
    all.forEach(m -> managers.addAll(m.byUri.values()));
    return managers;
  }

  /** Called by a manager that closes. */
  synchronized void forget(Manager manager) {
    for (Managers managers : all) {
      managers.byUri.remove(manager.getURI(), manager);
    }
  }
}
