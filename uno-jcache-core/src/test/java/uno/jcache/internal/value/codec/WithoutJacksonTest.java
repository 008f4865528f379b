/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uno.jcache.Codec;

/** The class path of an application that has no Jackson. */
class WithoutJacksonTest {
  @Test
  void onlyJsonNeedsIt() throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!part.contains("jackson")) {
        classPath.add(Path.of(part).toUri().toURL());
      }
    }
    try (var loader =
        new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> codec = loader.loadClass(Codec.class.getName());
      assertThat(codec.getMethod("serialization").invoke(null)).hasToString("serialization");
      assertThatThrownBy(() -> codec.getMethod("json").invoke(null))
          .cause()
          .hasMessageContaining("needs com.fasterxml.jackson.core:jackson-databind");
    }
  }
}
