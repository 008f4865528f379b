/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.MethodKey;

/** The parameters of an annotated method. */
final class Parameters {
  static final int NONE = -1;

  private final Class<?>[] types;
  private final List<Set<Annotation>> annotations;
  private final int[] keys;
  private final int value;

  private Parameters(Class<?>[] types, List<Set<Annotation>> annotations, int[] keys, int value) {
    this.types = types;
    this.annotations = annotations;
    this.keys = keys;
    this.value = value;
  }

  static Parameters of(Method method) {
    Annotation[][] all = method.getParameterAnnotations();
    int[] values = with(CacheValue.class, all);
    int[] keys = with(CacheKey.class, all);
    int value = (values.length == 1) ? values[0] : NONE;
    if (keys.length == 0) {
      keys = IntStream.range(0, all.length).filter(i -> i != value).toArray();
    }
    return new Parameters(
        method.getParameterTypes(), Arrays.stream(all).map(Set::of).toList(), keys, value);
  }

  /** Returns the positions of the parameters that have an annotation. */
  static int[] with(Class<? extends Annotation> type, Annotation[][] all) {
    return IntStream.range(0, all.length)
        .filter(i -> Arrays.stream(all[i]).anyMatch(type::isInstance))
        .toArray();
  }

  /** Returns the positions of the parameters that make up the key. */
  int[] keys() {
    return keys;
  }

  /** Returns the position of the parameter to cache; {@link #NONE} if there is none. */
  int value() {
    return value;
  }

  /** Returns the usual key of a call. */
  MethodKey key(@Nullable Object[] arguments) {
    @Nullable Object[] values = new @Nullable Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = arguments[keys[i]];
    }
    return MethodKey.of(values);
  }

  /** Returns the arguments of a call, as key generators and resolvers see them. */
  CacheInvocationParameter[] all(@Nullable Object[] arguments) {
    return IntStream.range(0, types.length)
        .mapToObj(i -> new Argument(types[i], arguments[i], annotations.get(i), i))
        .toArray(CacheInvocationParameter[]::new);
  }

  private record Argument(
      Class<?> rawType, @Nullable Object value, Set<Annotation> annotations, int parameterPosition)
      implements CacheInvocationParameter {
    @Override
    public Class<?> getRawType() {
      return rawType;
    }

    @Override
    @SuppressWarnings("NullAway") // an argument may be null
    public @Nullable Object getValue() {
      return value;
    }

    @Override
    public Set<Annotation> getAnnotations() {
      return annotations;
    }

    @Override
    public int getParameterPosition() {
      return parameterPosition;
    }
  }
}
