/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.CacheLevel;
import uno.jcache.UnoConfiguration;

/** A near level belongs to one process, and what is in Redis does not. */
class NearLevelTest {
  private static CacheManager manager(Path directory, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve("caches.conf"), configuration);
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(file.toUri(), null);
  }

  @Test
  void aConfigurationThatMakesRedisANearLevelIsRefusedWithItsFileLineAndKey(
      @TempDir Path directory) {
    assertThatThrownBy(
            () ->
                manager(
                    directory,
                    """
                    uno-jcache.regions.users {
                      near = [{ provider = redis }]
                    }
                    """))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("caches.conf:2: ")
        .hasMessageContaining("uno-jcache.regions.users.near.provider: ")
        .hasMessageContaining("use memory here");
  }

  @Test
  void aProgramThatMakesRedisANearLevelIsRefused(@TempDir Path directory) throws IOException {
    try (CacheManager manager = manager(directory, "uno-jcache {}")) {
      UnoConfiguration<String, String> configuration =
          new UnoConfiguration<String, String>().setNear(CacheLevel.of("redis"));
      assertThatThrownBy(() -> manager.createCache("users", configuration))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'users'")
          .hasMessageContaining("use memory here");
    }
  }
}
