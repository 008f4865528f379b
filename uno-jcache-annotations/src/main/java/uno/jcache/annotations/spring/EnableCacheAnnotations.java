/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Makes methods of beans cache that have {@link uno.jcache.annotations.Cached} or {@link
 * uno.jcache.annotations.InvalidateCache}, and injects caches where {@link
 * uno.jcache.annotations.Region} stands. Put it on a class with {@code @Configuration}. The
 * annotations of JSR-107 are handled by Spring itself, with {@code @EnableCaching}.
 *
 * <p>Caches are those of the bean of the type {@link javax.cache.CacheManager}, if there is one;
 * otherwise those of JCache's default manager.
 *
 * <p>An annotation that makes no sense where it stands fails the start of the context.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Import({CacheAnnotationsProcessor.class, RegionInjection.class})
public @interface EnableCacheAnnotations {}
