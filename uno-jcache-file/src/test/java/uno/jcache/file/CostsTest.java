/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.cache.Caching;
import org.junit.jupiter.api.io.TempDir;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.CostsContractTest;

/** What each act reads of a file, with a page cache of a MiB. */
class CostsTest extends CostsContractTest {
  /** On the way to an entry; and for what is committed meanwhile. */
  private static final int PAGES_OF_A_KEY = 4;

  private static final int PAGE = 8_192;

  private final Path folder;

  CostsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected List<String> counted() {
    return List.of("reads of the file", "read");
  }

  @Override
  protected void check(Act act, Cost small, Cost large) {
    boolean frees = act.name().contains("`removeAll` where") || act.name().equals("`clear`");
    if (!act.isScan() && !frees) { // the engine reads what lies where, of all that it frees
      int pages = PAGES_OF_A_KEY * act.keys();
      assertThat(large.operations()).as(act.name()).isLessThanOrEqualTo(pages);
      assertThat(large.bytes())
          .as("bytes of " + act.name())
          .isLessThanOrEqualTo((long) pages * PAGE);
    }
  }

  @Override
  protected boolean isShared() {
    return false;
  }

  /** One process, whose region was filled by an earlier one. */
  private static final class Opened implements Application {
    private final Path dir;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final UnoCacheManager manager;
    private final UnoCache<String, Object> cache;
    private final UnoCache<String, Object> plain;
    private final MetricRegistry registry = new MetricRegistry();

    Opened(Path dir, int size) {
      this.dir = dir;
      try (UnoCacheManager filling = another()) {
        fill(filling.createCache("users", plainConfiguration()), size);
        fill(filling.createCache("plain", plainConfiguration()), size);
      }
      manager = another();
      cache = manager.createCache("users", configuration().setExecutor(tasks::add));
      plain =
          manager.createCache(
              "plain", plainConfiguration().setExecutor(new LinkedBlockingQueue<Runnable>()::add));
      manager.monitoring().enable();
      manager.monitoring().reportTo(registry);
    }

    private static UnoConfiguration<String, Object> plainConfiguration() {
      return new UnoConfiguration<String, Object>()
          .setTypes(String.class, Object.class)
          .setMaximumSize(100_000)
          .setProvider("disk");
    }

    @Override
    public UnoConfiguration<String, Object> configuration() {
      return plainConfiguration()
          .setStatisticsEnabled(true)
          .setManagementEnabled(true)
          .setNear(CacheLevel.of("memory").withMaximumSize(100));
    }

    @Override
    public UnoCacheManager another() {
      Properties properties = new Properties();
      properties.setProperty("uno-jcache.providers.disk.type", CountedFiles.TYPE);
      properties.setProperty("uno-jcache.providers.disk.dir", dir.toString());
      properties.setProperty("uno-jcache.providers.disk.page-cache", "1 MiB");
      return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
          .getCacheManager(URI.create("costs-" + UUID.randomUUID()), null, properties)
          .unwrap(UnoCacheManager.class);
    }

    @Override
    public UnoCacheManager manager() {
      return manager;
    }

    @Override
    public UnoCache<String, Object> cache() {
      return cache;
    }

    @Override
    public UnoCache<String, Object> plain() {
      return plain;
    }

    @Override
    public MetricRegistry registry() {
      return registry;
    }

    @Override
    public BlockingQueue<Runnable> tasks() {
      return tasks;
    }

    @Override
    public long operations() {
      return CountedFiles.of(dir).count.sum();
    }

    @Override
    public long bytes() {
      return CountedFiles.of(dir).bytes.sum();
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  @Override
  protected Application open(int size) {
    return new Opened(folder.resolve("entries-" + size), size);
  }
}
