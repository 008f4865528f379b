/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uno.jcache.file.TestRegion.LIFE;
import static uno.jcache.file.TestRegion.bytes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.internal.store.bytes.InvalidationMatcher;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.MovableClock;

/** What is there when a region is opened again. */
class RestartTest {
  private final Path dir;
  private final MovableClock clock = new MovableClock();

  RestartTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private TestRegion open() {
    return new TestRegion(
        dir, "region", Map.of(), clock, (path, mode) -> new RandomAccessFile(path.toFile(), mode));
  }

  private Path file() {
    return dir.resolve("region.store");
  }

  @Test
  void entriesAreThereWithTheirDeadlines() {
    long deadline = clock.millis() + LIFE;
    try (TestRegion region = open()) {
      region.put("key", "value");
      ByteEntry limited = ByteEntry.of(bytes("other"), deadline + 1, deadline + 2);
      assertThat(region.store.compareAndSet(bytes("limited"), null, limited)).isTrue();
      region.put("gone", "value");
      assertThat(region.remove("gone")).isTrue();
    }
    try (TestRegion region = open()) {
      assertThat(region.value("key")).isEqualTo("value");
      assertThat(region.entry("key").expiresAt()).isEqualTo(deadline);
      assertThat(region.value("limited")).isEqualTo("other");
      assertThat(region.entry("limited").policyDeadline()).isEqualTo(deadline + 1);
      assertThat(region.entry("limited").notAfter()).isEqualTo(deadline + 2);
      assertThat(region.value("gone")).isNull();
      assertThat(region.store.size()).isEqualTo(2);
      assertThat(region.number("bytes")).isGreaterThan(2 * FileEntry.HEADER);
    }
  }

  @Test
  void touchesAreThere() {
    long deadline = clock.millis() + 5 * LIFE;
    try (TestRegion region = open()) {
      region.put("key", "value");
      assertThat(region.store.touch(bytes("key"), region.entry("key"), deadline, deadline + 1))
          .isTrue();
    }
    try (TestRegion region = open()) {
      assertThat(region.entry("key").policyDeadline()).isEqualTo(deadline);
      assertThat(region.entry("key").notAfter()).isEqualTo(deadline + 1);
      assertThat(region.value("key")).isEqualTo("value");
    }
  }

  @Test
  void whatDiedMeanwhileIsSwept() {
    try (TestRegion region = open()) {
      region.put("dead", "value");
    }
    clock.advance(Duration.ofMillis(LIFE + 1));
    try (TestRegion region = open()) {
      region.put("alive", "value");
      List<String> swept = new ArrayList<>();
      region.store.sweep(key -> swept.add(new String(key, StandardCharsets.UTF_8)));
      assertThat(swept).containsExactly("dead");
    }
  }

  @Test
  void aVersionOfAnotherSessionIsNotTakenForOneOfThis() {
    ByteEntry seen;
    try (TestRegion region = open()) {
      region.put("key", "value");
      seen = region.entry("key");
    }
    try (TestRegion region = open()) {
      region.put("key", "value");
      assertThat(region.store.compareAndSet(bytes("key"), seen, null)).isFalse();
    }
  }

  @Test
  void theSumOfBytesIsKept() {
    long before;
    try (TestRegion region = open()) {
      for (int i = 0; i < 100; i++) {
        region.put("key-" + i, 100 + i);
      }
      before = region.number("bytes");
      region.put("key-1", 5_000);
      assertThat(region.remove("key-2")).isTrue();
      assertThat(region.number("bytes"))
          .isEqualTo(before + 5_000 - 101 - 5 - 102 - FileEntry.HEADER);
      before = region.number("bytes");
    }
    try (TestRegion region = open()) {
      assertThat(region.number("bytes")).isEqualTo(before);
      region.store.clear();
      assertThat(region.number("bytes")).isZero();
    }
  }

  // ---- files that are not as they were

  @Test
  void aDamagedEntryIsDroppedAndToldAndTheOthersStay() throws IOException {
    try (TestRegion region = open()) {
      region.put("one", "value-one");
      region.put("two", "value-two");
    }
    replace("value-one", "value-ONE");
    try (TestRegion region = open()) {
      assertThat(region.value("one")).isNull();
      assertThat(region.value("two")).isEqualTo("value-two");
      assertThat(region.undecodable).singleElement().asString().contains("damaged");
      assertThat(region.number("corruptions")).isEqualTo(1);
      assertThat(region.store.size()).isEqualTo(1);
      region.put("one", "again");
      assertThat(region.value("one")).isEqualTo("again");
    }
  }

  @Test
  void aDamagedKeyMovesTheFileAside() throws IOException {
    try (TestRegion region = open()) {
      region.put("first-key", "value");
    }
    replace("first-key", "other-key");
    try (TestRegion region = open()) {
      assertThat(region.value("first-key")).isNull();
      assertThat(region.value("other-key")).isNull();
      assertThat(region.failures).singleElement().asString().contains("damaged", "starts empty");
      assertThat(region.number("corruptions")).isEqualTo(1);
      assertThat(movedAside()).isEqualTo(1);
    }
  }

  @Test
  void whatIsMovedAsideIsNeverDeleted() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.writeString(file(), "something else, and quite long".repeat(1_000));
      try (TestRegion region = open()) {
        region.put("key", "value");
        assertThat(region.value("key")).isEqualTo("value");
        assertThat(region.failures)
            .singleElement()
            .asString()
            .contains(dir.toString(), "region.store.corrupt-");
      }
      assertThat(movedAside()).isEqualTo(i + 1);
    }
  }

  private static boolean isHidden(TestRegion region, String key) {
    return InvalidationMatcher.hides(
        region.store.invalidations(bytes(key)), region.entry(key).epoch(), key);
  }

  @Test
  void whatIsMovedAsideIsNotTheFileOfAnotherRegion() throws IOException {
    try (TestRegion other = new TestRegion(dir, "region.store.corrupt-1", Map.of())) {
      other.put("key", "value");
    }
    Files.write(dir.resolve("region.store"), new byte[10_000]);
    try (TestRegion region = open()) {
      assertThat(region.number("corruptions")).isEqualTo(1);
    }
    try (TestRegion other = new TestRegion(dir, "region.store.corrupt-1", Map.of())) {
      assertThat(other.value("key")).isEqualTo("value");
    }
  }

  @Test
  void nothingIsLeftOfWhatIsDestroyed() throws IOException {
    Files.write(dir.resolve("region.store"), new byte[10_000]);
    open().store.destroy();
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).containsExactly(dir.resolve("region.lock"));
    }
  }

  @Test
  void whatWasInvalidatedIsHiddenStillAfterACrash() throws IOException {
    Path crashed = Files.createDirectory(dir.resolve("crashed"));
    long epoch;
    try (TestRegion region = open()) {
      region.put("hidden", "value");
      epoch = region.store.invalidate(List.of("hid*")).orElseThrow();
      Files.copy(file(), crashed.resolve("region.store")); // as a kill would leave it
    }
    try (TestRegion region =
        new TestRegion(
            crashed,
            "region",
            Map.of(),
            clock,
            (path, mode) -> new RandomAccessFile(path.toFile(), mode))) {
      assertThat(isHidden(region, "hidden")).isTrue();
      region.put("hide", "later");
      assertThat(isHidden(region, "hide")).isFalse();
      assertThat(region.store.invalidate(List.of("h*"))).hasValue(epoch + 1);
      assertThat(isHidden(region, "hide")).isTrue();
    }
  }

  @Test
  void numbersOfInvalidationsGoOn() {
    long epoch;
    try (TestRegion region = open()) {
      epoch = region.store.invalidate(List.of("a*")).orElseThrow();
      region.store.reclaimed(epoch);
    }
    try (TestRegion region = open()) {
      assertThat(region.store.unreclaimed()).isEmpty();
      region.put("key", "value");
      assertThat(region.store.invalidate(List.of("k*"))).hasValue(epoch + 1);
      assertThat(isHidden(region, "key")).isTrue();
    }
  }

  @Test
  void whereInvalidationsCannotBeReadNothingIsBelieved() throws IOException {
    try (TestRegion region = open()) {
      region.put("key", "value");
      assertThat(region.store.invalidate(List.of("k*"))).isPresent();
    }
    try (MVStore store = MVStore.open(file().toString())) {
      MVMap<String, String> map = store.openMap("meta");
      String said = requireNonNull(map.get("invalidations"));
      map.put("invalidations", "_" + said.substring(1));
    }
    try (TestRegion region = open()) {
      assertThat(region.value("key")).isNull();
      assertThat(region.store.size()).isZero();
    }
    assertThat(movedAside()).isEqualTo(1);
  }

  @Test
  void aFileOfAnotherVersionIsToldAndLeftAlone() throws IOException {
    try (TestRegion region = open()) {
      region.put("key", "value");
    }
    try (MVStore store = MVStore.open(file().toString())) {
      MVMap<String, String> map = store.openMap("meta");
      map.put("format", FileMetadata.sealed("format", "9"));
    }
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("version")
        .hasMessageContaining("'dir'");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(movedAside()).isZero();
  }

  @Test
  void aFileOfALaterEngineIsToldAndLeftAlone() throws IOException {
    try (TestRegion region = open()) {
      region.put("key", "value");
    }
    byte[] bytes = Files.readAllBytes(file());
    for (int block = 0; block < 2; block++) { // the header, twice, with its checksum
      String header = new String(bytes, block * 4096, 4096, StandardCharsets.ISO_8859_1);
      int end = header.indexOf(",fletcher:");
      String changed = header.substring(0, end).replaceFirst("format:[0-9]", "format:9");
      byte[] body = changed.getBytes(StandardCharsets.ISO_8859_1);
      int checksum = DataUtils.getFletcher32(body, 0, body.length);
      byte[] whole =
          (changed + ",fletcher:" + Integer.toHexString(checksum) + "\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      Arrays.fill(bytes, block * 4096, block * 4096 + 4096, (byte) 0);
      System.arraycopy(whole, 0, bytes, block * 4096, whole.length);
    }
    Files.write(file(), bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("version");
    assertThat(movedAside()).isZero();
  }

  @Test
  void aRegionThatIsOpenIsToldWithThePath() {
    try (TestRegion region = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(CacheException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("in use in this process, by cache 'region'")
          .hasMessageContaining("'dir'");
      region.put("key", "value");
      assertThat(region.value("key")).isEqualTo("value");
    }
    open().close();
  }

  @Test
  void aFailedOpeningHoldsNothing() throws IOException {
    Files.createDirectory(file());
    assertThatThrownBy(this::open).hasMessageContaining(file().toString());
    Files.delete(file());
    open().close();
  }

  @Test
  void nothingIsLeftAfterClose() {
    TestRegion region = open();
    region.put("key", "value");
    region.close();
    await().until(() -> threads().isEmpty());
    assertThat(System.getProperties().stringPropertyNames())
        .noneMatch(name -> name.contains(dir.toString()));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("uno-jcache-file") || name.contains("H2"))
        .toList();
  }

  private void replace(String text, String other) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(all).contains(text);
    Files.write(file(), all.replace(text, other).getBytes(StandardCharsets.ISO_8859_1));
  }

  private long movedAside() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.toString().contains(".corrupt-")).count();
    }
  }
}
