/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.fuzz.Fuzzer;
import uno.jcache.spi.StoreException;

/** Whatever a file holds is read, or counts as damaged. */
@Timeout(600)
class FuzzTest {
  @Test
  void entries() {
    byte[] entry = FileEntry.encode("value".getBytes(UTF_8), 1, 2);
    FileEntry.complete(entry, 3, 4, 5);
    byte[] old = entry.clone();
    old[0] = 3;
    byte[] later = entry.clone();
    later[0] = 9;
    Fuzzer.run(List.of(entry, old, later), 50_000, FuzzTest::readEntry);
  }

  private static void readEntry(byte[] bytes) {
    FileEntry entry = FileEntry.decode(bytes);
    assertThat(entry != null).isEqualTo(FileEntry.isEntry(bytes));
    if (entry != null) {
      entry.version();
      entry.value();
      entry.writtenAt();
      entry.policyDeadline();
      entry.notAfter();
      entry.epoch();
      entry.isForeign();
      FileEntry.markDamaged(bytes);
      assertThat(FileEntry.isEntry(bytes)).isFalse();
    }
  }

  /** What is read of it is what was written; the rest is missing, and the region goes on. */
  @Test
  void wholeFiles(@TempDir Path dir) throws IOException {
    int entries = 100;
    Path written = dir.resolve("written");
    try (TestRegion region = new TestRegion(written)) {
      for (int i = 0; i < entries; i++) {
        region.put("key" + i, "value" + i);
      }
    }
    Path file;
    try (Stream<Path> files = Files.walk(written)) {
      file =
          files
              .filter(each -> each.toString().endsWith(RegionFile.EXTENSION))
              .findAny()
              .orElseThrow();
    }
    AtomicInteger number = new AtomicInteger();
    Fuzzer.run(
        List.of(Files.readAllBytes(file)),
        150,
        bytes -> {
          Path damaged = dir.resolve("damaged" + number.incrementAndGet());
          try {
            Path copy = damaged.resolve(written.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.write(copy, bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          readRegion(damaged, entries);
        });
  }

  private static void readRegion(Path dir, int entries) {
    try (TestRegion region = new TestRegion(dir)) {
      for (int i = 0; i < entries; i++) {
        try {
          assertThat(region.value("key" + i)).isIn(null, "value" + i);
        } catch (StoreException e) {
          // as documented
        }
      }
      region.put("key0", "new");
      assertThat(region.value("key0")).isEqualTo("new");
    }
  }
}
