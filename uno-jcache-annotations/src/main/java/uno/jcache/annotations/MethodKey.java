/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The key of a method call, unless a key generator makes another: the values of its key parameters
 * (JSR-107 1.1, {@code javax.cache.annotation.CacheKey}).
 *
 * <p>Two keys are equal if their values are; arrays are compared by their elements. As text, a key
 * is its values with colons between, such as {@code 7:en}, so that patterns can match it.
 *
 * @param values the values of the key parameters, with lists in place of arrays; may contain null
 */
public record MethodKey(List<@Nullable Object> values) implements GeneratedCacheKey {
  private static final long serialVersionUID = 1;

  /** Creates a key of values, in which there are no arrays. */
  public MethodKey {
    values =
        hasNull(values)
            ? Collections.unmodifiableList(new ArrayList<>(values))
            : List.copyOf(values); // is compared and hashed without iterators
  }

  /** Returns the key of values, in this order. */
  public static MethodKey of(@Nullable Object... values) {
    boolean hasNull = false;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      hasNull |= value == null;
      if (value != null && value.getClass().isArray()) {
        values[i] = elements(value);
      }
    }
    return new MethodKey(hasNull ? Arrays.asList(values) : List.of(values));
  }

  private static boolean hasNull(List<@Nullable Object> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        return true;
      }
    }
    return false;
  }

  private static List<@Nullable Object> elements(Object array) {
    List<@Nullable Object> elements = Arrays.asList(new @Nullable Object[Array.getLength(array)]);
    for (int i = 0; i < elements.size(); i++) {
      Object element = Array.get(array, i);
      elements.set(
          i, (element != null && element.getClass().isArray()) ? elements(element) : element);
    }
    return elements;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    if (!(object instanceof MethodKey other) || other.values.size() != values.size()) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) { // no iterators: each hit compares
      if (!Objects.equals(values.get(i), other.values.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.isEmpty()
        ? "()"
        : values.stream().map(String::valueOf).collect(Collectors.joining(":"));
  }
}
