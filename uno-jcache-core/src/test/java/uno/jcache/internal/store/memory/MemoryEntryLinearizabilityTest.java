/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.memory;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uno.jcache.internal.expiry.Expiry;

/**
 * Changes of an entry in place: none is lost, none takes effect in an entry that is retired, and a
 * reader gets a value with its own deadline, or that of a later value.
 */
@Tag("slow")
@Tag("lincheck")
class MemoryEntryLinearizabilityTest {
  private static final Expiry EXPIRY =
      Expiry.of(
          "entry",
          new CreatedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, 1_000)),
          () -> Instant.EPOCH);

  @Test
  void changesOfAnEntryAreLinearizable() {
    new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .iterations(20)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .check(Entry.class);
  }

  /** An entry whose value is its deadline, in seconds. */
  @Param(name = "seconds", gen = IntGen.class, conf = "2:4")
  public static final class Entry {
    private final MemoryEntry<Integer> entry = new MemoryEntry<>(1, 1_000);

    @Operation
    public @Nullable Integer value() {
      return entry.value();
    }

    @Operation
    public boolean hasItsDeadlineOrALaterOne() {
      Integer seconds = entry.value();
      return seconds == null || entry.expiresAt() >= 1_000L * seconds;
    }

    @Operation
    public boolean update() {
      return entry.update(1, EXPIRY); // keeps the deadline
    }

    @Operation
    public boolean extend(@Param(name = "seconds") int seconds) {
      Integer seen = entry.value();
      return seen != null && seen < seconds && entry.compareAndSet(seen, seconds, 1_000L * seconds);
    }

    @Operation
    public void retire() {
      entry.retire();
    }
  }

  /** What an entry does, said in the simplest way. */
  public static final class Model {
    private @Nullable Integer value = 1;

    public @Nullable Integer value() {
      return value;
    }

    public boolean hasItsDeadlineOrALaterOne() {
      return true;
    }

    public boolean update() {
      value = (value == null) ? null : Integer.valueOf(1);
      return value != null;
    }

    public boolean extend(int seconds) {
      if (value == null || value >= seconds) {
        return false;
      }
      value = seconds;
      return true;
    }

    public void retire() {
      value = null;
    }
  }
}
