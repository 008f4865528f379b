/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.util.Comparator.comparing;

import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Hashes of the structure of classes. If the hash differs, the class has changed. */
public final class Fingerprints {
  private static final ClassValue<Long> OF_FIELDS =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          StringBuilder text = new StringBuilder();
          for (Class<?> each : reachable(type)) {
            text.append(each.getName()).append('{');
            if (each.isEnum() || !isOfTheJdk(each)) {
              fields(each).forEach(f -> text.append(f.getName() + ':' + f.getGenericType() + ';'));
            }
            text.append('}');
          }
          return hash(text);
        }
      };

  private static final ClassValue<Long> SERIALIZED =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return hash(serializedForm(type));
        }
      };

  private Fingerprints() {}

  /** Returns a hash of the fields of a class, and of those of the classes that it refers to. */
  public static long ofFields(Class<?> type) {
    return OF_FIELDS.get(type);
  }

  /** Returns a hash of the serialized form of a class, without its superclasses. */
  static long ofSerialized(Class<?> type) {
    return SERIALIZED.get(type);
  }

  private static CharSequence serializedForm(Class<?> type) {
    StringBuilder text = new StringBuilder(type.getName());
    ObjectStreamClass description = ObjectStreamClass.lookupAny(type);
    if (type.isArray() || type.isEnum() || description == null) {
      return text; // an enum constant is stored as its name
    }
    text.append('#').append(description.getSerialVersionUID());
    for (ObjectStreamField field : description.getFields()) {
      text.append(';').append(field.getName()).append(':').append(field.getTypeCode());
      if (!field.isPrimitive()) {
        text.append(field.getTypeString()).append(typeArguments(type, field.getName()));
      }
    }
    try { // the format depends on whether the class has this method
      text.append(type.getDeclaredMethod("writeObject", ObjectOutputStream.class));
    } catch (NoSuchMethodException e) {
      text.append('-');
    }
    return text;
  }

  /** Returns the generic type of a field, to tell a list of strings from a list of numbers. */
  private static String typeArguments(Class<?> type, String field) {
    if (isOfTheJdk(type)) {
      return ""; // the generic type may differ between versions of Java
    }
    try {
      Type declared = type.getDeclaredField(field).getGenericType();
      return (declared instanceof Class<?>) ? "" : declared.toString();
    } catch (NoSuchFieldException e) {
      return ""; // serialPersistentFields has it, but the class does not
    }
  }

  /**
   * Returns a class and all classes to which its fields refer, directly or indirectly, in a stable
   * order. Classes of the JDK are included, but not the classes to which they refer.
   */
  static Set<Class<?>> reachable(Class<?> type) {
    Set<Type> found = new LinkedHashSet<>();
    reach(type, found);
    Set<Class<?>> classes = new LinkedHashSet<>();
    for (Type each : found) {
      if (each instanceof Class<?> one) {
        classes.add(one);
      }
    }
    return classes;
  }

  /**
   * Adds a type and all types to which it refers.
   *
   * @param found the classes found so far, and the type variables, as the bound of a variable may
   *     refer to the variable itself
   */
  private static void reach(Type type, Set<Type> found) {
    if (type instanceof GenericArrayType array) {
      reach(array.getGenericComponentType(), found);
    } else if (type instanceof ParameterizedType generic) {
      reach(generic.getRawType(), found);
      reachAll(generic.getActualTypeArguments(), found);
    } else if (type instanceof WildcardType wildcard) {
      reachAll(wildcard.getUpperBounds(), found);
      reachAll(wildcard.getLowerBounds(), found);
    } else if (type instanceof TypeVariable<?> variable) {
      if (found.add(variable)) {
        reachAll(variable.getBounds(), found);
      }
    } else if (type instanceof Class<?> one) {
      if (one.isArray()) {
        reach(one.getComponentType(), found);
      } else if (!one.isPrimitive() && found.add(one) && !isOfTheJdk(one)) {
        reachMembers(one, found);
      }
    }
  }

  private static void reachAll(Type[] types, Set<Type> found) {
    for (Type each : types) {
      reach(each, found);
    }
  }

  private static void reachMembers(Class<?> type, Set<Type> found) {
    try {
      if (type.getGenericSuperclass() != null) {
        reach(type.getGenericSuperclass(), found);
      }
      fields(type).forEach(field -> reach(field.getGenericType(), found));
      if (type.isSealed()) {
        reachAll(type.getPermittedSubclasses(), found);
      }
    } catch (LinkageError | TypeNotPresentException e) {
      // An optional library is missing, so there are no objects of its classes either.
    }
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>(Arrays.asList(type.getDeclaredFields()));
    fields.removeIf(
        field ->
            Modifier.isTransient(field.getModifiers())
                || field.isSynthetic()
                || (Modifier.isStatic(field.getModifiers()) && !field.isEnumConstant()));
    fields.sort(comparing(Field::getName));
    return fields;
  }

  private static boolean isOfTheJdk(Class<?> type) {
    return type.getClassLoader() == null
        || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
  }

  /** FNV-1a in 64 bits. */
  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
