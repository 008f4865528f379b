/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Passes writes of other threads to the connection's event loop. Netty does the same, but uses a
 * task pool in a thread local of the writing thread; in an application server this would leak the
 * application's class loader.
 *
 * <p>It is the first outbound handler, and its executor claims to be in its event loop for every
 * thread; so Netty calls it in the writing thread.
 */
@Sharable
final class EventLoopWrites extends ChannelOutboundHandlerAdapter {
  private static final EventLoopWrites INSTANCE = new EventLoopWrites();

  private EventLoopWrites() {}

  @SuppressWarnings("deprecation") // it is deprecated for moving handlers to other threads
  static void install(Channel channel) {
    channel.pipeline().addLast(new AnyThread(), null, INSTANCE);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise has the result
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    EventLoop loop = context.channel().eventLoop();
    if (loop.inEventLoop()) {
      context.write(message, promise);
    } else {
      loop.execute(() -> context.writeAndFlush(message, promise));
    }
  }

  /** Writes of other threads are flushed by the task that writes them. */
  @Override
  public void flush(ChannelHandlerContext context) {
    if (context.channel().eventLoop().inEventLoop()) {
      context.flush();
    }
  }

  /** Runs everything in the calling thread. It has nothing to shut down. */
  private static final class AnyThread extends AbstractEventExecutor {
    @Override
    public boolean inEventLoop(Thread thread) {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean isShuttingDown() {
      return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
      return terminationFuture();
    }

    @Override
    public Future<?> terminationFuture() {
      return GlobalEventExecutor.INSTANCE.newFailedFuture(new UnsupportedOperationException());
    }

    @Deprecated
    @Override
    public void shutdown() {}

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
