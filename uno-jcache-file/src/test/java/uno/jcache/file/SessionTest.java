/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.file.TestRegion.bytes;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.h2.mvstore.MVStore.TxCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An MVStore in use, and its end. */
@Tag("unshaded")
class SessionTest {
  private final Path dir;

  SessionTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void whoStillReadsDoesNotDisturbTheEnd() {
    FileSettings settings = FileSettings.of("test", Map.of("dir", dir.toString(), "reserve", 0));
    List<String> told = new ArrayList<>();
    Logger logger = Logger.getLogger(RegionFile.class.getName());
    logger.setFilter(
        message -> {
          told.add(message.getMessage());
          return true;
        });
    try {
      RegionFile file =
          new RegionFile(
              "region",
              "",
              new FileResources(
                  "test", settings, (path, mode) -> new RandomAccessFile(path.toFile(), mode)),
              () -> {});
      Session session = file.session();
      TxCounter read = session.beginRead();
      session.entries().put(bytes("key"), FileEntry.encode(bytes("value"), 1, 0));
      file.close(last -> {});
      session.endRead(read);
    } finally {
      logger.setFilter(null);
    }
    assertThat(told).isEmpty();
    try (TestRegion region = new TestRegion(dir)) {
      assertThat(region.value("key")).isEqualTo("value");
      assertThat(region.number("corruptions")).isZero();
    }
  }
}
