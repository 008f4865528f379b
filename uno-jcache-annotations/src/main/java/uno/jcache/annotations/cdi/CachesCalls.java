/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.cdi;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds the interceptor. The extension puts it on each method with a caching annotation: those of
 * the standard cannot bind one, as their attributes are marked as not binding for the older CDI
 * only.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface CachesCalls {
  /** The annotation. */
  final class Literal extends AnnotationLiteral<CachesCalls> implements CachesCalls {
    private static final long serialVersionUID = 1;

    static final Literal INSTANCE = new Literal();
  }
}
