/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;

/**
 * The threads of Redisson's. They are daemons, which its own are not: a program whose main method
 * returns without closing its cache manager ends, too.
 */
final class ClientThreads {
  private static final Logger LOGGER = System.getLogger(ClientThreads.class.getName());
  private static final long IDLE_SECONDS = 10;

  /** How long nothing must happen before threads end where something may be under way. */
  private static final long QUIET_MILLIS = 200;

  private static final long LONGEST_MILLIS = 2_000;

  private final ThreadPoolExecutor executor;

  /** Ours, where possible, so that it ends after all that Redisson still does with it. */
  private @Nullable EventLoopGroup loops;

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
            OwnThreads.forNetty("uno-jcache-redis-client"));
    executor.allowCoreThreadTimeOut(true);
    config.setExecutor(executor);
    Executor netty = new ThreadPerTaskExecutor(OwnThreads.forNetty("uno-jcache-redis-netty"));
    config.setNettyExecutor(netty);
    if (config.getTransportMode() == TransportMode.NIO && config.getEventLoopGroup() == null) {
      loops =
          new MultiThreadIoEventLoopGroup(
              config.getNettyThreads(), netty, NioIoHandler.newFactory());
      config.setEventLoopGroup(loops);
    }
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

  /**
   * Ends them, after the client was shut down. What is under way then, such as a connection that is
   * being made, still finds its threads: Netty would log that as errors.
   *
   * @param isBusy whether anything may be under way
   */
  void close(boolean isBusy) {
    if (loops != null) {
      Future<?> unused =
          loops
              .shutdownGracefully(isBusy ? QUIET_MILLIS : 0, LONGEST_MILLIS, TimeUnit.MILLISECONDS)
              .awaitUninterruptibly();
    }
    executor.shutdown();
  }
}
