/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.file.TestRegion.bytes;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How regions share the heap that holds parts of their files. */
@Tag("unshaded")
class PageCachesTest {
  private static final int LENGTH = 1_000;

  private final Path dir;
  private final List<RegionFile> files = new ArrayList<>();

  PageCachesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void close() {
    files.forEach(file -> file.close(session -> {}));
  }

  private FileResources resources(String pageCache) {
    return new FileResources(
        "test",
        FileSettings.of("test", Map.of("dir", dir.toString(), "page-cache", pageCache)),
        (path, mode) -> new RandomAccessFile(path.toFile(), mode));
  }

  /** Opens a region that nobody else looks after. */
  private Session open(FileResources resources, String name, int entries) {
    RegionFile file = new RegionFile(name, "", resources, () -> {});
    files.add(file);
    resources.pageCaches().add(file);
    Session session = file.session();
    for (int i = 0; i < entries; i++) {
      byte[] key = bytes("key-" + i);
      byte[] stored = new byte[LENGTH];
      file.state().accounting().recordChange(key, session.entries().put(key, stored), stored);
    }
    file.commit(session);
    return session;
  }

  private Session reopen(FileResources resources, String name) {
    RegionFile file = files.remove(0);
    file.close(session -> {});
    resources.pageCaches().remove(file);
    return open(resources, name, 0);
  }

  private static long reads(Session session) {
    long before = session.file().getReadCount();
    for (int i = 0; i < 200; i++) {
      assertThat(session.get(bytes("key-" + i))).isNotNull();
    }
    return session.file().getReadCount() - before;
  }

  @Test
  void whatARegionDoesNotNeedIsForTheOthers() {
    FileResources resources = resources("8 MiB");
    Session small = open(resources, "small", 10);
    Session large = open(resources, "large", 20_000);
    resources.pageCaches().rebalance();
    assertThat(small.pageCacheMib()).isEqualTo(1);
    assertThat(large.pageCacheMib()).isEqualTo(8);
  }

  @Test
  void allTogetherTakeNoMoreThanThereIs() {
    FileResources resources = resources("9 MiB");
    List<Session> sessions =
        List.of(
            open(resources, "one", 10_000),
            open(resources, "two", 10_000),
            open(resources, "three", 10_000));
    resources.pageCaches().rebalance();
    assertThat(sessions).extracting(Session::pageCacheMib).containsOnly(3);
  }

  @Test
  void anOldFileBeginsWithItsPart() {
    FileResources resources = resources("8 MiB");
    open(resources, "old", 20_000);
    open(resources, "other", 10);
    assertThat(reopen(resources, "old").pageCacheMib()).isEqualTo(4);
  }

  @Test
  void whereThereIsTooLittleForAllWhoIsNotReadHasNothing() {
    FileResources resources = resources("1 MiB");
    open(resources, "idle", 400);
    open(resources, "busy", 400);
    Session idle = reopen(resources, "idle");
    Session busy = reopen(resources, "busy");
    assertThat(reads(idle)).isPositive();
    assertThat(reads(busy)).isPositive();
    resources.pageCaches().rebalance();
    assertThat(reads(busy)).isZero();
    resources.pageCaches().rebalance();
    assertThat(reads(busy)).isZero();
    assertThat(reads(idle)).as("what was let go").isPositive();
  }
}
