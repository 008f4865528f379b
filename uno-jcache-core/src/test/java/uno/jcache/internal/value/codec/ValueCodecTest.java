/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.ITERABLE;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.ZoneId;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.Codec;
import uno.jcache.behavior.Logs;
import uno.jcache.internal.store.UndecodableException;

class ValueCodecTest {
  private static final String PACKAGE = "uno.jcache.*";

  private static final String[] ALL = {PACKAGE, "java.util.*", "java.lang.Class"};

  private final ValueCodec codec = codec(Codec.serialization(), Long.MAX_VALUE, ALL);
  private final ValueCodec json = codec(Codec.json(), Long.MAX_VALUE, ALL);
  private final ValueCodec compressing = codec(Codec.serialization(), 100, ALL);

  private static ValueCodec codec(Codec codec, long compressAbove, String... allowed) {
    return codec(
        codec, compressAbove, ValueCodecTest.class.getClassLoader(), Object.class, allowed);
  }

  private static ValueCodec codec(
      Codec codec, long compressAbove, ClassLoader loader, Class<?> type, String... allowed) {
    return new ValueCodec(
        "test", codec, new ClassAllowList(loader, List.of(allowed), type), type, compressAbove);
  }

  record User(String name, int age, List<Address> addresses) implements Serializable {}

  record Address(String street, @Nullable Kind kind) implements Serializable {}

  enum Kind {
    HOME,
    WORK
  }

  private static final User USER = new User("n", 7, List.of(new Address("s", Kind.WORK)));

  @SuppressWarnings("serial")
  static class Bean implements Serializable {
    private static final long serialVersionUID = 1L;
    Object content;

    Bean(Object content) {
      this.content = content;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Bean other && Objects.equals(content, other.content);
    }

    @Override
    public int hashCode() {
      return content.hashCode();
    }
  }

  static Stream<Object> values() {
    return Stream.of(
        "text",
        "",
        "\ud83d",
        12L,
        new byte[] {1, 2, 3},
        new byte[0],
        new int[] {1, 2, 3},
        new Object[] {"a", null, 1},
        USER,
        Kind.HOME,
        new Bean(new Bean(List.of("x", Set.of(1)))),
        new ArrayList<>(Arrays.asList(1, null, "x")),
        List.of(1),
        Map.of("a", Set.of(USER)),
        new HashMap<>(Map.of(1, 2)),
        new ConcurrentHashMap<>(Map.of(1, 2)),
        new EnumMap<>(Map.of(TimeUnit.DAYS, "d")),
        String.class,
        java.util.Locale.GERMANY,
        new java.sql.Timestamp(3));
  }

  @ParameterizedTest
  @MethodSource("values")
  void comesBack(Object value) {
    for (ValueCodec each : List.of(codec, compressing)) {
      assertThat(each.decode(each.encode(value)).value()).isEqualTo(value);
    }
    // After a restart.
    ValueCodec later = codec(Codec.serialization(), 1, ALL);
    assertThat(later.decode(codec.encode(value)).value()).isEqualTo(value);
  }

  @Test
  void historyComesBack() {
    for (Object value : List.of("text", USER, "long ".repeat(100))) {
      byte[] plain = compressing.encode(value);
      var history = new ValueCodec.EntryHistory(1, Long.MAX_VALUE, 3);
      byte[] bytes = ValueCodec.withHistory(plain, history);
      assertThat(compressing.decode(bytes)).isEqualTo(new ValueCodec.DecodedValue(value, history));
      assertThat(ValueCodec.withoutHistory(bytes)).isEqualTo(plain);
    }
  }

  private static void assertUndecodable(ValueCodec codec, byte[] bytes, String why) {
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining(why);
  }

  // ---- which classes are read

  @Test
  void readsDeclaredTypesAndThoseOfTheirFields() {
    ValueCodec declared =
        codec(Codec.serialization(), 1, ValueCodecTest.class.getClassLoader(), User.class);
    assertThat(declared.decode(codec.encode(USER)).value()).isEqualTo(USER);
    assertUndecodable(declared, codec.encode(new Bean(1)), Bean.class.getName());
    assertUndecodable(declared, codec.encode("text"), "values are of " + User.class.getName());
  }

  @Test
  void readsWhatItHasWritten() {
    for (Codec each : List.of(Codec.serialization(), Codec.json())) {
      ValueCodec own = codec(each, Long.MAX_VALUE);
      assertThat(own.decode(own.encode(USER)).value()).isEqualTo(USER);
    }
  }

  @Test
  void saysOnceWhatOthersCannotRead() {
    ValueCodec own = codec(Codec.serialization(), Long.MAX_VALUE, Kind.class.getName());
    try (Logs logs = Logs.of(ValueCodec.class)) {
      byte[] unused = own.encode(List.of(USER, "text", Kind.HOME));
      unused = own.encode(new User[0]);
      assertThat(logs.messages())
          .singleElement(STRING)
          .contains(
              "'test'",
              "allowed-classes += \""
                  + Address.class.getName()
                  + "\", allowed-classes += \""
                  + User.class.getName()
                  + "\"");
    }
  }

  @Test
  void onlyWhatNobodyCanReadIsDamaged() {
    byte[] user = codec.encode(USER);
    byte[] later = user.clone();
    later[0]++;
    byte[] garbage = user.clone();
    garbage[0] = '~';
    byte[] flags = user.clone();
    flags[1] = 64;
    byte[] cut = Arrays.copyOf(user, 20);
    byte[] compressed = compressing.encode("long ".repeat(1000));
    byte[] broken = Arrays.copyOf(compressed, compressed.length - 3);
    ValueCodec strict = codec(Codec.serialization(), Long.MAX_VALUE);
    assertThat(isDamaged(strict, user)).isFalse();
    assertThat(isDamaged(json, user)).isFalse();
    assertThat(isDamaged(codec, later)).isFalse();
    assertThat(isDamaged(codec, flags)).isFalse();
    assertThat(isDamaged(codec, garbage)).isTrue();
    assertThat(isDamaged(codec, cut)).isTrue();
    assertThat(isDamaged(codec, broken)).isTrue();
    assertThat(isDamaged(codec, new byte[0])).isTrue();
  }

  private static boolean isDamaged(ValueCodec codec, byte[] bytes) {
    try {
      throw new AssertionError(codec.decode(bytes));
    } catch (UndecodableException e) {
      return e.isDamaged();
    }
  }

  @Test
  void readsNoOthers() {
    ValueCodec later = codec(Codec.serialization(), Long.MAX_VALUE);
    assertUndecodable(later, codec.encode(USER), "allowed-classes +=");
    assertUndecodable(later, codec.encode(new User[0]), "User");
    assertUndecodable(later, codec.encode(List.of(List.of(USER))), "User");
    assertThat(
            codec(Codec.serialization(), 1, User.class.getName())
                .decode(codec.encode(new User("n", 1, List.of())))
                .value())
        .isEqualTo(new User("n", 1, List.of()));
  }

  @SuppressWarnings("serial")
  static class Shelf<T extends Shelf<T>> implements Serializable {
    private static final long serialVersionUID = 1L;
    List<? extends Address> addresses = new ArrayList<>();
    List<? super Kind> kinds = new ArrayList<>(List.of(Kind.HOME));
    @Nullable T next;
  }

  @SuppressWarnings("serial")
  static class Owner<T extends Address> implements Serializable {
    private static final long serialVersionUID = 1L;
    @Nullable T address;
    Shelf<?> shelf = new Shelf<>();
  }

  @Test
  void readsWhatTypesOfFieldsAreBoundedBy() {
    Owner<Address> owner = new Owner<>();
    owner.address = new Address("s", null);
    owner.shelf.addresses = new ArrayList<>(List.of(owner.address));
    ValueCodec declared =
        codec(
            Codec.serialization(),
            Long.MAX_VALUE,
            ValueCodecTest.class.getClassLoader(),
            Owner.class);
    assertThat(declared.decode(codec.encode(owner)).value()).isInstanceOf(Owner.class);
  }

  @Test
  void aShortNameIsNoPrimitiveType() {
    ClassAllowList classes = new ClassAllowList(ValueCodecTest.class.getClassLoader(), List.of());
    assertThat(classes.find("[[I")).isEqualTo(int[][].class);
    for (String name : List.of("A", "[LA;", "[[LA;", "I")) { // as obfuscators make them
      assertThatThrownBy(() -> classes.find(name))
          .isInstanceOf(UndecodableException.class)
          .hasMessageContaining("may not read");
    }
  }

  static Stream<Object> plainValues() {
    return Stream.of(
        ZoneId.of("Europe/Berlin"),
        EnumSet.of(DayOfWeek.MONDAY),
        new EnumMap<>(Map.of(Month.MAY, 1)),
        TimeUnit.DAYS,
        new SimpleEntry<>("a", 1),
        new SimpleImmutableEntry<>("a", 1),
        Collections.nCopies(2, "a"),
        Collections.synchronizedList(new ArrayList<>(List.of(1))),
        Collections.synchronizedSet(new HashSet<>(Set.of(1))),
        Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))),
        Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(1, 2))),
        Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(1))),
        new ConcurrentSkipListMap<>(Map.of(1, 2)),
        new ConcurrentSkipListSet<>(Set.of(1)),
        new CopyOnWriteArraySet<>(Set.of(1)));
  }

  @MethodSource("plainValues")
  @ParameterizedTest
  void readsPlainTypesOfOthers(Object value) {
    ValueCodec later = codec(Codec.serialization(), Long.MAX_VALUE);
    assertThat(later.decode(codec.encode(value)).value()).isEqualTo(value);
  }

  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      throw new AssertionError("a gadget came to life");
    }
  }

  @Test
  void noOthersComeToLife() {
    ValueCodec attacker = codec(Codec.serialization(), Long.MAX_VALUE, PACKAGE);
    ValueCodec victim = codec(Codec.serialization(), Long.MAX_VALUE, User.class.getName());
    assertUndecodable(victim, attacker.encode(new Gadget()), "may not read");
    assertUndecodable(victim, attacker.encode(List.of(new Gadget())), "may not read");
    assertUndecodable(victim, attacker.encode(new Bean(new Gadget())), "may not read");
    // One that may be read, and throws what is no exception, is unreadable as well.
    assertUndecodable(attacker, attacker.encode(new Gadget()), "cannot be made");
  }

  @Test
  void proxiesAndLambdasAreRefused() {
    InvocationHandler handler = (InvocationHandler & Serializable) (p, m, a) -> null;
    Object proxy = Proxy.newProxyInstance(null, new Class<?>[] {Comparable.class}, handler);
    assertThatThrownBy(() -> codec.encode(new Bean(proxy))).isInstanceOf(CacheException.class);
    assertThatThrownBy(() -> codec.encode(new Bean((UnaryOperator<String> & Serializable) s -> s)))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("lambda");
    assertThatThrownBy(() -> codec.encode(new Bean(new Object())))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void patternsNameAPackage() {
    for (String bad : List.of("*", "User", "**", "*.User")) {
      assertThatThrownBy(() -> ClassAllowList.check(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("com.example.*");
    }
  }

  // ---- classes that change

  static class Version1 implements Serializable {
    private static final long serialVersionUID = 1L;
    int number = 5;
    String aaaa = "a";
    ArrayList<String> list = new ArrayList<>();
  }

  static class Version2 implements Serializable {
    private static final long serialVersionUID = 1L;
    int numbe2 = 5;
    String aaaa = "a";
    ArrayList<String> list = new ArrayList<>();
  }

  static class Version3 implements Serializable {
    private static final long serialVersionUID = 2L;
    int number = 5;
    String aaaa = "a";
    ArrayList<String> list = new ArrayList<>();
  }

  static class Version4 implements Serializable {
    private static final long serialVersionUID = 1L;
    int number = 5;
    String aaaa = "a";
    ArrayList<Integer> list = new ArrayList<>();
  }

  /** Of which a part is missing. */
  static class Version5 implements Serializable {
    private static final long serialVersionUID = 1L;
    int number = 5;
    String aaaa = "a";
    ArrayList<String> list = new ArrayList<>();

    void use(@Nullable Missing missing) {}
  }

  static class Missing {}

  /** Defines one of the versions under a common name. */
  private static final class Versions extends ClassLoader {
    private final char version;

    Versions(char version) {
      super(ValueCodecTest.class.getClassLoader());
      this.version = version;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.endsWith("$Missing")) {
        throw new ClassNotFoundException(name);
      } else if (!name.endsWith("$Version0")) {
        return super.loadClass(name, resolve);
      }
      Class<?> found = findLoadedClass(name);
      return (found == null) ? define(name) : found;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/').replace("Version0", "Version" + version) + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        var bytes = new ByteArrayOutputStream();
        Objects.requireNonNull(in).transferTo(bytes);
        byte[] renamed =
            bytes
                .toString(ISO_8859_1)
                .replace("Version" + version, "Version0")
                .getBytes(ISO_8859_1);
        return defineClass(name, renamed, 0, renamed.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void whatIsNoLongerTheClassItWasIsUndecodable() throws Exception {
    String name = ValueCodecTest.class.getName() + "$Version0";
    Class<?> first = new Versions('1').loadClass(name);
    var constructor = first.getDeclaredConstructor();
    constructor.setAccessible(true);
    byte[] direct = codec.encode(constructor.newInstance());
    byte[] within = codec.encode(List.of(constructor.newInstance()));
    for (char version : new char[] {'1', '2', '3', '4'}) {
      ValueCodec later =
          codec(Codec.serialization(), 1, new Versions(version), Object.class, PACKAGE);
      if (version == '1') {
        assertThat(later.decode(direct).value().getClass().getName()).isEqualTo(name);
        assertThat(later.decode(within).value()).isNotNull();
      } else {
        assertUndecodable(later, direct, name + ", which has changed");
        assertUndecodable(later, within, name + ", which has changed");
      }
      assertThat(
              Codec.json().fingerprint(new Versions(version).loadClass(name))
                  == Codec.json().fingerprint(first))
          .isEqualTo(version == '1' || version == '3');
    }
  }

  @Test
  void aClassThatNeedsOneThatIsMissingIsUndecodable() throws Exception {
    String name = ValueCodecTest.class.getName() + "$Version0";
    var constructor = new Versions('1').loadClass(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    Object value = constructor.newInstance();
    ValueCodec later = codec(Codec.serialization(), 1, new Versions('5'), Object.class, PACKAGE);
    assertUndecodable(later, codec.encode(value), "cannot be made a " + name);
    assertUndecodable(later, codec.encode(List.of(value)), "cannot be made");
    byte[] key = new ByteWriter(64).add(0xb7).addSized(name).addLong(0).toBytes();
    KeyCodec keys = new KeyCodec("test", new ClassAllowList(new Versions('5'), List.of(PACKAGE)));
    assertThatThrownBy(() -> keys.decode(key))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("needs others");
  }

  // ---- compression

  @Test
  void compressesWhatIsLong() {
    String text = "long ".repeat(1000);
    assertThat(compressing.encode(text)).hasSizeLessThan(200);
    assertThat(compressing.encode("short")).isEqualTo(codec.encode("short"));
    byte[] noise = new byte[10_000];
    new Random(4).nextBytes(noise);
    assertThat(compressing.encode(noise)).isEqualTo(codec.encode(noise));
    assertThat(codec.decode(compressing.encode(text)).value()).isEqualTo(text);
  }

  @Test
  void compressesOnlyWhatIsLarger() {
    String text = "long ".repeat(50);
    int size = codec.encode(text).length - 2; // without the format and the flags
    assertThat(codec(Codec.serialization(), size, ALL).encode(text)).isEqualTo(codec.encode(text));
    assertThat(codec(Codec.serialization(), size - 1, ALL).encode(text)).hasSizeLessThan(size);
  }

  @Test
  void believesNoLengths() {
    byte[] bytes = compressing.encode("long ".repeat(1000));
    byte[] bomb = new ByteWriter(64).add(1).add(2).addCount(1 << 30).add(bytes).toBytes();
    assertUndecodable(codec, bomb, "too large");
    byte[] other = new ByteWriter(64).add(1).add(2).addCount(60 << 20).add(bytes).toBytes();
    assertUndecodable(codec, other, "too large");
    byte[] longer = bytes.clone();
    longer[2]--; // of its length
    assertUndecodable(codec, longer, "it ");
    longer[2]++;
    longer[2]++;
    assertUndecodable(codec, longer, "it ");
  }

  /** Arrays within arrays, as many as may be, of which each claims as many elements as may be. */
  @Test
  void believesNoLengthsOfArraysInArrays() {
    Object[] arrays = {new byte[20_000]};
    for (int i = 0; i < 900; i++) {
      arrays = new Object[] {arrays};
    }
    byte[] bytes = codec.encode(arrays);
    byte[] one = {0, 0, 0, 1, 'u', 'q'}; // element, and another array
    byte[] many = ByteBuffer.allocate(6).putInt(bytes.length).put(one, 4, 2).array();
    int claims = 0;
    for (int i = 0; i < bytes.length - one.length; i++) {
      if (Arrays.equals(bytes, i, i + one.length, one, 0, one.length)) {
        System.arraycopy(many, 0, bytes, i, many.length);
        claims++;
      }
    }
    assertThat(claims).isGreaterThan(800);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertUndecodable(codec, bytes, "cannot be made");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
  }

  /** Hash tables are larger than what is in them. */
  static Stream<Object> tables() {
    List<String> texts = Stream.iterate(0, i -> i + 1).limit(4_097).map(String::valueOf).toList();
    Set<String> sparse = new HashSet<>(16, 0.1f);
    sparse.addAll(texts);
    Map<Object, Object> map = new HashMap<>(16, 0.1f);
    texts.forEach(text -> map.put(text.intern(), null));
    List<Object> small = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      small.addAll(
          List.of(Set.of(), new HashSet<>(Set.of("")), new HashMap<>(), new ArrayDeque<>()));
      small.addAll(List.of(new ConcurrentHashMap<>(), new TreeMap<>(Map.of("", 1)), new int[3]));
    }
    return Stream.of(sparse, map, small, new HashSet<>(texts), new long[5_000]);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesComeBack(Object value) {
    assertThat(codec.decode(codec.encode(value)).value()).isNotNull();
  }

  // ---- JSON

  static Stream<Object> jsonValues() {
    return Stream.of(
        USER,
        Kind.HOME,
        new int[] {1, 2},
        List.of("a", 1, 1.5, true),
        Arrays.asList("a", null),
        Map.of("a", List.of("b")),
        Set.of("x"),
        new String[] {"a", null},
        new byte[] {1});
  }

  @ParameterizedTest
  @MethodSource("jsonValues")
  void jsonComesBack(Object value) {
    assertThat(json.decode(json.encode(value)).value()).isEqualTo(value);
    ValueCodec later = codec(Codec.json(), 1, PACKAGE);
    assertThat(later.decode(json.encode(value)).value()).isEqualTo(value);
  }

  @Test
  void jsonRefusesWhatItWouldChange() {
    for (Object value :
        List.of(
            List.of(1L),
            Map.of(1, "a"),
            List.of(USER),
            new Object(),
            List.of(Double.NaN),
            Map.of("a", Double.POSITIVE_INFINITY),
            Set.of((Object) new String[] {"a"}))) {
      assertThatThrownBy(() -> json.encode(value))
          .as("%s", value)
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("'test'");
    }
  }

  record Named(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object content) {}

  /** Records when one is made. */
  static final class Lively {
    static int made;
    public int number = 1;

    Lively() {
      made++;
    }
  }

  @Test
  void jsonNamesNoClassesThatMayNotBeRead() {
    ValueCodec admitting = codec(Codec.json(), Long.MAX_VALUE, PACKAGE);
    ValueCodec declared =
        codec(Codec.json(), Long.MAX_VALUE, ValueCodecTest.class.getClassLoader(), Named.class);
    byte[] named = admitting.encode(new Named(new Lively()));
    int made = Lively.made;
    assertUndecodable(declared, named, "cannot be made a " + Named.class.getName());
    byte[] within =
        admitting.encode(new Named(new ArrayList<>(List.of(Map.of("number", 1))))).clone();
    String text = new String(within, ISO_8859_1);
    String evil = text.replace("ArrayList", "ArrayList<" + Lively.class.getName() + ">");
    assertThat(evil).isNotEqualTo(text);
    assertUndecodable(declared, evil.getBytes(ISO_8859_1), "cannot be made a");
    assertThat(Lively.made).isEqualTo(made);
    assertThat(admitting.decode(named).value()).isInstanceOf(Named.class);
    assertThat(Lively.made).isEqualTo(made + 1);
    assertThat(declared.decode(admitting.encode(new Named("text"))).value())
        .isEqualTo(new Named("text"));
  }

  @Test
  void jsonKeepsTheOrderOfASet() {
    Set<String> set = new LinkedHashSet<>(List.of("z", "y", "x", "long", "a"));
    Object read = json.decode(json.encode(set)).value();
    assertThat((Set<?>) read).isEqualTo(set).asInstanceOf(ITERABLE).containsExactlyElementsOf(set);
  }

  @Test
  void codecsDoNotReadEachOther() {
    assertUndecodable(codec, json.encode(USER), "another codec");
    assertUndecodable(json, codec.encode(USER), "another codec");
    assertThat(json.decode(codec.encode("text")).value()).isEqualTo("text");
  }

  // ---- garbage

  @Test
  void garbageIsUndecodable() {
    Random random = new Random(5);
    List<byte[]> good = new ArrayList<>();
    values()
        .forEach(
            value -> {
              good.add(codec.encode(value));
              good.add(
                  ValueCodec.withHistory(
                      compressing.encode(value), new ValueCodec.EntryHistory(1, 2, 3)));
            });
    good.add(compressing.encode("long ".repeat(1000)));
    good.add(json.encode(USER));
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.get(random.nextInt(good.size())).clone();
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else if (random.nextInt(10) == 0) {
        random.nextBytes(bytes);
        if (bytes.length > 2) {
          bytes[0] = 1;
          bytes[1] = 0;
        }
      }
      for (int flips = random.nextInt(4); flips >= 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      for (ValueCodec each : List.of(codec, json)) {
        try {
          assertThat(each.decode(bytes)).isNotNull();
          read++;
        } catch (UndecodableException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
    assertThat(read).isPositive();
  }

  /** Each set has the one before it, and another that is equal to it but for one element. */
  @Test
  @Timeout(60)
  void setsThatWouldTakeYearsToHashAreRefused() {
    Set<Object> one = new HashSet<>();
    Set<Object> root = one;
    Set<Object> other = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> nextOne = new HashSet<>();
      Set<Object> nextOther = new HashSet<>();
      nextOne.add("text");
      one.add(nextOne);
      one.add(nextOther);
      other.add(nextOne);
      other.add(nextOther);
      one = nextOne;
      other = nextOther;
    }
    byte[] bytes = codec.encode(root);
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("too many to hash");
  }

  @Test
  void largeSetsAndListsThatAreSharedAreRead() {
    List<Integer> shared = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      shared.add(i);
    }
    Map<Integer, List<Integer>> map = new HashMap<>();
    Set<List<Integer>> set = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      map.put(i, shared);
      set.add(new ArrayList<>(List.of(i, i)));
    }
    assertThat(codec.decode(codec.encode(map)).value()).isEqualTo(map);
    assertThat(codec.decode(codec.encode(set)).value()).isEqualTo(set);
    Object many = new ArrayList<>(Collections.nCopies(1_000, set));
    assertThat(codec.decode(codec.encode(many)).value()).isEqualTo(many);
  }
}
