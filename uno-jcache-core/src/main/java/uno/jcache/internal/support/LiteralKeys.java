/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Finds the keys that have a given text. A pattern without wildcards is such a text. */
public final class LiteralKeys {
  /** Parsers of simple types. They throw if the text is not that of a key of the type. */
  private static final Map<Class<?>, Function<String, ?>> PARSERS =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(Byte.class, Byte::valueOf),
          Map.entry(Short.class, Short::valueOf),
          Map.entry(Integer.class, Integer::valueOf),
          Map.entry(Long.class, Long::valueOf),
          Map.entry(Float.class, Float::valueOf),
          Map.entry(Double.class, Double::valueOf),
          Map.entry(Boolean.class, Boolean::valueOf),
          Map.entry(Character.class, text -> text.charAt(0)),
          Map.entry(BigInteger.class, BigInteger::new),
          Map.entry(BigDecimal.class, BigDecimal::new),
          Map.entry(UUID.class, UUID::fromString));

  private LiteralKeys() {}

  /** Returns whether {@link #of} finds all keys of a type that have the text. */
  public static boolean areAllKnown(Class<?> type) {
    return PARSERS.containsKey(type) || type.isEnum();
  }

  /** Returns the keys of simple types that have this text and are of the given type. */
  public static List<Object> of(String text, Class<?> type) {
    List<Object> keys = new ArrayList<>();
    if (type.isEnum()) {
      addMatching(type.getEnumConstants(), text, keys);
      return keys;
    }
    PARSERS.forEach(
        (simple, parser) -> {
          if (type.isAssignableFrom(simple)) {
            try {
              addMatching(new Object[] {parser.apply(text)}, text, keys);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
              // no key of that type has this text
            }
          }
        });
    return keys;
  }

  private static void addMatching(Object[] candidates, String text, List<Object> keys) {
    for (Object candidate : candidates) {
      if (Keys.text(candidate).equals(text)) {
        keys.add(candidate);
      }
    }
  }
}
