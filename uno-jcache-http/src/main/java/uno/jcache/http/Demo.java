/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.rule.InvalidationRule;
import uno.jcache.rule.InvalidationStrategy;

/**
 * Plays the traffic of a shop: users, products and pages, of which few are read often. Each tenth
 * of a second it reads some keys, loads what is missing, and now and then changes a user.
 */
final class Demo implements AutoCloseable {
  private static final int READS = 200; // in each step
  private static final int KEYS = 20_000;

  private final UnoCacheManager manager;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<UnoCache<String, Object>> regions;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "uno-jcache-demo");
            thread.setDaemon(true);
            return thread;
          });

  private Demo(UnoCacheManager manager) {
    this.manager = manager;
    this.regions =
        List.of(
            region("demo-users", 5_000, Duration.ofMinutes(10)),
            region("demo-products", 2_000, Duration.ofMinutes(2)),
            region("demo-pages", 500, Duration.ofSeconds(30)));
    InvalidationRule unused =
        manager
            .rules()
            .createOrUpdate(
                InvalidationRule.of(
                        "demo-user-changed",
                        InvalidationStrategy.eventBased("demo.user.changed")
                            .invalidating("user:{id}*"))
                    .withRegions("demo-*"));
  }

  static Demo start(UnoCacheManager manager) {
    Demo demo = new Demo(manager);
    ScheduledFuture<?> unused =
        demo.executor.scheduleWithFixedDelay(demo::step, 0, 100, TimeUnit.MILLISECONDS);
    return demo;
  }

  private UnoCache<String, Object> region(String name, long size, Duration timeToLive) {
    if (manager.regions().byName(name).isEmpty()) {
      var unused =
          manager
              .regions()
              .create(
                  name,
                  Map.of(
                      "max-size",
                      size,
                      "ttl",
                      timeToLive.toSeconds() + "s",
                      "near",
                      Map.of("max-size", size / 5)));
    }
    return manager.regions().cache(name);
  }

  private void step() {
    for (int i = 0; i < READS; i++) {
      int id = skewed();
      read(regions.get(0), "user:" + id);
      read(regions.get(1), "product:" + id % 5_000);
      read(regions.get(2), "page:" + id % 1_500);
    }
    long unused = manager.events().publish("demo.user.changed", Map.of("id", skewed()));
  }

  /** Returns a number of which small ones come often. */
  private int skewed() {
    double unit = random.nextDouble();
    return (int) (KEYS * unit * unit * unit * unit);
  }

  private static void read(UnoCache<String, Object> region, String key) {
    if (region.get(key) == null) {
      region.put(key, Map.of("key", key, "text", "The content of " + key));
    }
  }

  @Override
  public void close() {
    List<Runnable> unused = executor.shutdownNow();
    try {
      boolean unusedToo = executor.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
