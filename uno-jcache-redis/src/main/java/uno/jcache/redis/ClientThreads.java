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
 * The threads of Redisson. They are daemons, unlike those that it creates itself, so that a program
 * ends without closing its cache manager.
 */
final class ClientThreads {
  private static final Logger LOGGER = System.getLogger(ClientThreads.class.getName());
  private static final long IDLE_SECONDS = 10;

  /** Netty's quiet period at shutdown if calls may be in progress, in milliseconds. */
  private static final long QUIET_MILLIS = 200;

  private static final long LONGEST_MILLIS = 2_000;

  private final ThreadPoolExecutor executor;

  /** Our own event loops, if possible, so that they end after Redisson has used them. */
  private @Nullable EventLoopGroup loops;

  /** Makes clients with this configuration use our threads. */
  ClientThreads(Config config) {
    int threads = config.getThreads();
    if (threads == 0) { // Redisson's default
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
   * Makes Redisson's timer thread a daemon. Redisson has no setting for it. On the module path this
   * may fail; then a program ends only after it has closed its cache manager.
   */
  void makeTimerDaemon(Redisson client) {
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
   * Ends the threads, after the client was shut down. Calls in progress, such as connecting, can
   * still use the threads for a moment: otherwise Netty would log errors.
   *
   * @param isBusy whether calls may be in progress
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
