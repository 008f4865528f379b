/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A named part of an object: a method {@code id()}, {@code getId()} or {@code isId()} without
 * parameters, or a field.
 *
 * @param member the method or field
 * @param type of its value
 */
record Accessor(Member member, Class<?> type) {
  /** Finds a part of the objects of a class; null if there is none of that name. */
  static @Nullable Accessor of(Class<?> type, String name) {
    String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    for (Class<?> each : MethodSearch.hierarchy(type)) {
      for (String method : new String[] {name, "get" + capital, "is" + capital}) {
        try {
          Method found = each.getDeclaredMethod(method);
          if (found.getReturnType() != void.class && !Modifier.isStatic(found.getModifiers())) {
            return accessible(found, found, found.getReturnType());
          }
        } catch (NoSuchMethodException e) {
          // perhaps the next
        }
      }
      try {
        Field found = each.getDeclaredField(name);
        if (!Modifier.isStatic(found.getModifiers())) {
          return accessible(found, found, found.getType());
        }
      } catch (NoSuchFieldException e) {
        // perhaps the next
      }
    }
    return null;
  }

  private static @Nullable Accessor accessible(
      AccessibleObject object, Member member, Class<?> type) {
    return object.trySetAccessible() ? new Accessor(member, type) : null;
  }

  /** Returns the names of the parts that a reader would think of: fields, and record components. */
  static Set<String> names(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Class<?> each : MethodSearch.hierarchy(type)) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          names.add(field.getName());
        }
      }
    }
    return names;
  }

  /** Returns the part of an object. */
  @Nullable Object get(Object of) {
    try {
      return (member instanceof Method method) ? method.invoke(of) : ((Field) member).get(of);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(member + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // it was made accessible
    }
  }
}
