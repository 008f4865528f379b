/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.HeapByteStore;
import uno.jcache.spi.StoreContext;

/** A test class lacks no contract, and has none that its store cannot keep. */
class ContractsTest {
  /** Run by no engine: abstract. */
  abstract static class Incomplete extends ByteStoreTests {
    @Override
    protected ByteStore create(StoreContext context) {
      return new HeapByteStore(context);
    }

    @Nested
    class EntriesTest extends EntriesContract {}

    @Nested
    class BoundedTest extends BoundedContract {}

    @Nested
    class SharedTest extends SharedContract {}
  }

  @Test
  void aMissingContractIsNamedWithItsFacet() {
    assertThat(Contracts.problems(Incomplete.class, HeapByteStore.class))
        .contains(
            "add '@Nested class BulkTest extends BulkContract {}': HeapByteStore is Bulk",
            "add '@Nested class ThreadsTest extends ThreadsContract {}', which is for every store",
            "add '@Nested class PersistentInvalidatingTest extends PersistentInvalidatingContract"
                + " {}': HeapByteStore is Persistent and Invalidating",
            "remove the SharedContract: HeapByteStore is not Shared")
        .noneMatch(problem -> problem.contains("BoundedContract"))
        .noneMatch(problem -> problem.contains("ExpiredSweepContract"))
        .hasSize(9);
  }

  @Test
  void aCompleteTestClassHasNoProblems() {
    assertThat(Contracts.problems(HeapByteStoreTest.class, HeapByteStore.class)).isEmpty();
  }

  @Test
  void allContractsAreListed() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith("Contract.java"))
                  .filter(name -> !name.equals("StoreContract.java")))
          .containsExactlyInAnyOrderElementsOf(
              Contracts.ALL.stream().map(each -> each.getSimpleName() + ".java").toList());
    }
  }
}
