/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.cdi;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.util.Nonbinding;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.InvalidAnnotationException;
import uno.jcache.annotations.Region;
import uno.jcache.annotations.internal.CachedMethod;
import uno.jcache.annotations.internal.CachedMethods;
import uno.jcache.annotations.internal.Handled;
import uno.jcache.annotations.internal.Instances;

/**
 * Makes annotated methods of beans cache. The container creates it.
 *
 * <p>Caches are those of the bean of the type {@link CacheManager}, if the application has one;
 * otherwise those of JCache's default manager, which is a bean then. The cache of a region is
 * injected where {@link Region} stands. A key generator or resolver factory is a bean, if its class
 * is one; otherwise it is created with its constructor without parameters.
 *
 * <p>An annotation that makes no sense where it stands fails the start of the container.
 *
 * <p>Not final, as containers make a subclass of it.
 */
public class CacheAnnotationsExtension implements Extension {
  /** Whether Uno JCache is on the class path, and not only the API of JCache. */
  private static final boolean HAS_UNO = hasUno();

  /** The classes of beans with annotated methods. */
  private final Set<Class<?>> beans = ConcurrentHashMap.newKeySet();

  private final Set<InjectionPoint> regions = ConcurrentHashMap.newKeySet();
  private volatile boolean hasManager;
  private volatile @Nullable CacheManager found; // once it was needed

  private final CachedMethods methods =
      new CachedMethods(Handled.ALL, this::manager, new BeansOrCreated());
  private volatile @Nullable BeanManager container; // null before the check

  private static boolean hasUno() {
    try {
      return UnoCacheManager.class.getName() != null;
    } catch (NoClassDefFoundError e) {
      return false;
    }
  }

  /** Creates the extension. */
  public CacheAnnotationsExtension() {}

  /**
   * Returns what a method of a bean does with its cache.
   *
   * @param type the class of the bean, or a subclass that the container made; such a one may repeat
   *     the annotations of the bean
   */
  CachedMethod find(Class<?> type, Method method) {
    Class<?> bean = type;
    while (!beans.contains(bean) && bean.getSuperclass() != null) {
      bean = bean.getSuperclass();
    }
    return requireNonNull(methods.find(bean, method));
  }

  void addTypes(@Observes BeforeBeanDiscovery event) {
    event.addAnnotatedType(CacheInterceptor.class, CacheInterceptor.class.getName());
    event
        .configureQualifier(Region.class)
        .methods()
        .forEach(method -> method.add(Nonbinding.Literal.INSTANCE));
    if (HAS_UNO) {
      event.addAnnotatedType(RegionProducer.class, RegionProducer.class.getName());
    }
  }

  void noteManager(@Observes ProcessBean<?> event) {
    hasManager |= event.getBean().getTypes().contains(CacheManager.class);
  }

  void noteRegion(@Observes ProcessInjectionPoint<?, ?> event) {
    if (HAS_UNO && RegionProducer.region(event.getInjectionPoint()).isPresent()) {
      regions.add(event.getInjectionPoint());
    }
  }

  /** Makes a bean of the default manager, if the application has no bean of its own. */
  void addManager(@Observes AfterBeanDiscovery event) {
    if (HAS_UNO && !hasManager) {
      event
          .addBean()
          .beanClass(CacheAnnotationsExtension.class)
          .types(Object.class, CacheManager.class, UnoCacheManager.class)
          .scope(Dependent.class)
          .createWith(context -> defaultManager());
    }
  }

  void bindInterceptor(@Observes ProcessAnnotatedType<?> event) {
    Class<?> type = event.getAnnotatedType().getJavaClass();
    if (!type.isInterface() && methods.areIn(type)) {
      event
          .configureAnnotatedType()
          .filterMethods(method -> methods.isCached(type, method.getJavaMember()))
          .forEach(method -> method.add(CachesCalls.Literal.INSTANCE));
    }
  }

  void collect(@Observes ProcessManagedBean<?> event) {
    Class<?> type = event.getBean().getBeanClass();
    if (methods.areIn(type)) {
      beans.add(type);
    }
  }

  void check(@Observes AfterDeploymentValidation event, BeanManager started) {
    container = started;
    beans.forEach(bean -> report(event, () -> methods.check(bean, true)));
    regions.forEach(point -> report(event, () -> RegionProducer.requireRegion(this, point)));
  }

  private static void report(AfterDeploymentValidation event, Runnable check) {
    try {
      check.run();
    } catch (InvalidAnnotationException e) {
      event.addDeploymentProblem(e);
    }
  }

  private static CacheManager defaultManager() {
    return Caching.getCachingProvider().getCacheManager();
  }

  /** Returns the manager of the application, or else the default one. */
  CacheManager manager() {
    if (!hasManager) {
      return defaultManager();
    }
    CacheManager known = found;
    if (known == null || known.isClosed()) {
      BeanManager beanManager = requireNonNull(container);
      known =
          instance(
              beanManager,
              beanManager.resolve(beanManager.getBeans(CacheManager.class))); // or fails: several
      found = known;
    }
    return known;
  }

  /** Returns a bean itself, as its proxy does not unwrap to a class of the provider. */
  @SuppressWarnings("unchecked") // the bean is of this type
  private static CacheManager instance(BeanManager beanManager, Bean<?> found) {
    Bean<CacheManager> bean = (Bean<CacheManager>) found;
    CreationalContext<CacheManager> context = beanManager.createCreationalContext(bean);
    return beanManager.isNormalScope(bean.getScope())
        ? beanManager.getContext(bean.getScope()).get(bean, context)
        : (CacheManager) beanManager.getReference(bean, CacheManager.class, context);
  }

  private final class BeansOrCreated implements Instances {
    private final Instances created = Instances.created();

    @Override
    public <T> T get(Class<T> type) {
      Instance<T> bean = requireNonNull(container).createInstance().select(type);
      return bean.isUnsatisfied() ? created.get(type) : bean.get();
    }
  }
}
