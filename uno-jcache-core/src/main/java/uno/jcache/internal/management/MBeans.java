/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.management;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The MBeans of one cache, under the names that the standard gives them (javadoc of {@code
 * CacheManager.enableManagement}); no key is added, since readers such as Dropwizard and Micrometer
 * ask for exactly these names. What is ours is in a domain of our own.
 *
 * <p>Two managers of one URI but different class loaders claim the same names. The first has them;
 * the second goes without, with a warning, and does not unregister what is not its own.
 */
public final class MBeans {
  /** The types of beans. */
  public enum Type {
    /** {@link javax.cache.management.CacheMXBean}. */
    CONFIGURATION("javax.cache", "CacheConfiguration"),
    /** {@link javax.cache.management.CacheStatisticsMXBean}. */
    STATISTICS("javax.cache", "CacheStatistics"),
    /** {@link uno.jcache.monitoring.RegionMXBean}. */
    REGION("uno.jcache", "Region");

    private final String domain;
    private final String typeName;

    Type(String domain, String typeName) {
      this.domain = domain;
      this.typeName = typeName;
    }
  }

  private static final Logger LOGGER = System.getLogger(MBeans.class.getName());

  private final Map<Type, ObjectName> registered = new ConcurrentHashMap<>();
  private final String managerName;
  private final String cacheName;

  /** Names the beans after the cache and its manager. */
  public MBeans(URI managerUri, String cacheName) {
    this.managerName = clean(managerUri.toString());
    this.cacheName = clean(cacheName);
  }

  /** Returns a name without the characters that mean something to JMX. */
  public static String clean(String name) {
    return name.replaceAll("[,:=\n\"*?]", ".");
  }

  /** Registers the bean, unless one of its type is. */
  public void register(Type type, Object bean) {
    ObjectName name = nameOf(type);
    if (registered.putIfAbsent(type, name) != null) {
      return;
    }
    try {
      server().registerMBean(bean, name);
    } catch (InstanceAlreadyExistsException e) {
      registered.remove(type);
      LOGGER.log(
          Level.WARNING,
          "{0} is taken by another cache manager of the same URI; cache ''{1}'' is not shown in JMX."
              + " Give the managers different URIs.",
          name,
          cacheName);
    } catch (JMException e) {
      registered.remove(type);
      throw new CacheException("Could not register " + name, e);
    }
  }

  /** Unregisters the bean of this type, if this registered one. */
  public void unregister(Type type) {
    ObjectName name = registered.remove(type);
    if (name == null) {
      return;
    }
    try {
      server().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOGGER.log(Level.DEBUG, "{0} was gone already", name);
    } catch (JMException e) {
      throw new CacheException("Could not unregister " + name, e);
    }
  }

  /** Unregisters all that this registered. */
  public void unregisterAll() {
    for (Type type : Type.values()) {
      unregister(type);
    }
  }

  private ObjectName nameOf(Type type) {
    try {
      return new ObjectName(
          type.domain
              + ":type="
              + type.typeName
              + ",CacheManager="
              + managerName
              + ",Cache="
              + cacheName);
    } catch (MalformedObjectNameException e) {
      throw new CacheException("No MBean can be named after cache '" + cacheName + "'", e);
    }
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
