/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache;

import java.net.URI;
import java.util.Properties;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.manager.ManagerRegistry;

/**
 * The JCache provider. Applications reach it by {@link javax.cache.Caching#getCachingProvider()}.
 *
 * <p>A manager belongs to a URI and a class loader. Any URI names a manager; some name a
 * configuration, too. The manager of a class loader that was discarded without closing it can be
 * collected with the loader.
 *
 * <p>Safe for use by many threads.
 */
public final class UnoCachingProvider implements CachingProvider {
  /** Holds no character that monitoring tools treat specially in the names of MBeans. */
  private static final URI DEFAULT_URI = URI.create("uno-jcache");

  private final ManagerRegistry managers = new ManagerRegistry(this);

  /** Made by {@link javax.cache.Caching}, once for each class loader that it is asked for. */
  public UnoCachingProvider() {}

  /**
   * Returns the manager of this URI and class loader. One that this call makes reads its
   * configuration: the default manager the resource {@code uno-jcache.conf}, if there is one; a
   * {@code classpath:} URI names a resource, and a {@code file:} or {@code jar:} URI that ends in
   * {@code .conf} a file. Any other URI is a mere name.
   *
   * @param uri null for the default
   * @param classLoader null for the default. Finds resources and classes that the configuration
   *     names.
   * @param properties null for none. Those that begin with {@code uno-jcache.} are keys of the
   *     configuration, and win over its file. They matter only when the manager is made by this
   *     call.
   * @throws javax.cache.CacheException if the configuration is bad, or missing where the URI names
   *     one; the message names each problem with its file, line and key. No manager is left behind.
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
