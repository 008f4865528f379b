/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

/** What the values are, and whether the cache copies them. */
public enum Storage {
  /** Mutable objects, of which the cache holds the references. */
  REFERENCE("reference", false, Product.class),
  /** Mutable objects, which a cache must copy on the way in and on the way out. */
  VALUE_OBJECT("value-object", true, Product.class),
  /** Records stored by value: immutable, which a cache has to find out. */
  VALUE_RECORD("value-record", true, Offer.class),
  /** Strings stored by value: immutable, so that a cache that knows this need not copy them. */
  VALUE_STRING("value-string", true, String.class);

  private final String id;
  private final boolean byValue;
  private final Class<?> valueType;

  Storage(String id, boolean byValue, Class<?> valueType) {
    this.id = id;
    this.byValue = byValue;
    this.valueType = valueType;
  }

  String id() {
    return id;
  }

  /** Makes a value, unlike that of any other number and sharing nothing with it. */
  Object newValue(int number) {
    String text = "product " + number;
    if (valueType == String.class) {
      return text;
    }
    double price = number / 100.0;
    return (valueType == Offer.class)
        ? new Offer(number, text, price)
        : new Product(number, text, price);
  }

  /** Describes a cache of the values. */
  CacheSpec<Object, Object> cacheSpec(Expiry expiry, boolean statistics, long maximumSize) {
    return new CacheSpec<>(
        asObjectType(Long.class),
        asObjectType(valueType),
        maximumSize,
        expiry,
        byValue,
        statistics);
  }

  /** A cache is given the exact types, while the benchmarks, which have several, use objects. */
  @SuppressWarnings("unchecked")
  private static Class<Object> asObjectType(Class<?> type) {
    return (Class<Object>) type;
  }
}
