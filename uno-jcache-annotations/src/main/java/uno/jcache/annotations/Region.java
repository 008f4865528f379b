/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import com.google.inject.BindingAnnotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the cache of a region is injected, by CDI, Guice or Spring.
 *
 * <pre>{@code
 * @Inject @Region("users") Cache<Long, User> users;
 * }</pre>
 *
 * <p>With {@code @Autowired} in place of {@code @Inject} in Spring. The annotation of Guice here is
 * ignored where there is no Guice.
 *
 * <p>The types of keys and values are not checked there, as the types of objects in a {@code Map}
 * are not.
 */
@BindingAnnotation
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Region {
  /** The name of the region. */
  String value();
}
