/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreFactory;

/** Somebody removes the files while they are open: a cleaner of temporary files, say. */
@Tag("slow")
class RemovedDirectoryTest {
  private final Path dir;

  RemovedDirectoryTest(@TempDir Path dir) {
    this.dir = dir.resolve("cache");
  }

  private void remove() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(dir)) {
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private TestRegion open() {
    return new TestRegion(dir, "region", Map.of("reserve", "1 KiB"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsNoticedAndWhatIsPutThenIsKept(boolean isMadeAnew) throws IOException {
    try (TestRegion region = open()) {
      region.put("lost", "value");
      remove();
      if (isMadeAnew) {
        Files.createDirectory(dir);
      }
      assertThat(region.store.status().isInService()).isFalse();
      assertThat(region.detail("state")).asString().contains("removed or replaced");
      await().until(() -> !region.failures.isEmpty());
      assertThat(region.failures.peek())
          .hasMessageContaining(dir.toString())
          .hasMessageContaining(isMadeAnew ? "was removed or replaced while" : "is missing")
          .hasMessageContaining("'dir'");
      await().until(region.store.status()::isInService);
      region.put("kept", "value");
      assertThat(region.value("lost")).isNull();
      assertThat(region.number("corruptions")).isZero();
    }
    try (TestRegion region = open()) {
      assertThat(region.value("kept")).isEqualTo("value");
    }
  }

  @Test
  void aFileThatIsReplacedIsOpened() throws IOException {
    Path copy = dir.resolveSibling("copy");
    try (TestRegion region = open()) {
      region.put("copied", "value");
    }
    Files.copy(dir.resolve("region.store"), copy);
    try (TestRegion region = open()) {
      region.put("lost", "value");
      Files.delete(dir.resolve("region.store"));
      Files.move(copy, dir.resolve("region.store"));
      await().until(() -> !region.failures.isEmpty());
      await().until(region.store.status()::isInService);
      assertThat(region.value("lost")).isNull();
      assertThat(region.value("copied")).isEqualTo("value");
    }
  }

  @Test
  void aMissingDirectoryIsNotTakenForAFullDisk() throws IOException {
    FileSettings settings =
        FileSettings.of("test", Map.of("dir", dir.toString(), "reserve", "1 KiB"));
    DiskSpaceGuard space = new DiskSpaceGuard(settings);
    space.refresh();
    assertThat(space.isLow()).isFalse();
  }

  @Test
  void theHealthCheckSaysSoAndANewRegionMakesItAnew() throws IOException {
    StoreFactory factory = new FileStoreProvider().open("disk", Map.of("dir", dir.toString()));
    remove();
    assertThatThrownBy(factory::check)
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContaining("is missing");
    Expiry expiry = Expiry.of("region", new EternalExpiryPolicy(), null);
    try (Store<String, Object> store =
        ByteProviderType.over(factory).create(StoreSpecs.of("region", expiry, 100))) {
      assertThat(store.size()).isZero();
      assertThat(factory.check()).containsKeys("dir", "free", "region");
    }
    factory.close();
  }
}
