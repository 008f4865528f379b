/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RFuture;
import org.redisson.api.RTopic;
import org.redisson.api.listener.MessageListener;
import org.redisson.api.listener.StatusListener;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.remote.InDoubtWrites;

/**
 * What others tell of their changes, over one subscription for all regions of a provider.
 *
 * <p>A connection that breaks is made again by itself, and what was told meanwhile is lost: so
 * {@link BrokenConnections} says where one is gone. And a subscription can be gone without anybody
 * saying so. Hence a heartbeat is sent to oneself several times within the longest time for which
 * followers may be wrong. Where none came for so long, followers hear that they are no longer told.
 * Each time a subscription is made they hear the same first; and that they are told again, when a
 * heartbeat came that was sent after that: with it, everything that is told will come.
 *
 * <p>A subscription is made anew where the server takes heartbeats, and they do not come back.
 * While it does not take them, Redisson connects and subscribes again by itself as soon as it can;
 * an attempt of ours would only take that away, and last a second or two before it fails.
 *
 * <p>An invalidation of several buckets takes several scripts, and whoever runs them may die in the
 * midst of it. So each script tells, and at the end all is told once more. Followers hear of the
 * first part and of the end: in between, a level in front may be filled with what a later part
 * hides. Where no end is told within the longest time for which followers may be wrong, they hear
 * of one nevertheless.
 *
 * <p>Followers are called under a lock, one at a time.
 */
final class InvalidationChannel implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(InvalidationChannel.class.getName());
  private static final int HEARTBEATS = 6;

  /** How long Redisson may take to subscribe again where a server answers, in nanoseconds. */
  private static final long RECONNECTION = 500_000_000;

  private final RTopic topic;
  private final long interval; // between heartbeats, in nanoseconds
  private final long self = ThreadLocalRandom.current().nextLong();

  /**
   * Held weakly: a store holds its own. So a cache that nobody uses or closes any more can be
   * collected, though threads hold this.
   */
  private final Map<Follower, Boolean> followers = Collections.synchronizedMap(new WeakHashMap<>());

  private final Object lock = new Object();

  /** The invalidations that have no end yet; by the lock. */
  private final Map<ByteBuffer, UnfinishedInvalidation> unfinished = new HashMap<>();

  private final MessageListener<byte[]> onMessage = (channel, bytes) -> received(bytes);
  private final StatusListener onStatus =
      new StatusListener() {
        @Override
        public void onSubscribe(String channel) {
          subscribed();
        }

        @Override
        public void onUnsubscribe(String channel) {}
      };

  private final ScheduledThreadPoolExecutor timer =
      newTimer(); // whose thread the first task starts

  private boolean followed; // ever; by the lock, as what follows
  private boolean live;
  private long epoch; // of the subscription
  private int pending; // subscriptions that are being made
  private long lastHeartbeat; // when it was sent
  private boolean hasSubscribed; // or tried to, ever
  private long lastSubscription;
  private boolean answering; // the server takes heartbeats
  private long answeringSince;

  /**
   * Who is told of the changes of a region.
   *
   * @param store by which it knows its own
   * @param unacknowledged of its own changes, those of which it does not know what became of them,
   *     and must be told like others'
   */
  record Follower(
      long store, long region, InDoubtWrites unacknowledged, ChangeListener<byte[]> listener) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** An invalidation of which parts took effect, the last of them at a time in nanoseconds. */
  private record UnfinishedInvalidation(ChannelMessage part, long lastPart) {}

  /**
   * A channel, without a subscription.
   *
   * @param maxStaleness for how long followers may be wrong, in milliseconds
   */
  InvalidationChannel(RTopic topic, long maxStaleness) {
    this.topic = topic;
    this.interval = TimeUnit.MILLISECONDS.toNanos(maxStaleness) / HEARTBEATS;
  }

  void follow(Follower follower) {
    synchronized (lock) {
      // Throws where no thread can be started: then nothing has begun, and the next cache tries it.
      boolean unusedStart = timer.prestartCoreThread();
      followers.put(follower, true);
      if (live) {
        follower.listener.found();
      }
      if (!followed) {
        followed = true;
        Future<?> unused =
            timer.scheduleWithFixedDelay(this::tick, 0, interval, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Returns a copy, as followers may be added while they are called. */
  private List<Follower> followers() {
    synchronized (followers) {
      return List.copyOf(followers.keySet());
    }
  }

  void unfollow(Follower follower) {
    followers.remove(follower);
  }

  RFuture<Long> publish(byte[] message) {
    return topic.publishAsync(message);
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> OwnThreads.newThread("uno-jcache-redis-channel", task));
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  /**
   * Asks for a subscription, which replaces the one there is. One that was asked for before may
   * still be being made, and be undone by this half-way: so none is believed before all are.
   */
  private void subscribe() {
    synchronized (lock) {
      pending++;
    }
    try {
      topic
          .removeAllListenersAsync()
          .thenCompose(done -> topic.addListenerAsync(onStatus))
          .thenCompose(id -> topic.addListenerAsync(byte[].class, onMessage))
          .whenComplete((id, failure) -> ended(failure));
    } catch (RuntimeException e) {
      ended(e);
    }
  }

  private void ended(@Nullable Throwable failure) {
    synchronized (lock) {
      pending--;
    }
    if (failure != null) {
      LOGGER.log(Level.DEBUG, "Could not subscribe; is tried again", failure);
    }
    subscribed();
  }

  /** There may be a new subscription, which has missed what was told before. */
  private void subscribed() {
    synchronized (lock) {
      epoch++;
      lose();
    }
    sendHeartbeat();
  }

  /**
   * A connection is gone that may have been that of the subscription. A heartbeat that is sent from
   * now on can come only over the next one.
   */
  void broke() {
    synchronized (lock) {
      epoch++;
      lose();
    }
  }

  private void lose() {
    if (live) {
      live = false;
      followers().forEach(follower -> follower.listener.lost());
    }
  }

  private void sendHeartbeat() {
    long now;
    synchronized (lock) {
      now = epoch;
    }
    byte[] sent = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
    CompletionStage<?> unused =
        publish(ChannelMessage.of(ChannelMessage.HEARTBEAT, self, now, sent))
            .whenCompleteAsync((receivers, failure) -> answered(failure == null), timer);
  }

  /** Without the lock where it calls Redisson, which may connect, and that takes its time. */
  private void tick() {
    try {
      endAbandoned();
      loseIfLate();
      sendHeartbeat();
    } catch (RuntimeException | Error e) { // an error would end the timer, too
      LOGGER.log(Level.DEBUG, "The channel of changes fails; is tried again", e);
    }
  }

  private void loseIfLate() {
    synchronized (lock) {
      if (System.nanoTime() - lastHeartbeat
          > (HEARTBEATS - 1) * interval) { // or it could be too late next time
        lose();
      }
    }
  }

  /**
   * The server took a heartbeat, or did not. In the timer's thread, as one of Redisson's would let
   * all other answers wait while followers are called.
   */
  private void answered(boolean answered) {
    synchronized (lock) {
      long now = System.nanoTime();
      if (answered && !answering) {
        answeringSince = now;
      }
      answering = answered;
      if (timer.isShutdown() || !isSubscriptionDue(now)) {
        return;
      }
      hasSubscribed = true;
      lastSubscription = now;
    }
    subscribe();
  }

  /** Returns whether to subscribe anew, and Redisson has had its time to do so. */
  private boolean isSubscriptionDue(long now) {
    return !live
        && pending == 0
        && answering
        && (!hasSubscribed
            || (now - answeringSince >= Math.max(interval, RECONNECTION)
                && now - lastSubscription >= (HEARTBEATS - 1) * interval));
  }

  private void received(byte[] bytes) {
    ChannelMessage message = ChannelMessage.read(bytes);
    if (message == null) {
      return; // another application's
    }
    synchronized (lock) {
      if (message.kind() == ChannelMessage.HEARTBEAT) {
        if (message.sender() == self && message.about() == epoch) {
          heartbeatCame(message.sent());
        }
        return;
      }
      boolean isNews = true;
      if (message.kind() == ChannelMessage.INVALIDATING) {
        UnfinishedInvalidation part = new UnfinishedInvalidation(message, System.nanoTime());
        isNews = unfinished.put(message.invalidation(), part) == null;
      } else if (message.kind() == ChannelMessage.INVALIDATED) {
        unfinished.remove(message.invalidation());
      }
      if (isNews) {
        for (Follower follower : followers()) {
          deliver(follower, message, message.isOf(follower.store));
        }
      }
    }
  }

  /** Tells of the ends that did not come: also to whoever began, who may have been cut off. */
  private void endAbandoned() {
    synchronized (lock) {
      long now = System.nanoTime();
      unfinished
          .values()
          .removeIf(
              each -> {
                boolean isAbandoned = now - each.lastPart >= (HEARTBEATS - 1) * interval;
                if (isAbandoned) {
                  followers().forEach(follower -> deliver(follower, each.part, false));
                }
                return isAbandoned;
              });
    }
  }

  /**
   * What was told before the heartbeat was sent has come; what was told later may be on its way.
   */
  private void heartbeatCame(long sent) {
    lastHeartbeat = sent;
    if (!live && pending == 0 && System.nanoTime() - sent < (HEARTBEATS - 1) * interval) {
      live = true;
      followers().forEach(follower -> follower.listener.found());
    }
  }

  private static void deliver(Follower follower, ChannelMessage message, boolean isOwn) {
    if (follower.region != message.about()
        || (isOwn && !follower.unacknowledged.contains(message.sender()))) {
      return;
    }
    switch (message.kind()) {
      case ChannelMessage.CHANGED -> message.keys().forEach(follower.listener::changed);
      case ChannelMessage.INVALIDATED, ChannelMessage.INVALIDATING ->
          follower.listener.invalidated(message.patterns());
      default -> {} // of a later version
    }
  }

  /** Returns whether a subscription may be under way. */
  boolean isBusy() {
    synchronized (lock) {
      return followed && (!live || pending > 0);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      timer.shutdownNow(); // the subscription ends with its connection
      followers.clear();
    }
  }
}
