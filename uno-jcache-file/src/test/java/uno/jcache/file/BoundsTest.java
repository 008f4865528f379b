/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.spi.StoreException;

/** What a region may take, and that it gives back what it does not need. */
class BoundsTest {
  private final Path dir;

  BoundsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void bytesAreBounded() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("max-bytes", "1 MiB"))) {
      for (int i = 0; i < 3_000; i++) {
        region.put("key-" + i, 1_000);
        assertThat(region.number("bytes")).isLessThanOrEqualTo(1 << 20);
      }
      assertThat(region.number("bytes")).isGreaterThan((1 << 20) - 10_000);
      assertThat(region.evicted.get() + region.store.size()).isEqualTo(3_000);
    }
  }

  @Test
  void whatIsUsedStaysRatherThanWhatIsNot() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("max-bytes", "1 MiB"))) {
      for (int i = 0; i < 50; i++) {
        region.put("used-" + i, 1_000);
      }
      for (int i = 0; i < 20_000; i++) {
        region.put("key-" + i, 1_000);
        assertThat(region.value("unused")).isNull();
        region.value("used-" + i % 50);
      }
      long stayed = 0;
      for (int i = 0; i < 50; i++) {
        stayed += (region.value("used-" + i) == null) ? 0 : 1;
      }
      assertThat(stayed).isGreaterThan(35); // by chance, fewer than one of 20 would
    }
  }

  @Test
  void theDeadGoFirst() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("max-bytes", "1 MiB"))) {
      for (int i = 0; i < 400; i++) {
        region.put("dead-" + i, 1_000);
      }
      region.clock.advance(Duration.ofMillis(TestRegion.LIFE + 1));
      for (int i = 0; i < 700; i++) {
        region.put("alive-" + i, 1_000);
      }
      long stayed = 0;
      for (int i = 0; i < 700; i++) {
        stayed += (region.value("alive-" + i) == null) ? 0 : 1;
      }
      assertThat(stayed).isGreaterThan(650);
    }
  }

  @Test
  void aValueLargerThanTheBoundIsRefusedAndChangesNothing() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("max-bytes", "100 KiB"))) {
      region.put("key", "value");
      assertThatThrownBy(() -> region.put("key", 200_000))
          .isInstanceOf(CacheException.class)
          .isNotInstanceOf(StoreException.class)
          .hasMessageContaining("'region'")
          .hasMessageContaining("102400")
          .hasMessageContaining("'max-bytes'");
      assertThat(region.value("key")).isEqualTo("value");
    }
  }

  @Test
  void aDiskWithLittleSpaceIsLeftAlone() {
    try (TestRegion region = new TestRegion(dir, "region", Map.of("reserve", "1000000 TiB"))) {
      assertThatThrownBy(() -> region.put("key", "value"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(dir.toString())
          .hasMessageContaining("'reserve'");
      assertThat(region.value("key")).isNull();
      assertThat(region.detail("state")).asString().contains("full");
      region.store.clear();
    }
  }

  @Test
  @Tag("slow")
  void spaceIsGivenBackAfterAClear() {
    try (TestRegion region = new TestRegion(dir)) {
      for (int i = 0; i < 20_000; i++) {
        region.put("key-" + i, 1_000);
      }
      await().until(() -> region.number("fileSize") > 20_000_000);
      region.store.clear();
      await().atMost(Duration.ofSeconds(20)).until(() -> region.number("fileSize") < 2_000_000);
    }
  }

  @Test
  void detailsTellWhatThereIs() {
    try (TestRegion region = new TestRegion(dir)) {
      region.put("key", "value");
      await().until(() -> region.store.details().containsKey("lastCommit"));
      assertThat(region.number("entries")).isEqualTo(1);
      assertThat(region.number("bytes")).isEqualTo(3 + 5 + FileEntry.HEADER);
      assertThat(region.number("fileSize")).isGreaterThan(8_000);
      assertThat(region.number("corruptions")).isZero();
      assertThat(region.detail("state")).isEqualTo("in service");
      assertThat(region.detail("path")).isEqualTo(dir.resolve("region.store").toString());
    }
  }
}
