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
 * loader of an application alive that went without closing its manager. A weak map from loaders to
 * managers does not do: a manager holds the application's classes, and they hold the loader. So the
 * managers of a loader are attached to the loader itself, and fall with it: a {@link ClassValue}
 * attaches them to a class that the loader defines (a proxy class, as we may know no other), and
 * this registry knows them weakly.
 *
 * <p>For loaders that cannot fall before us, our own and its parents, it is the other way round:
 * what is attached there would keep <em>us</em> alive. These managers are simply held.
 */
public final class ManagerRegistry {
  private final UnoCachingProvider provider;

  /** For our own loader and its parents; null stands for the bootstrap loader. */
  private final Map<@Nullable ClassLoader, Managers> held = new HashMap<>();

  private final ClassValue<Managers> attached =
      new ClassValue<>() {
        @Override
        protected Managers computeValue(Class<?> type) {
          return new Managers();
        }
      };

  /** All that live, held or attached. */
  private final Set<Managers> all = Collections.newSetFromMap(new WeakHashMap<>());

  /** The managers of one loader. */
  private static final class Managers {
    final Map<URI, Manager> byUri = new HashMap<>();
  }

  /** Makes it without managers. */
  public ManagerRegistry(UnoCachingProvider provider) {
    this.provider = provider;
  }

  /**
   * Returns the manager of this URI and loader: the open one, or else a new one.
   *
   * @throws javax.cache.CacheException if a new one is configured badly
   */
  public UnoCacheManager get(URI uri, ClassLoader loader, Properties properties) {
    while (true) {
      Manager manager = openOrNew(uri, loader, properties);
      manager.start();
      if (!manager.isClosed()) { // or another thread's start failed: let this one see why
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

  /** Closes the managers that fit; a null fits all. */
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
