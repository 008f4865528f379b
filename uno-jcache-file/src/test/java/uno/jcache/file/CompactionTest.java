/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files at rest come to a size that what is in them justifies, however long that takes here. */
@Tag("slow")
@Tag("unshaded")
class CompactionTest {
  private static final int MIB = 1 << 20;

  /** More than what waits in the heap for a commit. */
  private static final int KEYS = 8_000;

  private final Path dir;

  CompactionTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static void awaitSmall(TestRegion region) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> region.number("fileSize") <= 5 * region.number("bytes") / 2 + MIB / 4);
    assertThat(region.failures).isEmpty();
    assertThat(region.number("corruptions")).isZero();
  }

  private static void overwrite(TestRegion region) {
    for (int i = 0; i < 40_000 || region.number("fileSize") < 3 * KEYS * 1_000; i++) {
      region.put("key-" + i % KEYS, 1_000);
    }
  }

  @Test
  void afterOverwriting() {
    try (TestRegion region = new TestRegion(dir)) {
      overwrite(region);
      awaitSmall(region);
      assertThat(region.store.size()).isEqualTo(KEYS);
    }
  }

  @Test
  void whereChangesMayWaitForLong() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("commit-interval", "1m"))) {
      overwrite(region);
      awaitSmall(region);
    }
  }

  @Test
  void whereSomeAreReadAndFewAreWritten() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("page-cache", "1 MiB"))) {
      overwrite(region);
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                region.put("key-0", 1_000);
                for (int i = 0; i < KEYS; i += 10) {
                  assertThat(region.entry("key-" + i).value()).hasSize(1_000);
                }
                return region.number("fileSize") <= 3 * region.number("bytes");
              });
    }
  }

  @Test
  void afterAllIsRemoved() {
    try (TestRegion region = new TestRegion(dir)) {
      overwrite(region);
      region.store.clear();
      awaitSmall(region);
    }
  }

  @Test
  void whereWhatIsLeftLiesBehindAGap() {
    try (TestRegion region = new TestRegion(dir)) {
      for (int i = 0; i < 30; i++) {
        region.put("gone-" + i, MIB);
      }
      for (int i = 0; i < 8; i++) {
        region.put("left-" + i, MIB);
      }
      for (int i = 0; i < 30; i++) {
        assertThat(region.remove("gone-" + i)).isTrue();
      }
      awaitSmall(region);
    }
    try (TestRegion again = new TestRegion(dir)) {
      assertThat(again.store.size()).isEqualTo(8);
      for (int i = 0; i < 8; i++) {
        assertThat(again.entry("left-" + i).value()).hasSize(MIB);
      }
    }
  }

  @Test
  void whereThatIsLarge() {
    try (TestRegion region = new TestRegion(dir)) {
      region.put("gone", 60 * MIB);
      region.put("left", 20 * MIB);
      assertThat(region.remove("gone")).isTrue();
      awaitSmall(region);
      assertThat(region.entry("left").value()).hasSize(20 * MIB);
    }
  }

  @Test
  void chunksAreKeptForLongAgainWhenItIsSmall() {
    try (Unattended files = new Unattended(dir)) {
      files.fill();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> files.retentionAfterRun() == Accounting.SHORT_RETENTION);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> files.retentionAfterRun() == Accounting.RETENTION);
      assertThat(files.file.state().accounting().isLarge(files.session, 200)).isFalse();
    }
  }

  @Test
  void afterMuchInVainNothingIsWrittenAnyMore() {
    try (Unattended files = new Unattended(dir)) {
      files.fill();
      files.file.state().accounting().reset(); // so that it is too large whatever is done
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> files.retentionAfterRun() == Accounting.SHORT_RETENTION);
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> files.retentionAfterRun() == Accounting.RETENTION);
      long written = files.session.file().written();
      for (int i = 0; i < 100; i++) {
        assertThat(files.retentionAfterRun()).isEqualTo(Accounting.RETENTION);
      }
      assertThat(files.session.file().written()).isEqualTo(written);
    }
  }

  /** A file without the thread that looks after it. */
  private static final class Unattended implements AutoCloseable {
    private static final int ENTRIES = 2_000;
    private static final int LENGTH = 1_000;

    private final RegionFile file;
    private final Session session;
    private final Compaction compaction;

    Unattended(Path dir) {
      file =
          new RegionFile(
              "region",
              "",
              new FileResources(
                  "test",
                  FileSettings.of("test", Map.of("dir", dir.toString())),
                  (path, mode) -> new RandomAccessFile(path.toFile(), mode)),
              () -> {});
      session = file.session();
      compaction = new Compaction(file);
    }

    void fill() {
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < ENTRIES; i++) {
          byte[] key = TestRegion.bytes("key-" + i);
          byte[] stored = new byte[LENGTH];
          file.state().accounting().recordChange(key, session.entries().put(key, stored), stored);
        }
        file.commit(session);
      }
      assertThat(file.state().accounting().isLarge(session, 500)).isTrue();
    }

    int retentionAfterRun() {
      compaction.run(session);
      return session.store().getRetentionTime();
    }

    @Override
    public void close() {
      file.close(last -> {});
    }
  }
}
