/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.concurrent.DaemonTimer;
import uno.jcache.monitoring.RegionMXBean;

/**
 * The MBeans of one cache, under the names that JSR-107 specifies (Javadoc of {@code
 * CacheManager.enableManagement}); no key is added, since readers such as Dropwizard and Micrometer
 * query exactly these names. Our own beans have their own domain.
 *
 * <p>A name with characters that are special in JMX is quoted by {@link ObjectName#quote}, so that
 * no two caches share a bean. A colon in a manager's URI becomes a dot instead, since these readers
 * expect that. If another manager's bean already has the resulting name, the URI is quoted as well.
 *
 * <p>Two managers with the same URI but different class loaders need the same names. The first gets
 * them; the second logs a warning and waits until they are free. A manager unregisters only its own
 * beans.
 */
public final class MBeans {
  /** The types of beans. */
  public enum BeanType {
    /** {@link javax.cache.management.CacheMXBean}. */
    CONFIGURATION("javax.cache", "CacheConfiguration"),
    /** {@link javax.cache.management.CacheStatisticsMXBean}. */
    STATISTICS("javax.cache", "CacheStatistics"),
    /** {@link uno.jcache.monitoring.RegionMXBean}. */
    REGION("uno.jcache", "Region");

    private final String domain;
    private final String typeName;

    BeanType(String domain, String typeName) {
      this.domain = domain;
      this.typeName = typeName;
    }
  }

  private static final Logger LOGGER = System.getLogger(MBeans.class.getName());

  /** The URIs of the managers whose beans this library has registered. */
  private static final Map<ObjectName, URI> OWNERS = new ConcurrentHashMap<>();

  private static final Pattern SPECIAL = Pattern.compile("[,:=\n\"*?]");

  // Guarded by this.
  private final Map<BeanType, ObjectName> registered = new EnumMap<>(BeanType.class);
  private final Map<BeanType, Object> waiting = new EnumMap<>(BeanType.class);
  private @Nullable Runnable stopWaiting;

  private final URI managerUri;
  private final String cacheName;

  /** Names the beans after the cache and its manager. */
  public MBeans(URI managerUri, String cacheName) {
    this.managerUri = managerUri;
    this.cacheName = cacheName;
  }

  /** Returns a name with dots instead of characters that are special in JMX. */
  public static String clean(String name) {
    return SPECIAL.matcher(name).replaceAll(".");
  }

  /** Returns a name as a value in an {@link ObjectName}: quoted if it has special characters. */
  public static String value(String name) {
    return SPECIAL.matcher(name).find() ? ObjectName.quote(name) : name;
  }

  /** Registers the bean as soon as its name is free, unless one of its type is registered. */
  public synchronized void register(BeanType type, Object bean) {
    if (registered.containsKey(type) || waiting.containsKey(type) || tryToRegister(type, bean)) {
      return;
    }
    LOGGER.log(
        Level.WARNING,
        "{0} is already registered by another application or a cache manager with the same URI;"
            + " cache ''{1}'' is registered in JMX once the name is free. To see both, give the"
            + " managers different URIs.",
        plainName(type),
        cacheName);
    waiting.put(type, bean);
    if (stopWaiting == null) {
      // Polls instead of using a listener, which the server would keep after an undeployment.
      stopWaiting = DaemonTimer.eachSecond(this, MBeans::registerWaiting);
    }
  }

  private synchronized void registerWaiting() {
    waiting.entrySet().removeIf(entry -> tryToRegister(entry.getKey(), entry.getValue()));
    stopWaitingIfDone();
  }

  private void stopWaitingIfDone() {
    if (waiting.isEmpty() && stopWaiting != null) {
      stopWaiting.run();
      stopWaiting = null;
    }
  }

  private boolean tryToRegister(BeanType type, Object bean) {
    ObjectName plain = plainName(type);
    if (tryToRegister(type, bean, plain)) {
      return true;
    }
    URI owner = OWNERS.get(plain);
    return owner != null
        && !owner.equals(managerUri)
        && tryToRegister(type, bean, name(type, ObjectName.quote(managerUri.toString())));
  }

  private boolean tryToRegister(BeanType type, Object bean, ObjectName name) {
    try {
      server().registerMBean(described(bean), name);
    } catch (InstanceAlreadyExistsException e) {
      return false;
    } catch (JMException e) {
      throw new CacheException("Could not register " + name, e);
    }
    registered.put(type, name);
    OWNERS.put(name, managerUri);
    return true;
  }

  private static Object described(Object bean) {
    return (bean instanceof RegionMXBean region) ? new DescribedRegion(region) : bean;
  }

  /** Unregisters the bean of this type if this object registered it; stops waiting for its name. */
  public synchronized void unregister(BeanType type) {
    if (waiting.remove(type) != null) {
      stopWaitingIfDone();
    }
    ObjectName name = registered.remove(type);
    if (name == null) {
      return;
    }
    OWNERS.remove(name); // before another manager can register its own bean
    try {
      server().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOGGER.log(Level.DEBUG, "{0} was already unregistered", name);
    } catch (JMException e) {
      throw new CacheException("Could not unregister " + name, e);
    }
  }

  /** Unregisters all beans that this object registered. */
  public void unregisterAll() {
    for (BeanType type : BeanType.values()) {
      unregister(type);
    }
  }

  /** Returns the preferred name of a bean; a manager with another URI may already use it. */
  private ObjectName plainName(BeanType type) {
    String uri = managerUri.toString();
    String withoutColons = uri.replace(':', '.');
    return name(type, SPECIAL.matcher(withoutColons).find() ? value(uri) : withoutColons);
  }

  private ObjectName name(BeanType type, String manager) {
    try {
      return new ObjectName(
          type.domain
              + ":type="
              + type.typeName
              + ",CacheManager="
              + manager
              + ",Cache="
              + value(cacheName));
    } catch (MalformedObjectNameException e) {
      throw new CacheException("No MBean can be named after cache '" + cacheName + "'", e);
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
