/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import uno.jcache.spi.ByteStore;

/** All contracts, and a comparison of what a test class nests with what its store needs. */
final class Contracts {
  static final List<Class<? extends StoreContract>> ALL =
      List.of(
          EntriesContract.class,
          CompareAndSetContract.class,
          ThreadsContract.class,
          ScannableContract.class,
          BulkContract.class,
          BlindPutsContract.class,
          BlindRemovalsContract.class,
          InvalidatingContract.class,
          RemoteContract.class,
          SharedContract.class,
          NotificationsContract.class,
          SharedBlindPutsContract.class,
          SharedInvalidatingContract.class,
          BoundedContract.class,
          SweepableContract.class,
          ExpiredSweepContract.class,
          PersistentContract.class,
          PersistentInvalidatingContract.class,
          InspectableContract.class);

  private Contracts() {}

  /** Returns what to change in a test class, so that it nests all contracts of its store. */
  static List<String> problems(Class<?> tests, Class<? extends ByteStore> store) {
    List<Class<?>> nested = nestedIn(tests);
    List<String> problems = new ArrayList<>();
    for (Class<? extends StoreContract> contract : ALL) {
      ContractOf of = requireNonNull(contract.getAnnotation(ContractOf.class));
      boolean runs = nested.stream().anyMatch(contract::isAssignableFrom);
      List<Class<?>> missing =
          Arrays.stream(of.value()).filter(facet -> !facet.isAssignableFrom(store)).toList();
      if (runs && !missing.isEmpty()) {
        problems.add(
            "remove the %s: %s is not %s"
                .formatted(contract.getSimpleName(), store.getSimpleName(), names(missing)));
      } else if (!runs && missing.isEmpty() && !of.optional()) {
        problems.add(
            "add '@Nested class %s extends %s {}'%s"
                .formatted(
                    contract.getSimpleName().replaceFirst("Contract$", "Test"),
                    contract.getSimpleName(),
                    (of.value().length == 0)
                        ? ", which is for every store"
                        : ": %s is %s"
                            .formatted(store.getSimpleName(), names(List.of(of.value())))));
      }
    }
    return problems;
  }

  private static String names(List<Class<?>> facets) {
    return facets.stream().map(Class::getSimpleName).collect(Collectors.joining(" and "));
  }

  private static List<Class<?>> nestedIn(Class<?> tests) {
    return Stream.<Class<?>>iterate(tests, c -> c != null, Class::getSuperclass)
        .flatMap(c -> Arrays.stream(c.getDeclaredClasses()))
        .filter(c -> c.isAnnotationPresent(Nested.class))
        .toList();
  }
}
