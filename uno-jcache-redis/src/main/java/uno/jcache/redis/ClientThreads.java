/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.config.Config;

/**
 * The threads of Redisson's. They are daemons, which its own are not: a program whose main method
 * returns without closing its cache manager ends, too.
 */
final class ClientThreads implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(ClientThreads.class.getName());
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor executor;

  /** Lets a client that is made with this configuration run in threads of ours. */
  ClientThreads(Config config) {
    int threads = config.getThreads();
    if (threads == 0) { // which Redisson takes for this
      threads = 2 * Runtime.getRuntime().availableProcessors();
    }
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("uno-jcache-redis-client", true));
    executor.allowCoreThreadTimeOut(true);
    config.setExecutor(executor);
    config.setNettyExecutor(
        new ThreadPerTaskExecutor(new DefaultThreadFactory("uno-jcache-redis-netty", true)));
  }

  /**
   * The one thread that Redisson lets nobody else make; it starts with the first connection. Where
   * modules keep us from it, a program has to close its cache manager.
   */
  void take(Redisson client) {
    HashedWheelTimer timer =
        client.getCommandExecutor().getConnectionManager().getServiceManager().getTimer();
    try {
      Field thread = HashedWheelTimer.class.getDeclaredField("workerThread");
      thread.setAccessible(true);
      ((Thread) thread.get(timer)).setDaemon(true);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "A thread of Redisson's keeps the JVM alive until it is closed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
