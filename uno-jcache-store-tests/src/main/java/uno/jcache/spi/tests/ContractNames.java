/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a nested contract by the name of the contract, and its tests as sentences. */
final class ContractNames extends DisplayNameGenerator.Standard {
  /** For JUnit. */
  ContractNames() {}

  @Override
  public String generateDisplayNameForNestedClass(List<Class<?>> enclosing, Class<?> nested) {
    return Stream.<Class<?>>iterate(nested, Objects::nonNull, Class::getSuperclass)
        .filter(c -> c.isAnnotationPresent(DisplayName.class))
        .map(c -> c.getAnnotation(DisplayName.class).value())
        .findFirst()
        .orElseGet(() -> super.generateDisplayNameForNestedClass(enclosing, nested));
  }

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> testClass, Method method) {
    return method.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
