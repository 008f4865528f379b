/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;

/** A part of the contract of a store, to be nested in a subclass of {@link ByteStoreTests}. */
@ExtendWith(StoreContract.Enclosing.class)
@DisplayNameGeneration(ContractNames.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StoreContract {
  /** How long an entry with a deadline lives. */
  static final Duration LIFE = Duration.ofMinutes(1);

  static final int THREADS = 4;
  static final int ROUNDS = 500;

  private @Nullable ByteStoreTests tests;

  /** Only this package knows what contracts there are. */
  StoreContract() {}

  /** Tells a contract in which tests it is nested. */
  static final class Enclosing implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      TestInstances instances = context.getRequiredTestInstances();
      StoreContract contract = instances.findInstance(StoreContract.class).orElseThrow();
      contract.tests =
          instances
              .findInstance(ByteStoreTests.class)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "%s is to be nested in a subclass of %s"
                              .formatted(
                                  contract.getClass().getName(), ByteStoreTests.class.getName())));
    }
  }

  final ByteStoreTests tests() {
    return requireNonNull(tests);
  }

  final ManualClock clock() {
    return tests().clock();
  }

  final TestStore open() {
    return tests().open();
  }

  /** Returns the bytes of key0, key1, ... */
  static List<byte[]> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> TestStore.bytes("key" + i)).toList();
  }

  /** Does something that may fail, but must end. */
  @SuppressWarnings("EmptyCatch") // what happens is not of interest, but for that it ends
  static void attempt(Runnable use) {
    try {
      use.run();
    } catch (RuntimeException e) {
      // as it may
    }
  }

  /** Does something in an interrupted thread, which must stay interrupted. */
  static void interrupted(Runnable use) {
    Thread.currentThread().interrupt();
    use.run();
    assertThat(Thread.interrupted()).as("interrupted").isTrue();
  }
}
