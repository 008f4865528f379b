/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The types whose instances are immutable. Such instances are not copied. */
final class ImmutableTypes {
  /** Exact classes, because a subclass could be mutable. */
  private static final Set<Class<?>> TYPES =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Locale.class,
          Currency.class,
          Class.class);

  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return TYPES.contains(type)
              || Enum.class.isAssignableFrom(type)
              || (type.getPackageName().equals("java.time")
                  && java.time.temporal.TemporalAccessor.class.isAssignableFrom(type))
              || java.time.Duration.class == type
              || java.time.Period.class == type
              || java.time.ZoneId.class.isAssignableFrom(type);
        }
      };

  private ImmutableTypes() {}

  static boolean isImmutable(Object object) {
    return KNOWN.get(object.getClass());
  }
}
