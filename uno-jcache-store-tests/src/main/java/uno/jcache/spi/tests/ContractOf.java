/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which stores a {@link StoreContract} is for. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ContractOf {
  /** The facets that a store must have for this; none if it is for every store. */
  Class<?>[] value();

  /** Whether a store with these facets may do without. */
  boolean optional() default false;
}
