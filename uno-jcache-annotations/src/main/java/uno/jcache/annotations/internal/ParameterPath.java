/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Nearest;

/**
 * A value in the arguments of a call: a parameter, or a part of it, as {@code user.id} names it.
 *
 * @param position that of the parameter
 * @param parts from the parameter to the value
 * @param type that of the value
 */
record ParameterPath(int position, List<Accessor> parts, Class<?> type) {
  /**
   * Reads a path.
   *
   * @param text such as {@code id}, {@code user.id} or {@code 0}
   * @throws IllegalArgumentException if there is no such parameter or part; says what there is
   */
  static ParameterPath of(String text, Method method) {
    String[] names = text.split("\\.", -1);
    int position = position(names[0], method);
    Class<?> type = method.getParameterTypes()[position];
    List<Accessor> parts = new ArrayList<>();
    for (int i = 1; i < names.length; i++) {
      Accessor part = names[i].isEmpty() ? null : Accessor.of(type, names[i]);
      if (part == null) {
        throw new IllegalArgumentException(
            "{%s}: %s has no '%s'; %s"
                .formatted(
                    text, type.getName(), names[i], Nearest.hint(names[i], Accessor.names(type))));
      }
      parts.add(part);
      type = part.type();
    }
    return new ParameterPath(position, List.copyOf(parts), type);
  }

  private static int position(String name, Method method) {
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      boolean isNamed = parameters[i].isNamePresent() && parameters[i].getName().equals(name);
      if (isNamed || name.equals(String.valueOf(i))) {
        return i;
      }
    }
    if (parameters.length > 0 && !parameters[0].isNamePresent()) {
      throw new IllegalArgumentException(
          "{%s}: the class was compiled without the names of parameters; compile it with -parameters, or write {0} for the first"
              .formatted(name));
    }
    List<String> known = names(method);
    throw new IllegalArgumentException(
        "{%s} is no parameter of the method; %s".formatted(name, Nearest.hint(name, known)));
  }

  /** Returns the names of the parameters; their positions, if they have no names. */
  static List<String> names(Method method) {
    Parameter[] parameters = method.getParameters();
    return IntStream.range(0, parameters.length)
        .mapToObj(i -> parameters[i].isNamePresent() ? parameters[i].getName() : String.valueOf(i))
        .toList();
  }

  /** Returns the value in a call; null if it is null, or something on the way is. */
  @Nullable Object value(@Nullable Object[] arguments) {
    Object value = arguments[position];
    for (Accessor part : parts) {
      if (value == null) {
        return null;
      }
      value = part.get(value);
    }
    return value;
  }
}
