/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.internal.store.ByteCodecs;
import uno.jcache.internal.store.Linearizability;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.internal.store.bytes.OptimisticStore;
import uno.jcache.internal.store.memory.MemoryProviderType;
import uno.jcache.internal.store.tiered.TierListener;
import uno.jcache.internal.store.tiered.TieredStore;
import uno.jcache.spi.MovableClock;

/** All that is done here is done in one file, by keys that no two runs have in common. */
@Tag("slow")
@Tag("lincheck")
class FileLinearizabilityTest {
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static @Nullable TestRegion region;

  @BeforeAll
  static void open(@TempDir Path dir) {
    region =
        new TestRegion(
            dir,
            "region",
            Map.of("commit-interval", "10ms"),
            new MovableClock(Instant.EPOCH), // as that of the caches
            (path, mode) -> new RandomAccessFile(path.toFile(), mode));
  }

  @AfterAll
  static void close() {
    requireNonNull(region).close();
  }

  @Test
  void aFileIsLinearizable() {
    Linearizability.stress().check(InFile.class);
  }

  @Test
  void memoryOverAFileIsLinearizable() {
    Linearizability.stress().check(MemoryOverFile.class);
  }

  private static Store<Integer, Integer> inFile(StoreSpec<Integer, Integer> context) {
    return new OptimisticStore<>(context, requireNonNull(region).store);
  }

  private static StoreSpec<Integer, Integer> ofNextRun(StoreSpec<Integer, Integer> context) {
    return StoreSpecs.withCodec(context, ByteCodecs.ofNumbers(RUNS.incrementAndGet()));
  }

  /** In a file, without a look at what is replaced. */
  public static final class InFile extends Linearizability.Operations {
    public InFile() {
      super(new EternalExpiryPolicy(), context -> inFile(ofNextRun(context)));
    }
  }

  /** In a file with a level in front, which only reads fill. */
  public static final class MemoryOverFile extends Linearizability.Operations {
    public MemoryOverFile() {
      super(new CreatedExpiryPolicy(Duration.ONE_MINUTE), context -> tiered(ofNextRun(context)));
    }

    private static Store<Integer, Integer> tiered(StoreSpec<Integer, Integer> context) {
      return new TieredStore<>(
          MemoryProviderType.INSTANCE.create(context),
          inFile(context),
          context.expiry(),
          UnaryOperator.identity(),
          context.codec(),
          Long.MAX_VALUE,
          TierListener.NONE);
    }
  }
}
