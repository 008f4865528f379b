/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the classes that one cache has serialized. Most of the time that reading a small
 * object takes goes into its class's description, which is the same each time; within one JVM a
 * number does.
 *
 * <p>Classes are held weakly, so that a cache does not keep an application's classes alive by the
 * bytes of its objects.
 */
final class ClassTable {
  private final List<KnownClass> known = new CopyOnWriteArrayList<>();

  /** Attached to the classes, not the other way round. */
  private final ClassValue<Integer> numbers =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
          return add(type);
        }
      };

  private record KnownClass(String name, WeakReference<Class<?>> type) {}

  private int add(Class<?> type) {
    synchronized (known) {
      known.add(new KnownClass(type.getName(), new WeakReference<>(type)));
      return known.size() - 1;
    }
  }

  /** Returns the number of a class. */
  int numberOf(Class<?> type) {
    return numbers.get(type);
  }

  /** Returns the description of the class with this number, or null where the class is gone. */
  @Nullable ObjectStreamClass describe(int number) {
    Class<?> type = known.get(number).type().get();
    return (type == null) ? null : ObjectStreamClass.lookupAny(type);
  }

  /** Returns the name of the class with this number. */
  String nameOf(int number) {
    return known.get(number).name();
  }
}
