/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Invalidates entries when a method is called.
 *
 * <pre>{@code
 * @InvalidateCache(regions = "users", patterns = "user:{user.id}*", events = "user.updated")
 * public void update(User user) { ... }
 * }</pre>
 *
 * <p>If the method throws an exception, or its stage fails, nothing is invalidated.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InvalidateCache {
  /**
   * The regions in which patterns are looked for. By default that of {@code CacheDefaults} at the
   * class, otherwise the default region.
   */
  String[] regions() default {};

  /**
   * Globs of keys, with parameters in braces as in {@link Cached#key}. A value is literal: a {@code
   * *} in it is no wildcard.
   */
  String[] patterns() default {};

  /**
   * Events that are published to the rules of the manager. Their fields are the parameters, by
   * their names, and what {@code {user.id}} would stand for, by {@code user.id}.
   */
  String[] events() default {};

  /** Whether the method runs first. Default: yes. */
  boolean afterInvocation() default true;
}
