/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.internal.CachedMethod;
import uno.jcache.annotations.internal.Invocation;

/** Handles the calls of annotated methods. */
@CachesCalls
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class CacheInterceptor {
  private final CacheAnnotationsExtension extension;

  @Inject
  CacheInterceptor(CacheAnnotationsExtension extension) {
    this.extension = extension;
  }

  @AroundInvoke
  @Nullable Object around(InvocationContext context) throws Exception {
    CachedMethod cached = extension.find(context.getTarget().getClass(), context.getMethod());
    try {
      return cached.invoke(new CdiCall(context));
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) { // which is neither, and no method can declare it here
      throw new IllegalStateException(e);
    }
  }

  private record CdiCall(InvocationContext context) implements Invocation {
    @Override
    public Object target() {
      return context.getTarget();
    }

    @Override
    public @Nullable Object[] arguments() {
      return context.getParameters();
    }

    @Override
    public @Nullable Object proceed() throws Exception {
      return context.proceed();
    }
  }
}
