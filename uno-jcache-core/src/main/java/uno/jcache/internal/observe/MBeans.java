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
 * The MBeans of one cache, under the names that the standard gives them (javadoc of {@code
 * CacheManager.enableManagement}); no key is added, since readers such as Dropwizard and Micrometer
 * ask for exactly these names. What is ours is in a domain of our own.
 *
 * <p>A name with characters that mean something to JMX is quoted as {@link ObjectName#quote} does,
 * so that no two caches share a bean. Only a colon in the URI of a manager becomes a dot, as these
 * readers take for granted; if that is the name of another URI's bean, the URI is quoted, too.
 *
 * <p>Two managers of one URI but different class loaders claim the same names. The first has them;
 * the second waits until they are free, with a warning, and does not unregister what is not its
 * own.
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

  /** Whose the beans are that this library has registered. */
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

  /** Returns a name with dots for the characters that mean something to JMX. */
  public static String clean(String name) {
    return SPECIAL.matcher(name).replaceAll(".");
  }

  /** Returns a name as the value of a key in JMX: in quotes if it has characters that need them. */
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
        "{0} is taken by another application or cache manager of the same URI; cache ''{1}'' is"
            + " shown in JMX when the name is free. To see both, give the managers different URIs.",
        plainName(type),
        cacheName);
    waiting.put(type, bean);
    if (stopWaiting == null) {
      // Not a listener of the server, which would hold this longer than the application lives.
      stopWaiting = DaemonTimer.eachSecond(this, MBeans::registerWaiting);
    }
  }

  private synchronized void registerWaiting() {
    waiting.entrySet().removeIf(entry -> tryToRegister(entry.getKey(), entry.getValue()));
    stopWaitingIfAllAreShown();
  }

  private void stopWaitingIfAllAreShown() {
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

  /** Unregisters the bean of this type, if this registered one, and waits for its name no more. */
  public synchronized void unregister(BeanType type) {
    if (waiting.remove(type) != null) {
      stopWaitingIfAllAreShown();
    }
    ObjectName name = registered.remove(type);
    if (name == null) {
      return;
    }
    OWNERS.remove(name); // before another can register its own
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
    for (BeanType type : BeanType.values()) {
      unregister(type);
    }
  }

  /** Returns the name of a bean where no manager of another URI has it. */
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
