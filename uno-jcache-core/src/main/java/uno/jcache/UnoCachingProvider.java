/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.net.URI;
import java.util.Properties;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.manager.ManagerRegistry;

/**
 * The JCache provider. Applications get it from {@link javax.cache.Caching#getCachingProvider()}.
 *
 * <p>A manager belongs to a URI and a class loader. Any URI names a manager; some name a
 * configuration, too. If a class loader is discarded and its manager was not closed, both can be
 * garbage-collected.
 *
 * <p>Safe for use by many threads.
 */
public final class UnoCachingProvider implements CachingProvider {
  /** Has no character that is special in the names of MBeans. */
  private static final URI DEFAULT_URI = URI.create("uno-jcache");

  private final ManagerRegistry managers = new ManagerRegistry(this);

  /** Called by {@link javax.cache.Caching}, once for each class loader. */
  public UnoCachingProvider() {}

  /**
   * Returns the manager of this URI and class loader. A manager that this call creates reads its
   * configuration: the default manager reads the resource {@code uno-jcache.conf}, if it exists; a
   * {@code classpath:} URI names a resource, and a {@code file:} or {@code jar:} URI that ends in
   * {@code .conf} names a file. Any other URI is only a name.
   *
   * @param uri null for the default
   * @param classLoader null for the default. Finds resources and classes that the configuration
   *     names.
   * @param properties null for none. Those that begin with {@code uno-jcache.} are settings, and
   *     override those of the file. They are used only if this call creates the manager.
   * @throws javax.cache.CacheException if the configuration is invalid, or missing although the URI
   *     names one; the message lists each problem with its file, line and key. No manager is
   *     created then.
   */
  @Override
  public UnoCacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
    return managers.get(
        (uri == null) ? getDefaultURI() : uri,
        (classLoader == null) ? getDefaultClassLoader() : classLoader,
        (properties == null) ? getDefaultProperties() : properties);
  }

  @Override
  public UnoCacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    return getCacheManager(uri, classLoader, null);
  }

  @Override
  public UnoCacheManager getCacheManager() {
    return getCacheManager(null, null, null);
  }

  @Override
  public ClassLoader getDefaultClassLoader() {
    return UnoCachingProvider.class.getClassLoader();
  }

  @Override
  public URI getDefaultURI() {
    return DEFAULT_URI;
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  @Override
  public void close() {
    managers.close(null, null);
  }

  @Override
  public void close(@Nullable ClassLoader classLoader) {
    managers.close(null, (classLoader == null) ? getDefaultClassLoader() : classLoader);
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
    managers.close(
        (uri == null) ? getDefaultURI() : uri,
        (classLoader == null) ? getDefaultClassLoader() : classLoader);
  }

  @Override
  public boolean isSupported(OptionalFeature optionalFeature) {
    return optionalFeature == OptionalFeature.STORE_BY_REFERENCE;
  }
}
