/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import uno.jcache.architecture.JarContract;

/**
 * What users get. Runs when the jar is there, beside an H2 of the application's, as other tests of
 * this module then do.
 */
class PublishedJar extends JarContract {
  private final Path jar = Path.of(System.getProperty("published.jar"));
  private final Path pom = Path.of(System.getProperty("published.pom"));

  private static String place(String className) throws ClassNotFoundException {
    URL place = Class.forName(className).getProtectionDomain().getCodeSource().getLocation();
    return Objects.toString(Path.of(place.getPath()).getFileName());
  }

  @Test
  void mvStoreIsInOurJarUnderANameOfOursOnly() throws IOException {
    try (JarFile opened = new JarFile(jar.toFile())) {
      List<String> names = opened.stream().map(ZipEntry::getName).toList();
      assertThat(names).contains("uno/jcache/file/h2/mvstore/MVStore.class", "META-INF/NOTICE");
      assertThat(names).noneMatch(name -> name.startsWith("org/") || name.contains("maven/com.h2"));
      assertThat(names)
          .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
          .containsExactly("META-INF/services/uno.jcache.spi.StoreProvider");
    }
    assertThat(Files.readString(pom))
        .contains("<artifactId>uno-jcache-core</artifactId>")
        .doesNotContain("<artifactId>h2-mvstore</artifactId>");
  }

  @Test
  void theLicenseOfMvStoreIsThere() throws IOException {
    assertThat(text(jar, "LICENSE-MPL-2.0")).contains("Mozilla Public License Version 2.0");
    assertThat(text(jar, "NOTICE")).contains("MVStore", "META-INF/LICENSE-MPL-2.0", "2.4.240");
  }

  @Test
  void theTestsOfThisRunUseItBesideAnotherH2() throws ClassNotFoundException {
    String ours = String.valueOf(jar.getFileName());
    assertThat(place("uno.jcache.file.FileStoreProvider")).isEqualTo(ours);
    assertThat(place("uno.jcache.file.h2.mvstore.MVStore")).isEqualTo(ours);
    assertThat(place("org.h2.mvstore.MVStore")).startsWith("h2-2.").isNotEqualTo(ours);
  }
}
