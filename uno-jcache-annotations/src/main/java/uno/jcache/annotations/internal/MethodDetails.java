/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import javax.cache.annotation.CacheMethodDetails;

/**
 * What is known of an annotated method before it is called (JSR-107 1.1, {@link
 * CacheMethodDetails}).
 */
record MethodDetails<A extends Annotation>(
    Method method, Set<Annotation> annotations, A cacheAnnotation, String cacheName)
    implements CacheMethodDetails<A> {
  @Override
  public Method getMethod() {
    return method;
  }

  @Override
  public Set<Annotation> getAnnotations() {
    return annotations;
  }

  @Override
  public A getCacheAnnotation() {
    return cacheAnnotation;
  }

  @Override
  public String getCacheName() {
    return cacheName;
  }
}
