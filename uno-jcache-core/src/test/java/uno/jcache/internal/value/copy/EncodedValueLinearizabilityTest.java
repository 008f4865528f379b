/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The decoded object of a value has one owner, however many threads ask for it. */
@Tag("slow")
@Tag("lincheck")
class EncodedValueLinearizabilityTest {
  @Test
  void theDecodedObjectIsTakenOnce() {
    new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .iterations(5)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(2)
        .check(Value.class);
  }

  /** A value that was decoded already. */
  public static final class Value {
    private final EncodedValue value = EncodedValue.of(new byte[0], "decoded", true);

    @Operation
    public boolean take() {
      return value.take() != null;
    }
  }

  /** Only the first caller gets the object. */
  public static final class Model {
    private boolean taken;

    public boolean take() {
      boolean first = !taken;
      taken = true;
      return first;
    }
  }
}
