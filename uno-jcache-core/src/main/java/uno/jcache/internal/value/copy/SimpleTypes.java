/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The types of the JDK whose instances are immutable, and can always be encoded. */
final class SimpleTypes {
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
                  && TemporalAccessor.class.isAssignableFrom(type))
              || Duration.class == type
              || Period.class == type
              || ZoneId.class.isAssignableFrom(type);
        }
      };

  private SimpleTypes() {}

  /** Returns whether objects of exactly this class are simple. */
  static boolean contains(Class<?> type) {
    return KNOWN.get(type);
  }
}
