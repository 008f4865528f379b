/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.internal.store.UndecodableException;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // applications have them in keys
class KeyCodecTest {
  private final KeyCodec codec = codec();

  private static KeyCodec codec(String... allowed) {
    return new KeyCodec(
        "test", new ClassAllowList(KeyCodecTest.class.getClassLoader(), List.of(allowed)));
  }

  private void assertSameBytes(Object one, Object other) {
    assertThat(one).isEqualTo(other);
    assertThat(codec.encode(one)).isEqualTo(codec.encode(other));
    assertThat(codec.decode(codec.encode(one))).isEqualTo(other);
  }

  // ---- simple keys

  static Stream<Object> simpleKeys() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    LocalDateTime twice = LocalDateTime.of(2026, 10, 25, 2, 30); // when clocks are put back
    return Stream.of(
        "",
        "key",
        "\u00e4\u20ac\ud83d\ude00",
        "?",
        "\ufffd",
        "\ud83d",
        "a\ude00b",
        "\u0000\u0080",
        0,
        -1,
        Integer.MIN_VALUE,
        42L,
        Long.MAX_VALUE,
        (short) -7,
        (byte) 7,
        'x',
        '\ud83d',
        true,
        false,
        0.0,
        -0.0,
        Double.NaN,
        1.1,
        Double.MIN_VALUE,
        0.0f,
        -0.0f,
        Float.NaN,
        BigInteger.TEN.pow(50).negate(),
        new BigDecimal("1.0"),
        new BigDecimal("1.00"),
        new BigDecimal("-1E+2147483647"),
        new UUID(1, -1),
        Instant.MAX,
        Instant.MIN,
        Instant.ofEpochSecond(1, 1),
        LocalDate.MIN,
        LocalDate.MAX,
        LocalTime.of(1, 2),
        LocalTime.MAX,
        LocalDateTime.MIN,
        OffsetDateTime.MAX,
        OffsetTime.MIN,
        ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(1)),
        ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(2)),
        ZonedDateTime.of(twice, ZoneOffset.UTC),
        ZonedDateTime.of(twice, ZoneId.of("UTC")),
        Duration.ofSeconds(-1, 1),
        Duration.ofSeconds(Long.MIN_VALUE),
        Period.of(1, -2, 3),
        Year.of(12),
        Year.of(-999_999_999),
        YearMonth.of(-5, 1),
        YearMonth.of(10_000, 1),
        MonthDay.of(2, 29),
        ZoneOffset.ofHoursMinutesSeconds(1, 2, 3),
        paris,
        DayOfWeek.MONDAY,
        TimeUnit.DAYS,
        Shade.DARK,
        String.class,
        Locale.GERMANY,
        new java.util.Date(5),
        new java.sql.Timestamp(5));
  }

  @ParameterizedTest
  @MethodSource("simpleKeys")
  void comesBack(Object key) {
    assertThat(codec.decode(codec.encode(key))).isEqualTo(key);
  }

  @Test
  void differentKeysHaveDifferentBytes() {
    Map<String, Object> seen = new HashMap<>();
    simpleKeys()
        .forEach(
            key -> {
              Object other = seen.put(Arrays.toString(codec.encode(key)), key);
              assertThat(other).as("same bytes as " + key).isNull();
            });
  }

  @Test
  void stringsReadAsThemselves() {
    assertThat(new String(codec.encode("user:4711"), UTF_8)).isEqualTo("user:4711");
  }

  @Test
  void allNotANumbersAreEqual() {
    assertSameBytes(Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L));
    assertSameBytes(Float.NaN, Float.intBitsToFloat(0x7fc00001));
  }

  @Test
  void randomStringsComeBack() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(8), 0, 0x10000)
              .collect(StringBuilder::new, (to, c) -> to.append((char) c), StringBuilder::append)
              .toString();
      assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
    }
  }

  /** One whose constants are classes of their own. */
  enum Shade {
    DARK {
      @Override
      boolean isDark() {
        return true;
      }
    },
    LIGHT;

    boolean isDark() {
      return false;
    }
  }

  // ---- collections and records

  record Point(int x, @Nullable String label) {}

  record Nested(Point point, List<Point> more, Set<String> tags) {}

  @Test
  void collectionsAreTheirElements() {
    assertSameBytes(List.of("a", 1L), new LinkedList<>(Arrays.asList("a", 1L)));
    assertSameBytes(Arrays.asList("a", null), new ArrayList<>(Arrays.asList("a", null)));
    assertSameBytes(Set.of(1, 2, 3), new TreeSet<>(List.of(3, 2, 1)));
    assertSameBytes(Map.of("a", 1, "b", 2), new TreeMap<>(Map.of("b", 2, "a", 1)));
    assertSameBytes(
        Collections.unmodifiableList(List.of(Set.of("x"))), List.of(Collections.singleton("x")));
  }

  @Test
  void recordsAreTheirComponents() {
    assertSameBytes(new Point(1, "a"), new Point(1, other("a")));
    assertSameBytes(new Point(1, null), new Point(1, null));
    Nested nested = new Nested(new Point(1, "p"), List.of(new Point(2, "q")), Set.of("s", "t"));
    assertSameBytes(
        nested,
        new Nested(
            new Point(1, "p"),
            new LinkedList<>(List.of(new Point(2, "q"))),
            new LinkedHashSet<>(List.of("t", "s"))));
  }

  // ---- serialized keys

  /** What generators of keys make. */
  @SuppressWarnings("serial")
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;
    private final @Nullable Object[] parts;
    private transient int hash;

    Key(@Nullable Object... parts) {
      this.parts = parts;
      this.hash = Arrays.deepHashCode(parts);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      hash = Arrays.deepHashCode(parts);
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Key other && Arrays.deepEquals(parts, other.parts);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @SuppressWarnings("serial")
  static class Pair implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Object first;
    private final Object second;

    Pair(Object first, Object second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Pair other
          && first.equals(other.first)
          && second.equals(other.second);
    }

    @Override
    public int hashCode() {
      return Objects.hash(first, second);
    }
  }

  @SuppressWarnings("StringOperationCanBeSimplified") // another object, on purpose
  private static String other(String text) {
    return new String(text.toCharArray());
  }

  @Test
  void sharedPartsMakeNoDifference() {
    for (String text : List.of("a", "Ljava/lang/Object;", "first", Pair.class.getName())) {
      assertSameBytes(new Pair(text, text), new Pair(text, other(text)));
      assertSameBytes(new Pair(text, text), new Pair(other(text), other(text)));
    }
    Pair part = new Pair("x", 128);
    assertSameBytes(new Pair(part, part), new Pair(new Pair("x", 128), new Pair(other("x"), 128)));
    int[] numbers = {1, 2};
    assertSameBytes(
        new Key(numbers, numbers, null), new Key(numbers.clone(), numbers.clone(), null));
    assertSameBytes(new Key(), new Key());
    assertSameBytes(
        new Key("a", new Object[] {1L, Shade.DARK}), new Key("a", new Object[] {1L, Shade.DARK}));
  }

  @Test
  void orderOfInsertionMakesNoDifference() {
    Set<Integer> up = new HashSet<>();
    Set<Integer> down = new HashSet<>(1024);
    for (int i = 0; i < 100; i++) {
      up.add(i * 65536);
      down.add((99 - i) * 65536);
    }
    assertSameBytes(new Pair("k", up), new Pair("k", down));
    assertSameBytes(new Pair("k", up), new Pair("k", Set.copyOf(up)));
    assertSameBytes(new Pair("k", new ArrayList<>(List.of(1, 2))), new Pair("k", List.of(1, 2)));
    assertSameBytes(
        new Pair("k", new HashMap<>(Map.of(1, "a", 2, "b"))),
        new Pair("k", Map.of(2, "b", 1, "a")));
    BitSet bits = new BitSet(1_000);
    bits.set(3);
    assertSameBytes(bits, BitSet.valueOf(new long[] {8}));
    assertSameBytes(new Pair("k", bits), new Pair("k", BitSet.valueOf(new long[] {8})));
    // Of fields that demand their class.
    assertSameBytes(new Pair("k", new TreeSet<>(up)), new Pair("k", new TreeSet<>(down)));
    Pair linked = new Pair("k", new LinkedList<>(List.of(1)));
    assertThat(((Pair) codec.decode(codec.encode(linked))).second).isInstanceOf(LinkedList.class);
  }

  @Test
  void randomKeysAreCanonical() {
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      long seed = random.nextLong();
      assertSameBytes(part(new Random(seed), 4, false), part(new Random(seed), 4, true));
    }
  }

  /** Makes a part of a key; random, but always equal for the same seed. */
  private static Object part(Random random, int depth, boolean other) {
    int kind = random.nextInt((depth == 0) ? 3 : 9);
    int size = random.nextInt(4);
    return switch (kind) {
      case 0 -> text("s" + random.nextInt(3), other);
      case 1 -> 1_000L + random.nextInt(3);
      case 2 -> random.nextBoolean() ? Shade.DARK : Shade.LIGHT;
      case 3, 4 -> new Pair(part(random, depth - 1, other), part(random, depth - 1, other));
      case 5 -> new Key(parts(random, size, depth, other).toArray());
      case 6 -> new ArrayList<>(parts(random, size, depth, other));
      case 7 -> {
        List<Object> parts = parts(random, size, depth, other);
        if (other) { // fill it the other way round
          Collections.reverse(parts);
        }
        yield new HashSet<>(parts);
      }
      default -> new Point(random.nextInt(3), text("p", other));
    };
  }

  private static String text(String text, boolean other) {
    return other ? other(text) : text.intern();
  }

  private static List<Object> parts(Random random, int size, int depth, boolean other) {
    List<Object> parts = new ArrayList<>();
    IntStream.range(0, size).forEach(i -> parts.add(part(random, depth - 1, other)));
    return parts;
  }

  @Test
  void isTheSameForAnotherCache() {
    Pair key = new Pair("a", List.of(1, Set.of("x", "y")));
    byte[] bytes = codec("uno.jcache.*").encode(key);
    assertThat(codec.encode(key)).isEqualTo(bytes);
    assertThat(codec("uno.jcache.*").decode(bytes)).isEqualTo(key);
  }

  // ---- what has no such bytes

  static final class Identity implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private void assertRefused(Object key, String why) {
    assertThatThrownBy(() -> codec.encode(key))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(why);
  }

  @Test
  @SuppressWarnings("CollectionUndefinedEquality")
  void refusesWhatHasNoSuchBytes() {
    assertRefused(new Identity(), "check their equals and hashCode");
    assertRefused(new Object(), "neither Serializable");
    assertRefused(new byte[] {1}, "use lists");
    assertRefused(List.of(new byte[] {1}), "use lists");
    assertRefused(new Pair("a", new Object()), "neither Serializable");
    assertRefused(new Pair("a", new ConcurrentHashMap<>()), "in any order");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    assertRefused(new Pair("a", itself), "contain themselves");
    assertRefused((Comparable<String> & Serializable) s -> 0, "lambda");
  }

  // ---- what is not to be read

  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    static {
      Touched.byGadget = true;
    }

    private void readObject(ObjectInputStream in) {
      Touched.byGadget = true;
    }
  }

  static final class Touched {
    static boolean byGadget;
  }

  @Test
  void readsNoOtherClasses() {
    byte[] bytes = codec("uno.jcache.*").encode(new Pair("a", 1));
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining(Pair.class.getName())
        .hasMessageContaining("allowed-classes");
  }

  @Test
  void neverReadsWhatIsNotKeyed() {
    byte[] gadget =
        new ByteWriter(64)
            .add(0xb7)
            .addSized(KeyCodecTest.class.getName() + "$Gadget")
            .addLong(0)
            .toBytes();
    assertThatThrownBy(() -> codec.decode(gadget)).isInstanceOf(UndecodableException.class);
    assertThat(Touched.byGadget).isFalse();
  }

  @Test
  void garbageIsUndecodable() {
    Random random = new Random(3);
    List<byte[]> good =
        List.of(
            codec.encode(new Pair("a", List.of(1, Set.of("x")))),
            codec.encode(new Nested(new Point(1, "p"), List.of(), Set.of("s"))),
            codec.encode(new Key(1L, "x", new Object[] {Shade.DARK, 2})),
            codec.encode(Map.of("a", List.of(BigDecimal.ONE))),
            codec.encode(ZonedDateTime.now(ZoneId.of("Europe/Paris"))));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.get(random.nextInt(good.size())).clone();
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      for (int flips = random.nextInt(4); flips >= 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(codec.decode(bytes)).isNotNull();
      } catch (UndecodableException e) {
        assertThat(e).hasMessageContaining("key");
      }
    }
  }

  private record Brittle(String name) {
    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  @Test
  void whatFailsAsItIsHashedIsUndecodable() {
    byte[] good = codec.encode(Set.of(new Brittle("x")));
    // The same with null in the place of the name, whose length is the last byte but one.
    assertThat(good[good.length - 1]).isEqualTo((byte) 'x');
    byte[] broken = good.clone();
    broken[good.length - 1] = nullByte();
    assertThatThrownBy(() -> codec.decode(broken)).isInstanceOf(UndecodableException.class);
  }

  private byte nullByte() {
    byte[] listOfNull = codec.encode(Collections.singletonList(null));
    return listOfNull[listOfNull.length - 1];
  }
}
