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
 * Hands what other threads write to the connection's own thread. Netty does the same, but takes the
 * task for it from a pool that is a thread local of the writing thread. In a thread of a server
 * that pool would stay when the application is gone, and hold its class loader.
 *
 * <p>It is the handler that writes meet first, and says that it is at home in each thread: so Netty
 * calls it in the thread that writes.
 */
@Sharable
final class OutsideWrites extends ChannelOutboundHandlerAdapter {
  private static final OutsideWrites INSTANCE = new OutsideWrites();

  private OutsideWrites() {}

  @SuppressWarnings("deprecation") // not for what it advises against: no handler leaves its thread
  static void install(Channel channel) {
    channel.pipeline().addLast(new AnyThread(), null, INSTANCE);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    EventLoop loop = context.channel().eventLoop();
    if (loop.inEventLoop()) {
      context.write(message, promise);
    } else {
      loop.execute(() -> context.writeAndFlush(message, promise));
    }
  }

  /** From outside, each write is flushed by the task that writes it. */
  @Override
  public void flush(ChannelHandlerContext context) {
    if (context.channel().eventLoop().inEventLoop()) {
      context.flush();
    }
  }

  /** Runs everything in the thread that asks for it. It has nothing to shut down. */
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
