/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What each jar of a module holds. Runs in the module's directory, when the jars are there. */
public abstract class JarContract {
  /** Returns how many jars there are: of classes, sources, Javadoc and tests. */
  protected int jarCount() {
    return 4;
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> jars =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .filter(file -> !file.getFileName().toString().startsWith("original-"))
              .toList();
      assertThat(jars).as("jars").hasSizeGreaterThanOrEqualTo(jarCount());
      return jars;
    }
  }

  /** Returns a file in META-INF of a jar. */
  protected static String text(Path jar, String name) throws IOException {
    try (JarFile opened = new JarFile(jar.toFile())) {
      ZipEntry entry = opened.getEntry("META-INF/" + name);
      assertThat(entry).as("%s in %s", name, jar).isNotNull();
      try (InputStream in = opened.getInputStream(Objects.requireNonNull(entry))) {
        return new String(in.readAllBytes(), UTF_8);
      }
    }
  }

  @Test
  void eachJarHoldsLicenseAndNotice() throws IOException {
    String license = Files.readString(Path.of("../LICENSE"));
    String notice = Files.readString(Path.of("../NOTICE"));
    for (Path jar : jars()) {
      assertThat(text(jar, "LICENSE")).as(jar.toString()).isEqualTo(license);
      assertThat(text(jar, "NOTICE")).as(jar.toString()).startsWith(notice);
    }
  }
}
