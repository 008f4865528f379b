/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.Caching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;

/** Closing while connections are being made, which nobody must hear of. */
@Tag("slow")
class ClosingTest {
  private static final RedisProcess REDIS = RedisProcess.start();

  /** What is logged, by Netty, too. */
  private final List<String> logged = new CopyOnWriteArrayList<>();

  private final Logger root = Logger.getLogger("");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            logged.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  ClosingTest() {
    root.addHandler(handler);
  }

  @AfterEach
  void removeHandler() {
    root.removeHandler(handler);
  }

  @RepeatedTest(40)
  void closingRightAfterOpeningLogsNothing() {
    Properties properties = new Properties();
    properties.setProperty("uno-jcache.providers.shared.type", "redis");
    REDIS
        .settings()
        .forEach(
            (key, value) -> properties.setProperty("uno-jcache.providers.shared." + key, value));
    UnoCacheManager manager =
        Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
            .getCacheManager(URI.create("closed-at-once"), null, properties)
            .unwrap(UnoCacheManager.class);
    manager.createCache(
        "users",
        new UnoConfiguration<String, String>()
            .setProvider("shared")
            .setNear(CacheLevel.of("memory")));
    manager.close();
    assertThat(logged).isEmpty();
  }
}
