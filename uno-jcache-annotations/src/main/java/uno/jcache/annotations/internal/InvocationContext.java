/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyInvocationContext;
import org.jspecify.annotations.Nullable;

/** A call, as key generators and resolvers of the application see it. */
record InvocationContext<A extends Annotation>(
    MethodDetails<A> details, Parameters parameters, Invocation invocation)
    implements CacheKeyInvocationContext<A> {
  @Override
  public Method getMethod() {
    return details.method();
  }

  @Override
  public Set<Annotation> getAnnotations() {
    return details.annotations();
  }

  @Override
  public A getCacheAnnotation() {
    return details.cacheAnnotation();
  }

  @Override
  public String getCacheName() {
    return details.cacheName();
  }

  @Override
  public Object getTarget() {
    return invocation.target();
  }

  @Override
  public CacheInvocationParameter[] getAllParameters() {
    return parameters.all(invocation.arguments());
  }

  @Override
  public CacheInvocationParameter[] getKeyParameters() {
    CacheInvocationParameter[] all = getAllParameters();
    return Arrays.stream(parameters.keys())
        .mapToObj(i -> all[i])
        .toArray(CacheInvocationParameter[]::new);
  }

  @Override
  @SuppressWarnings("NullAway") // as the standard says: null if there is none
  public @Nullable CacheInvocationParameter getValueParameter() {
    return (parameters.value() == Parameters.NONE) ? null : getAllParameters()[parameters.value()];
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(invocation)) {
      return type.cast(invocation);
    }
    throw new IllegalArgumentException("This context is no " + type.getName());
  }
}
