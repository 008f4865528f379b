/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import javax.cache.CacheException;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uno.jcache.internal.expiry.Expiry;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.internal.store.bytes.ByteProviderType;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

class FileStoreProviderTest {
  private final Path dir;

  FileStoreProviderTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private StoreFactory open(Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putIfAbsent("dir", dir.toString());
    return new FileStoreProvider().open("disk", all);
  }

  private static Store<String, Object> create(StoreFactory factory, String name) {
    Expiry expiry = Expiry.of(name, new EternalExpiryPolicy(), null);
    return ByteProviderType.over(factory).create(StoreSpecs.of(name, expiry, 100));
  }

  @Test
  void isFoundByItsType() {
    assertThat(ServiceLoader.load(StoreProvider.class))
        .anyMatch(provider -> provider.type().equals("file"));
  }

  @ParameterizedTest
  @CsvSource({
    "max-bytes, much, size",
    "max-bytes, 1, at least",
    "commit-interval, soon, time",
    "commit-interval, 1ms, 10ms",
    "sync-removals, perhaps, true or false",
    "reserve, -1, size",
    "page-cache, 1 KiB, at least",
    "file-permissions, 600, rw-------",
    "file-permissions, r--------, rw for the owner"
  })
  void tellsWhatASettingTakes(String setting, String value, String says) {
    assertThatThrownBy(() -> open(Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'disk'")
        .hasMessageContaining("'" + setting + "'")
        .hasMessageContaining(says);
  }

  @Test
  void tellsThatTheDirectoryIsMissing() {
    assertThatThrownBy(() -> new FileStoreProvider().open("disk", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'dir'");
    assertThatThrownBy(() -> new FileStoreProvider().open("disk", Map.of("dir", " ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'dir'");
  }

  @Test
  void makesTheDirectory() {
    Path below = dir.resolve("a/b");
    open(Map.of("dir", below.toString())).close();
    assertThat(below).isDirectory();
  }

  @Test
  void whatItMakesIsForTheOwnerOnly() throws IOException {
    Path below = dir.resolve("a/b");
    keepSomething(Map.of("dir", below.toString()));
    assertThat(permissions(dir.resolve("a"))).isEqualTo("rwx------");
    assertThat(permissions(below)).isEqualTo("rwx------");
    assertThat(permissionsOfFiles(below)).hasSize(2).containsOnly("rw-------");
  }

  @Test
  void whatItMovesAsideIsForTheOwnerOnly() throws IOException {
    keepSomething(Map.of());
    Files.write(dir.resolve("region.store"), new byte[10_000]);
    keepSomething(Map.of());
    assertThat(permissionsOfFiles(dir)).hasSize(3).containsOnly("rw-------");
  }

  @Test
  void othersMayReadWhereASettingSaysSo() throws IOException {
    Path below = dir.resolve("below");
    keepSomething(Map.of("dir", below.toString(), "file-permissions", "rw-r-----"));
    assertThat(permissions(below)).isEqualTo("rwxr-x---");
    assertThat(permissionsOfFiles(below)).hasSize(2).containsOnly("rw-r-----");
  }

  @Test
  void aDirectoryThatExistsStaysAsItIs() throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-x--x"));
    keepSomething(Map.of());
    assertThat(permissions(dir)).isEqualTo("rwxr-x--x");
    assertThat(permissionsOfFiles(dir)).hasSize(2).containsOnly("rw-------");
  }

  private void keepSomething(Map<String, ?> settings) {
    try (StoreFactory factory = open(settings);
        Store<String, Object> store = create(factory, "region")) {
      assertThat(store.size()).isZero();
      assertThat(factory.check()).isNotEmpty();
    }
  }

  private static List<String> permissionsOfFiles(Path dir) throws IOException {
    List<String> permissions = new ArrayList<>();
    try (var files = Files.newDirectoryStream(dir)) {
      for (Path file : files) {
        permissions.add(permissions(file));
      }
    }
    return permissions;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void tellsThatThereCanBeNoDirectory() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(() -> open(Map.of("dir", file.resolve("below").toString())))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("'disk'")
        .hasMessageContaining("'dir'")
        .hasMessageContaining(file.toString());
  }

  @Test
  void noRegionIsOutsideTheDirectory() throws IOException {
    Path below = dir.resolve("below");
    try (StoreFactory factory = open(Map.of("dir", below.toString()));
        Store<String, Object> store = create(factory, "../../etc/passwd")) {
      assertThat(store.size()).isZero();
      assertThat(below.resolve("%2e.%2f..%2fetc%2fpasswd.store")).exists();
    }
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(below);
    }
  }

  @Test
  void oneRegionThatCannotBeOpenedHarmsNoOther() throws IOException {
    Files.createDirectory(dir.resolve("bad.store"));
    try (StoreFactory factory = open(Map.of());
        Store<String, Object> good = create(factory, "good")) {
      assertThatThrownBy(() -> create(factory, "bad"))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("bad.store");
      assertThat(good.size()).isZero();
      assertThat(factory.check()).containsKeys("dir", "free", "good");
    }
  }

  @Test
  void checkTellsOfADirectoryThatIsGone() throws IOException {
    Path below = dir.resolve("below");
    StoreFactory factory = open(Map.of("dir", below.toString(), "reserve", 0));
    assertThat(factory.check()).containsEntry("dir", below.toString());
    Files.delete(below);
    assertThatThrownBy(factory::check)
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(below.toString());
  }
}
