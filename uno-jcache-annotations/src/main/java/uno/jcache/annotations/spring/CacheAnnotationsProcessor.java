/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.spring;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import uno.jcache.annotations.internal.CachedMethods;
import uno.jcache.annotations.internal.Handled;
import uno.jcache.annotations.internal.Instances;
import uno.jcache.annotations.internal.InterceptedCall;

/** Puts an interceptor around beans with our annotations. Spring creates it. */
final class CacheAnnotationsProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {
  private static final long serialVersionUID = 1;

  private final transient CachedMethods methods;

  /** Creates the processor. */
  CacheAnnotationsProcessor(ObjectProvider<CacheManager> managers) {
    this.methods = new CachedMethods(Handled.OWN, () -> manager(managers), Instances.created());
    this.advisor = new DefaultPointcutAdvisor(new HasOurs(methods), new SpringHandler(methods));
    setProxyTargetClass(true); // else a class with interfaces would only be these
  }

  /** Returns the manager of the application, or else JCache's default one. */
  static CacheManager manager(ObjectProvider<CacheManager> managers) {
    return managers.getIfAvailable(() -> Caching.getCachingProvider().getCacheManager());
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
    if (methods.areIn(type)) {
      methods.check(type, true);
    }
    return super.postProcessAfterInitialization(bean, name);
  }

  /** Matches methods with one of our annotations. */
  private static final class HasOurs extends StaticMethodMatcherPointcut {
    private final CachedMethods methods;

    HasOurs(CachedMethods methods) {
      this.methods = methods;
    }

    @Override
    public boolean matches(Method method, Class<?> type) {
      return methods.isCached(type, method);
    }
  }

  private record SpringHandler(CachedMethods methods) implements MethodInterceptor {
    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
      Class<?> type = AopUtils.getTargetClass(requireNonNull(call.getThis()));
      return requireNonNull(methods.find(type, call.getMethod())).invoke(new InterceptedCall(call));
    }
  }
}
