/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Assigns numbers to the classes that one cache has serialized. When a small object is read, most
 * of the time is spent on its class descriptor. Within one JVM, a number can replace the
 * descriptor.
 *
 * <p>Classes are referenced weakly, so that an application can be unloaded while its serialized
 * objects exist. Safe for use by many threads.
 */
final class ClassTable {
  private final List<KnownClass> known = new CopyOnWriteArrayList<>();

  /** Each class refers to its number. The {@code ClassValue} does not refer to the classes. */
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

  /** Returns the descriptor of the class with this number, or null if the class was unloaded. */
  @Nullable ObjectStreamClass describe(int number) {
    Class<?> type = known.get(number).type().get();
    return (type == null) ? null : ObjectStreamClass.lookupAny(type);
  }

  /** Returns the name of the class with this number. */
  String nameOf(int number) {
    return known.get(number).name();
  }
}
