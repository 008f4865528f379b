/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Failures failures = new Failures();

  private static Runnable failing(Throwable e) {
    return () -> {
      if (e instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e;
    };
  }

  @Test
  void whereNothingFailsNothingIsThrown() {
    failures.run(() -> {});
    failures.add(null);
    assertThatCode(failures::throwIfAny).doesNotThrowAnyException();
  }

  @Test
  void allRunAndTheFirstExceptionIsThrownWithTheOthers() {
    List<String> ran = new ArrayList<>();
    RuntimeException first = new IllegalStateException("first");
    Error second = new AssertionError("second");
    failures.run(failing(first));
    failures.run(() -> ran.add("between"));
    failures.run(failing(second));
    failures.run(() -> ran.add("after"));
    assertThat(ran).containsExactly("between", "after");
    assertThatThrownBy(failures::throwIfAny).isSameAs(first).hasSuppressedException(second);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    Error error = new StackOverflowError();
    failures.run(failing(error));
    assertThatThrownBy(failures::throwIfAny).isSameAs(error);
  }

  @Test
  void oneThatIsThrownTwiceIsNotItsOwnSuppressedOne() {
    RuntimeException same = new IllegalStateException();
    failures.run(failing(same));
    failures.run(failing(same));
    assertThatThrownBy(failures::throwIfAny).isSameAs(same).hasNoSuppressedExceptions();
  }

  @Test
  void ofThousandsFewAreKept() {
    RuntimeException first = new IllegalStateException();
    failures.add(first);
    for (int i = 0; i < 5_000; i++) {
      failures.run(failing(new IllegalStateException()));
    }
    assertThat(first.getSuppressed()).hasSize(10);
  }
}
