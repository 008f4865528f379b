/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Glob;

/**
 * Finds objects that cannot change. A cache that stores by value need not copy them.
 *
 * <p>An object cannot change if all its fields are final, and what they refer to cannot change. For
 * most classes the types of the fields prove that: primitive types, {@linkplain SimpleTypes simple
 * types}, and final classes for which the same holds, such as records. This is found out once for
 * each class. A field of another type, such as an interface or {@code List}, may refer to anything.
 * So each object is looked at there: a list that {@link List#of} made of immutable elements is
 * immutable. To look is much cheaper than to copy.
 *
 * <p>Arrays can always change. Of the JDK's classes, only the simple ones, {@link Optional} and the
 * collections of {@code List.of}, {@code Set.of} and {@code Map.of} count as immutable, as others
 * may hide a state that changes.
 *
 * <p>A class counts as immutable without proof if the application declares it, or if it has an
 * annotation with the name {@code Immutable}, as several libraries have one. Hibernate's is an
 * exception: it says that an entity is not written, while the object may change.
 *
 * <p>A class must be the one that the cache's class loader finds under its name, because readers of
 * a copy would get that class. It must be serializable, because a cache that stores by value
 * refuses others, in memory as in a store outside the heap. And it must not say itself what is
 * serialized: a copy might be another object then.
 *
 * <p>Safe for use by many threads. Does not prevent the unloading of classes.
 */
public final class ImmutableTypes {
  /** How deep an object is looked at. Below that, it counts as mutable. */
  private static final int DEPTH = 8;

  /** How deep types are followed. Below that, objects are looked at. */
  private static final int TYPE_DEPTH = 6;

  private static final String HIBERNATE_ANNOTATIONS = "org.hibernate.annotations";

  /** The methods by which a class says what is serialized (see {@link Serializable}). */
  private static final Set<String> OF_SERIALIZATION =
      Set.of("writeObject", "readObject", "readObjectNoData", "writeReplace", "readResolve");

  private static final Set<Class<?>> COLLECTIONS =
      Stream.of(List.of(), List.of(1), Set.of(), Set.of(1), Map.of(), Map.of(1, 1))
          .map(Object::getClass)
          .collect(Collectors.toUnmodifiableSet());

  /** What the type of a field proves about the objects that it refers to. */
  private enum Proof {
    IMMUTABLE,
    MUTABLE,
    /** Nothing: each object has to be looked at. */
    NONE
  }

  private final ClassLoader loader;
  private final List<Glob> declared;

  /**
   * The fields that have to be looked at in the objects of a class; null if its objects are
   * mutable, or are {@linkplain #isContainer containers}. The classes of the JDK, which outlive an
   * application, refer to these lists, so there must be nothing of ours in them.
   */
  private final ClassValue<@Nullable List<Field>> fields =
      new ClassValue<>() {
        @Override
        protected @Nullable List<Field> computeValue(Class<?> type) {
          try {
            return fields(type, new HashSet<>());
          } catch (LinkageError e) { // the type of a field is missing
            return null;
          }
        }
      };

  /**
   * Creates the rules of one cache.
   *
   * @param loader the cache's
   * @param declared names of classes that count as immutable, or glob patterns
   */
  public ImmutableTypes(ClassLoader loader, Collection<String> declared) {
    this.loader = loader;
    this.declared = declared.stream().map(Glob::of).toList();
  }

  /** Returns whether an object cannot change. */
  boolean isImmutable(Object object) {
    return isImmutable(object, DEPTH);
  }

  private boolean isImmutable(@Nullable Object object, int depth) {
    if (object == null || SimpleTypes.contains(object.getClass())) {
      return true;
    }
    List<Field> toLookAt = fields.get(object.getClass());
    if (toLookAt == null) {
      return depth > 0 && isContainer(object.getClass()) && isContentImmutable(object, depth - 1);
    }
    return toLookAt.isEmpty() || (depth > 0 && areImmutable(toLookAt, object, depth - 1));
  }

  private static boolean isContainer(Class<?> type) {
    return type == Optional.class || COLLECTIONS.contains(type);
  }

  private boolean isContentImmutable(Object object, int depth) {
    if (object instanceof Optional<?> optional) {
      return isImmutable(optional.orElse(null), depth);
    } else if (object instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!isImmutable(entry.getKey(), depth) || !isImmutable(entry.getValue(), depth)) {
          return false;
        }
      }
      return true;
    }
    for (Object element : (Collection<?>) object) {
      if (!isImmutable(element, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean areImmutable(List<Field> toLookAt, Object object, int depth) {
    for (int i = 0; i < toLookAt.size(); i++) {
      Object value;
      try {
        value = toLookAt.get(i).get(object);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e); // it was made accessible
      }
      if (!isImmutable(value, depth)) {
        return false;
      }
    }
    return true;
  }

  // ---- what is decided once for each class

  private @Nullable List<Field> fields(Class<?> type, Set<Class<?>> visited) {
    if (!Serializable.class.isAssignableFrom(type)
        || type.isArray()
        || isOfTheJdk(type)
        || !isFoundByLoader(type)) {
      return null;
    } else if (isDeclared(type)) {
      return List.of();
    } else if (saysWhatIsSerialized(type)) {
      return null;
    }
    visited.add(type);
    List<Field> toLookAt = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers)) {
          continue;
        } else if (!Modifier.isFinal(modifiers) || Modifier.isTransient(modifiers)) {
          return null;
        }
        Proof proof = proof(field.getType(), visited);
        if (proof == Proof.MUTABLE || (proof == Proof.NONE && !field.trySetAccessible())) {
          return null;
        } else if (proof == Proof.NONE) {
          toLookAt.add(field);
        }
      }
    }
    return List.copyOf(toLookAt);
  }

  private Proof proof(Class<?> declaredType, Set<Class<?>> visited) {
    if (declaredType.isPrimitive()) {
      return Proof.IMMUTABLE;
    } else if (declaredType.isArray()) {
      return Proof.MUTABLE;
    } else if (SimpleTypes.contains(declaredType) && hasNoOtherSubclasses(declaredType)) {
      return Proof.IMMUTABLE;
    } else if (declaredType.isSealed()) {
      return isAnyOf(declaredType, visited) ? Proof.IMMUTABLE : Proof.NONE;
    } else if (!Modifier.isFinal(declaredType.getModifiers())
        || isContainer(declaredType)
        || visited.contains(declaredType)
        || visited.size() > TYPE_DEPTH) {
      return Proof.NONE;
    }
    List<Field> toLookAt = fields(declaredType, new HashSet<>(visited));
    if (toLookAt == null) {
      return Proof.MUTABLE;
    }
    return toLookAt.isEmpty() ? Proof.IMMUTABLE : Proof.NONE;
  }

  /** Returns whether all objects of a sealed type are of permitted types that are immutable. */
  private boolean isAnyOf(Class<?> sealedType, Set<Class<?>> visited) {
    return Modifier.isAbstract(sealedType.getModifiers())
        && Arrays.stream(sealedType.getPermittedSubclasses())
            .allMatch(permitted -> proof(permitted, visited) == Proof.IMMUTABLE);
  }

  private static boolean saysWhatIsSerialized(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type)) {
      return true;
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (OF_SERIALIZATION.contains(method.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasNoOtherSubclasses(Class<?> simple) {
    return Modifier.isFinal(simple.getModifiers()) || simple.isEnum();
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader of = type.getClassLoader();
    return of == null || of == ClassLoader.getPlatformClassLoader();
  }

  private boolean isFoundByLoader(Class<?> type) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private boolean isDeclared(Class<?> type) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      Class<?> its = annotation.annotationType();
      if (its.getSimpleName().equals("Immutable")
          && !its.getPackageName().equals(HIBERNATE_ANNOTATIONS)) {
        return true;
      }
    }
    return declared.stream().anyMatch(pattern -> pattern.matches(type.getName()));
  }
}
