/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the cache of a region is injected, by CDI or Guice.
 *
 * <pre>{@code
 * @Inject @Region("users") Cache<Long, User> users;
 * }</pre>
 *
 * <p>The types of keys and values are not checked there, as the types of objects in a {@code Map}
 * are not.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Region {
  /** The name of the region. */
  String value();
}
