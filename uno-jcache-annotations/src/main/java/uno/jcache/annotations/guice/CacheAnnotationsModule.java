/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.TypeLiteral;
import com.google.inject.matcher.Matcher;
import com.google.inject.matcher.Matchers;
import com.google.inject.spi.TypeEncounter;
import com.google.inject.spi.TypeListener;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.InvalidAnnotationException;
import uno.jcache.annotations.internal.CachedMethods;
import uno.jcache.annotations.internal.Handled;
import uno.jcache.annotations.internal.Instances;
import uno.jcache.annotations.internal.InterceptedCall;

/**
 * Makes annotated methods of objects cache that Guice creates.
 *
 * <p>Caches are those of the {@link CacheManager} that is bound, if one is; otherwise those of
 * JCache's default manager. Guice creates key generators and resolver factories.
 *
 * <p>An annotation that makes no sense where it stands fails the creation of the injector, if the
 * class is bound; otherwise the first injection.
 */
public final class CacheAnnotationsModule extends AbstractModule {
  /** Creates the module. */
  public CacheAnnotationsModule() {}

  @Override
  protected void configure() {
    Provider<Injector> injector = getProvider(Injector.class);
    CachedMethods methods =
        new CachedMethods(Handled.ALL, managerOf(injector), instancesOf(injector));
    Check check = new Check(methods);
    requestInjection(check);
    bindListener(Matchers.any(), check);
    bindInterceptor(Matchers.any(), new IsCached(methods), new CallHandler(methods));
  }

  private static Supplier<CacheManager> managerOf(Provider<Injector> injector) {
    return () ->
        (injector.get().getExistingBinding(Key.get(CacheManager.class)) == null)
            ? Caching.getCachingProvider().getCacheManager()
            : injector.get().getInstance(CacheManager.class);
  }

  private static Instances instancesOf(Provider<Injector> injector) {
    return new Instances() {
      @Override
      public <T> T get(Class<T> type) {
        return injector.get().getInstance(type);
      }
    };
  }

  /**
   * Reports annotations that make no sense. What needs the injector, such as the regions of the
   * manager, is checked when that is complete.
   */
  private static final class Check implements TypeListener {
    private final CachedMethods methods;
    private final Set<Class<?>> waiting = new LinkedHashSet<>(); // guarded by the monitor
    private boolean isComplete; // guarded by the monitor

    Check(CachedMethods methods) {
      this.methods = methods;
    }

    @Override
    public synchronized <I> void hear(TypeLiteral<I> type, TypeEncounter<I> encounter) {
      Class<?> found = type.getRawType();
      if (!methods.areIn(found)) {
        return;
      }
      try {
        methods.requireSense(found, true);
        if (isComplete) {
          methods.check(found, true);
        } else {
          waiting.add(found);
        }
      } catch (InvalidAnnotationException e) {
        encounter.addError("%s", String.valueOf(e.getMessage()));
      }
    }

    @Inject
    synchronized void complete() {
      isComplete = true;
      waiting.forEach(type -> methods.check(type, true));
      waiting.clear();
    }
  }

  /** Matches methods with a caching annotation. */
  private record IsCached(CachedMethods methods) implements Matcher<Method> {
    @Override
    public boolean matches(Method method) {
      return !method.isSynthetic() && methods.isCached(method.getDeclaringClass(), method);
    }
  }

  private record CallHandler(CachedMethods methods) implements MethodInterceptor {
    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
      Class<?> type = requireNonNull(call.getThis()).getClass();
      return requireNonNull(methods.find(type, call.getMethod())).invoke(new InterceptedCall(call));
    }
  }
}
