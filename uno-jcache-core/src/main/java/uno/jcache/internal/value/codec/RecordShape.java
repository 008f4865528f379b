/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.util.Comparator.comparing;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The components of a record class, sorted by name. Their order in the source may change. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final RecordComponent[] components;
  private final MethodHandle[] accessors;
  private final int[] positions;
  private final MethodHandle constructor;

  private RecordShape(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    components = declared.clone();
    Arrays.sort(components, comparing(RecordComponent::getName));
    accessors = new MethodHandle[components.length];
    positions = new int[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        accessors[i] = MethodHandles.lookup().unreflect(accessor);
        positions[i] = Arrays.asList(declared).indexOf(components[i]);
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      constructor =
          MethodHandles.lookup()
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, declared.length);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new CacheException(
          "Keys of the record " + type.getName() + " need its package open to uno.jcache", e);
    }
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  int size() {
    return components.length;
  }

  @Nullable Object get(Object key, int component) {
    try {
      return accessors[component].invoke(key);
    } catch (Throwable e) {
      throw new CacheException(
          "An accessor of the record " + key.getClass().getName() + " failed", e);
    }
  }

  /** Creates a record from the values of its components, sorted by name. */
  Object newInstance(@Nullable Object[] values) throws Throwable {
    @Nullable Object[] inOrder = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      inOrder[positions[i]] = values[i];
    }
    return constructor.invoke(inOrder);
  }
}
