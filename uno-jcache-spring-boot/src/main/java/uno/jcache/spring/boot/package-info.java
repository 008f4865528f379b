/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Auto-configuration for Spring Boot 3.5 and 4. With this jar on the class path,
 * {@code @EnableCaching} is all that an application needs; see {@link
 * uno.jcache.spring.boot.UnoCacheAutoConfiguration} for what it can set.
 */
@NullMarked
package uno.jcache.spring.boot;

import org.jspecify.annotations.NullMarked;
