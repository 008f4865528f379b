/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.Configuration;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;
import uno.jcache.monitoring.RegionMXBean;

/**
 * Makes caches for one test, and closes them after it. Each manager is told what the class path has
 * as {@code caches.properties}, so that modules with stores can run these tests over their own: in
 * there, {@code {test}} stands for a name that no other test has, and {@code {url}} for the system
 * property {@code caches.url}, which says where a server is; {@code far} is true where each
 * operation takes its way over a network.
 *
 * <p>Such runs leave out tests by their tags: {@code own-providers} names its providers, or needs
 * none; {@code in-heap} is about entries in the heap; {@code bounded} needs a limit that the store
 * keeps, and {@code swept} that expired entries are removed also where nobody reads them.
 */
public final class Caches implements AfterEachCallback {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Properties OF_THE_RUN = ofTheRun();

  private final List<UnoCachingProvider> providers = new ArrayList<>();
  private final UnoCachingProvider provider = provider();
  private final URI uri = URI.create("test-" + COUNT.incrementAndGet());
  private final String name = ProcessHandle.current().pid() + "-" + uri;

  /** Returns a provider that this test shares with no other. */
  public UnoCachingProvider provider() {
    var made = new UnoCachingProvider();
    providers.add(made);
    return made;
  }

  /** Returns the manager of this test. Its URI is its own, and so are its names in JMX. */
  public UnoCacheManager manager() {
    return manager(new Properties());
  }

  /** Returns the manager of this test, made with these properties. */
  public UnoCacheManager manager(Properties properties) {
    Properties all = new Properties();
    String url = System.getProperty("caches.url", "");
    for (String key : OF_THE_RUN.stringPropertyNames()) {
      String value = OF_THE_RUN.getProperty(key);
      all.setProperty(key, value.replace("{test}", name).replace("{url}", url));
    }
    all.putAll(properties);
    return provider.getCacheManager(uri, null, all);
  }

  private static Properties ofTheRun() {
    Properties properties = new Properties();
    try (InputStream in = Caches.class.getResourceAsStream("/caches.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  public <K, V> UnoCache<K, V> create(Configuration<K, V> configuration) {
    return manager().createCache("test", configuration);
  }

  /** Returns whether it costs nothing to know how many entries there are. */
  public static boolean isSizeKnown() {
    return !"true".equals(OF_THE_RUN.getProperty("far"));
  }

  /** Returns how often to do something over and over: less often where each time takes long. */
  public static int rounds(int inHeap) {
    return "true".equals(OF_THE_RUN.getProperty("far")) ? inHeap / 10 : inHeap;
  }

  /** Returns a configuration that stores by reference. */
  public static <K, V> UnoConfiguration<K, V> byReference() {
    return new UnoConfiguration<K, V>().setStoreByValue(false);
  }

  /** Returns a configuration that stores by value. */
  public static <K, V> UnoConfiguration<K, V> byValue() {
    return new UnoConfiguration<>();
  }

  private static URI uri(UnoCache<?, ?> cache) {
    return requireNonNull(cache.getCacheManager()).getURI();
  }

  /** Returns what JMX shows of the statistics of a cache. */
  public static CacheStatisticsMXBean statistics(UnoCache<?, ?> cache) {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        beanName("CacheStatistics", uri(cache), cache.getName()),
        CacheStatisticsMXBean.class);
  }

  /** Returns what JMX shows of the configuration of a cache. */
  public static CacheMXBean management(UnoCache<?, ?> cache) {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        beanName("CacheConfiguration", uri(cache), cache.getName()),
        CacheMXBean.class);
  }

  /** Returns what JMX shows of a cache as a region. */
  public static RegionMXBean region(UnoCache<?, ?> cache) {
    return JMX.newMXBeanProxy(
        ManagementFactory.getPlatformMBeanServer(),
        objectName(
            "uno.jcache:type=Region,CacheManager="
                + uri(cache)
                + ",Cache="
                + beanValue(cache.getName())),
        RegionMXBean.class);
  }

  /** Returns the names of all beans that JMX shows of a manager of this URI. */
  public static Set<ObjectName> beans(URI uri) {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(
            objectName("javax.cache:CacheManager=" + beanValue(uri.toString()) + ",*"), null);
  }

  private static ObjectName beanName(String type, URI uri, String cacheName) {
    return objectName(
        "javax.cache:type=" + type + ",CacheManager=" + uri + ",Cache=" + beanValue(cacheName));
  }

  private static String beanValue(String text) {
    return text.matches("(?s).*[,:=\n\"*?].*") ? ObjectName.quote(text) : text;
  }

  private static ObjectName objectName(String name) {
    try {
      return new ObjectName(name);
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    providers.forEach(UnoCachingProvider::close);
  }
}
