/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hibernate.annotations.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"serial", "unused", "JavaUtilDate"}) // nothing here is serialized
class ImmutableTypesTest {
  private static final ClassLoader LOADER = ImmutableTypesTest.class.getClassLoader();
  private final ImmutableTypes types = new ImmutableTypes(LOADER, List.of());

  private void assertImmutable(Object... objects) {
    assertThat(objects).allMatch(types::isImmutable);
  }

  private void assertMutable(Object... objects) {
    assertThat(objects).noneMatch(types::isImmutable);
  }

  record Point(int x, long y) implements Serializable {}

  record User(String name, Instant since, TimeUnit unit, Point at) implements Serializable {}

  record Priced(BigDecimal price) implements Serializable {}

  record Holder(@Nullable Object content) implements Serializable {}

  record Lists(List<?> list, Map<?, ?> map, Set<?> set) implements Serializable {}

  static final class Bytes implements Serializable {
    private final byte[] bytes = {1};
  }

  sealed interface Shape extends Serializable permits Circle, Square {}

  record Circle(int radius) implements Shape {}

  record Square(int side) implements Shape {}

  record Drawing(Shape shape) implements Serializable {}

  record Chain(@Nullable Chain next) implements Serializable {}

  static class Person implements Serializable {
    private final String name;

    Person(String name) {
      this.name = name;
    }
  }

  static final class Employee extends Person {
    private final int number = 1;

    Employee(String name) {
      super(name);
    }
  }

  static class Named implements Serializable {
    private String name = "";
  }

  static final class Renamed extends Named {
    private final int number = 1;
  }

  /** A price that can change. */
  static final class Discounted extends BigDecimal {
    private int discount;

    Discounted() {
      super("1");
    }
  }

  record Unserializable(int number) {}

  static final class Transient implements Serializable {
    private final transient int cached = 1;
  }

  static final class Replaced implements Serializable {
    private Object readResolve() {
      return new Replaced();
    }
  }

  @Test
  void recordsOfValuesAreImmutable() {
    assertImmutable(
        "text",
        1,
        TimeUnit.DAYS,
        new Point(1, 2),
        new User("Ada", Instant.EPOCH, TimeUnit.DAYS, new Point(1, 2)),
        new Priced(BigDecimal.ONE),
        new Holder(null),
        new Holder(new Point(1, 2)),
        new Holder(new Holder("x")));
  }

  @Test
  void classesWithFinalFieldsAreImmutable() {
    assertImmutable(new Person("Ada"), new Employee("Ada"), new Holder(new Employee("Ada")));
    assertMutable(new Named(), new Renamed(), new Holder(new Named()));
  }

  @Test
  void whatAFieldRefersToIsLookedAt() {
    assertMutable(
        new Holder(new Date()),
        new Holder(new AtomicInteger()),
        new Holder(new ArrayList<>()),
        new Holder(new int[0]),
        new Bytes(),
        new Priced(new Discounted()),
        new File("x"));
  }

  @Test
  void sealedHierarchiesOfImmutablesAreImmutable() {
    assertImmutable(new Circle(1), new Drawing(new Square(2)));
  }

  @Test
  void collectionsOfTheJdkThatCannotChangeAreLookedInto() {
    assertImmutable(
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        Stream.of("a", null).toList(),
        Set.of("a", "b", "c"),
        Map.of(),
        Map.of("a", new Point(1, 2)),
        Map.of("a", 1, "b", 2),
        Optional.of(new Point(1, 2)),
        Optional.empty(),
        new Lists(List.of(List.of("a")), Map.of(1, List.of()), Set.of(1)));
    assertMutable(
        new ArrayList<>(List.of(1)),
        Collections.unmodifiableList(new ArrayList<>()),
        List.of(new Date()),
        List.of(1, new ArrayList<>()),
        Map.of("a", new HashMap<>()),
        Map.of(new ArrayList<>(), 1),
        Optional.of(new Date()),
        new Lists(new ArrayList<>(), Map.of(), Set.of()),
        new Lists(List.of(), Map.of("a", new int[0]), Set.of()));
  }

  @Test
  void whatContainsItsOwnTypeIsLookedAtToSomeDepth() {
    Chain chain = new Chain(null);
    assertImmutable(chain, new Chain(new Chain(chain)));
    for (int i = 0; i < 10_000; i++) {
      chain = new Chain(chain);
    }
    assertMutable(chain);
  }

  @Test
  void whatACopyWouldNotEqualIsCopied() {
    assertMutable(new Unserializable(1), new Transient(), new Replaced());
  }

  /** Ours says that an object does not change. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Immutable {}

  @Immutable
  static final class Annotated extends Named {}

  /** Hibernate's says that the entity is not written. */
  @org.hibernate.annotations.Immutable
  @Cache(usage = org.hibernate.annotations.CacheConcurrencyStrategy.READ_ONLY)
  static final class Entity extends Named {}

  @Test
  void declaredAndAnnotatedClassesAreTakenAsImmutable() {
    assertImmutable(new Annotated(), new Holder(new Annotated()));
    assertMutable(new Entity());
    ImmutableTypes declared =
        new ImmutableTypes(LOADER, List.of(ImmutableTypesTest.class.getName() + "$Nam*"));
    assertThat(declared.isImmutable(new Named())).isTrue();
    assertThat(declared.isImmutable(new Holder(List.of(new Named())))).isTrue();
    assertThat(declared.isImmutable(new Renamed())).isFalse();
  }

  @Test
  void aClassOfAnotherLoaderIsCopied() throws Exception {
    URL classes = ImmutableTypesTest.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader other =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      assertThat(new ImmutableTypes(other, List.of()).isImmutable(new Point(1, 2))).isFalse();
      assertThat(new ImmutableTypes(other, List.of()).isImmutable(List.of(1))).isTrue();
    }
  }
}
