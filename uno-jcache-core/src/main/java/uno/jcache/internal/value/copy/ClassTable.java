/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the classes that one cache has serialized. Reading the description of a class takes most
 * of the time of reading a small object; within one JVM, a number can replace it.
 *
 * <p>Classes are referenced weakly, so that serialized objects do not keep an application alive.
 * Safe for use by many threads.
 */
final class ClassTable {
  private final List<KnownClass> known = new CopyOnWriteArrayList<>();

  /** The classes refer to their numbers; this does not refer to the classes. */
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

  /** Returns the description of the class with this number, or null if it was unloaded. */
  @Nullable ObjectStreamClass describe(int number) {
    Class<?> type = known.get(number).type().get();
    return (type == null) ? null : ObjectStreamClass.lookupAny(type);
  }

  /** Returns the name of the class with this number. */
  String nameOf(int number) {
    return known.get(number).name();
  }
}
