/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.Caching;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.CostsContractTest;
import uno.jcache.servers.FaultyProxy;

/** What each act of one process costs a server that others share. */
class CostsTest extends CostsContractTest {
  /** Commands that a background thread may send meanwhile. */
  private static final int STRAY = 4;

  /** What scripts do not call themselves, so that these are commands of ours. */
  private static final Pattern CALLS =
      Pattern.compile("cmdstat_(?:evalsha|eval|mget|scan):calls=(\\d+)");

  @Override
  protected List<String> counted() {
    return List.of("commands", "sent by the server");
  }

  @Override
  protected void check(Act act, Cost small, Cost large) {
    if (!act.isScan()) {
      assertThat(large.operations()).as(act.name()).isLessThanOrEqualTo(act.most() + STRAY);
      assertThat(large.bytes())
          .as("bytes of " + act.name())
          .isLessThanOrEqualTo(small.bytes() * 3 / 2 + 20_000);
    }
  }

  /** In front of a server of its own. */
  private static final class Client implements Application {
    private final RedisProcess redis = RedisProcess.start();
    private final FaultyProxy network = new FaultyProxy(redis.port());
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final UnoCacheManager manager = manager("redis://" + network.address());
    private final UnoCache<String, Object> cache;
    private final UnoCacheManager plainManager = manager("redis://" + network.address());
    private final UnoCache<String, Object> plain;
    private final MetricRegistry registry = new MetricRegistry();

    Client(int size) {
      try (UnoCacheManager filling = manager(redis.url())) {
        fill(filling.createCache("users", plainConfiguration()), size);
        fill(filling.createCache("plain", plainConfiguration()), size);
      }
      cache = manager.createCache("users", configuration().setExecutor(tasks::add));
      plain =
          plainManager.createCache(
              "plain", plainConfiguration().setExecutor(new LinkedBlockingQueue<Runnable>()::add));
      manager.monitoring().enable();
      manager.monitoring().reportTo(registry);
    }

    /** Connects, and lets the server know the scripts. */
    void begin() {
      Object unused = cache.get("user:0");
      await().until(this::isNearOn);
      cache.put("known", "value");
      cache.put("known", "other");
      cache.getAndPut("known", "another");
      cache.remove("known");
      cache.get("known", key -> "loaded");
      cache.remove("known");
      cache.removeAll(Set.of("known", "unknown"));
    }

    private boolean isNearOn() {
      cache.get("user:0");
      long hits = nearHits();
      cache.get("user:0");
      return nearHits() > hits;
    }

    private long nearHits() {
      return manager.monitoring().levels("users").get(0).hits();
    }

    private static UnoCacheManager manager(String url) {
      Properties properties = new Properties();
      properties.setProperty("uno-jcache.providers.shared.type", "redis");
      properties.setProperty("uno-jcache.providers.shared.url", url);
      properties.setProperty("uno-jcache.providers.shared.timeout", "10s"); // on a busy machine
      return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
          .getCacheManager(URI.create("costs-" + UUID.randomUUID()), null, properties)
          .unwrap(UnoCacheManager.class);
    }

    private static UnoConfiguration<String, Object> plainConfiguration() {
      return new UnoConfiguration<String, Object>()
          .setTypes(String.class, Object.class)
          .setProvider("shared");
    }

    @Override
    public UnoConfiguration<String, Object> configuration() {
      return plainConfiguration()
          .setStatisticsEnabled(true)
          .setManagementEnabled(true)
          .setNear(CacheLevel.of("memory").withMaximumSize(100));
    }

    @Override
    public UnoCacheManager manager() {
      return manager;
    }

    @Override
    public UnoCacheManager another() {
      return manager("redis://" + network.address());
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
      long commands = 0;
      Matcher calls = CALLS.matcher(redis.command("INFO commandstats"));
      while (calls.find()) {
        commands += Long.parseLong(calls.group(1));
      }
      return commands;
    }

    @Override
    public long bytes() {
      return network.bytesToClient();
    }

    @Override
    public void close() {
      manager.close();
      plainManager.close();
      network.close();
      redis.close();
    }
  }

  @Override
  protected Application open(int size) {
    Client client = new Client(size);
    client.begin();
    return client;
  }
}
