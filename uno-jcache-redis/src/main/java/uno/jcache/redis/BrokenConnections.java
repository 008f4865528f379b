/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Deque;
import org.redisson.client.NettyHook;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.protocol.QueueCommandHolder;

/**
 * Detects broken connections, which Redisson reconnects silently. Fails the pending calls of such a
 * connection immediately; Redisson would let them wait for their time-outs. If the connection had a
 * subscription, reports that messages may have been lost, since Redisson does not always report
 * that it has subscribed again.
 */
@Sharable
final class BrokenConnections extends ChannelInboundHandlerAdapter implements NettyHook {
  static final String MESSAGE = "the connection broke before there was an answer";

  private final Runnable subscriptionBroken;

  /**
   * Listens to connections.
   *
   * @param subscriptionBroken called when a connection with a subscription breaks
   */
  BrokenConnections(Runnable subscriptionBroken) {
    this.subscriptionBroken = subscriptionBroken;
  }

  @Override
  public void afterBoostrapInitialization(Bootstrap bootstrap) {}

  @Override
  public void afterChannelInitialization(Channel channel) {
    channel.pipeline().addFirst(this); // before Redisson's handler, which drops the pending calls
    EventLoopWrites.install(channel);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Deque<QueueCommandHolder> pending = context.channel().attr(CommandsQueue.COMMANDS_QUEUE).get();
    if (pending == null) { // a connection for subscriptions
      subscriptionBroken.run();
    } else {
      for (QueueCommandHolder each : pending) {
        boolean unused = each.getCommand().tryFailure(new RedisConnectionException(MESSAGE));
      }
    }
    context.fireChannelInactive();
  }
}
