/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.guice;

import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.Region;

/** A {@link Region}, equal to those that the compiler makes (see {@link Annotation}). */
@SuppressWarnings("BadAnnotationImplementation") // hashCode and equals are below
final class RegionLiteral implements Region {
  private final String value;

  RegionLiteral(String value) {
    this.value = value;
  }

  @Override
  public String value() {
    return value;
  }

  @Override
  public Class<? extends Annotation> annotationType() {
    return Region.class;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Region region && region.value().equals(value);
  }

  @Override
  public int hashCode() {
    return (127 * "value".hashCode()) ^ value.hashCode();
  }

  @Override
  public String toString() {
    return "@Region(\"" + value + "\")";
  }
}
