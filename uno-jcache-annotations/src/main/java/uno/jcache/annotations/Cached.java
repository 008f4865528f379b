/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Caches what a method returns, in a region of Uno JCache, under a readable key.
 *
 * <pre>{@code
 * @Cached(region = "users", key = "user:{id}", ttl = "5m")
 * public User find(long id) { ... }
 * }</pre>
 *
 * <p>If several threads call with the same key, one runs the method and the others wait for its
 * value or exception. Exceptions are not cached. If the method returns a {@link
 * java.util.concurrent.CompletionStage} or {@link java.util.concurrent.CompletableFuture}, its
 * value is cached when it completes; of an {@link java.util.Optional}, what it holds.
 *
 * <p>Beyond JSR-107, whose {@code CacheResult} works with each JCache provider.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cached {
  /**
   * The region. By default that of {@code CacheDefaults} at the class, otherwise the default
   * region.
   */
  String region() default "";

  /**
   * The key, in which parameters stand in braces: {@code user:{id}}, {@code {user.id}} for a record
   * component, getter or field of a parameter, {@code {0}} for the first parameter. Between two
   * parameters there must be a colon, so that no two calls have the same key: colons and
   * backslashes in values are escaped by a backslash then. By default the key parameters, with
   * colons between.
   */
  String key() default "";

  /**
   * What the key begins with, before a colon. By default nothing if there is a {@link #key}, or
   * else the names of class and method, as in {@code com.acme.Users.find}.
   */
  String keyPrefix() default "";

  /** How long a value is cached, such as {@code 5m}. By default as long as the region says. */
  String ttl() default "";

  /**
   * How long before the end of its {@link #ttl} a value is loaded again in the background, if it is
   * read then. Callers get the old value meanwhile. By default never.
   */
  String refreshAhead() default "";

  /** Whether null is cached, or an empty optional. By default not. */
  boolean cachesNull() default false;
}
