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
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.UnacknowledgedWrites;

/**
 * Receives the change messages of other processes, over one subscription for all regions of a
 * provider.
 *
 * <p>Redisson reconnects by itself, but messages sent meanwhile are lost; {@link BrokenConnections}
 * reports such connections. A subscription can also be lost silently. So this process sends itself
 * several heartbeats per {@code max-staleness}. If none arrives for that long, or whenever a
 * subscription is made, followers are notified by {@link ChangeListener#lost}. They are notified by
 * {@link ChangeListener#found} when a heartbeat arrives that was sent after the subscription was
 * made: from then on, all messages arrive.
 *
 * <p>If the server accepts heartbeats but they do not arrive, this subscribes again. If the server
 * does not accept them, Redisson reconnects and resubscribes by itself; an attempt here would
 * disturb that, and fail only after a second or two.
 *
 * <p>An invalidation of several buckets needs several scripts, and the process may die in between.
 * So each script publishes a message, and a last message follows. Followers are notified at the
 * first and the last message: in between, a near cache may be filled with entries that a later
 * script hides. If no last message arrives within {@code max-staleness}, followers are notified
 * anyway.
 *
 * <p>Followers are called under a lock, one at a time.
 */
final class InvalidationChannel implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(InvalidationChannel.class.getName());
  private static final int HEARTBEATS = 6;

  /** How long Redisson may take to resubscribe if the server answers, in nanoseconds. */
  private static final long RECONNECTION = 500_000_000;

  private final RTopic topic;
  private final long interval; // between heartbeats, in nanoseconds
  private final long self = ThreadLocalRandom.current().nextLong();

  /**
   * Referenced weakly: a store references its own. So a cache that was abandoned without closing it
   * can be garbage-collected, although threads reference this channel.
   */
  private final Map<Follower, Boolean> followers = Collections.synchronizedMap(new WeakHashMap<>());

  private final Object lock = new Object();

  /** The invalidations whose last message has not arrived; guarded by the lock. */
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

  // Guarded by the lock.
  private boolean started; // there was a follower
  private boolean live;
  private long epoch; // of the subscription
  private int pending; // subscription attempts in progress
  private long lastHeartbeat; // when the last one to arrive was sent
  private boolean hasSubscribed; // or tried to
  private long lastSubscription;
  private boolean answering; // the server accepts heartbeats
  private long answeringSince;

  /**
   * A subscriber to the changes of one region.
   *
   * @param store the id by which it recognizes its own messages
   * @param unacknowledged its own changes that were not acknowledged; their messages must be
   *     delivered to it, too
   */
  record Follower(
      long store,
      long region,
      UnacknowledgedWrites unacknowledged,
      ChangeListener<byte[]> listener) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * An invalidation whose last message has not arrived.
   *
   * @param part the last part that arrived
   * @param lastPart when it arrived, in nanoseconds
   */
  private record UnfinishedInvalidation(ChangeMessage part, long lastPart) {}

  /**
   * Creates a channel without a subscription.
   *
   * @param maxStaleness for how long near caches may return changed entries, in milliseconds
   */
  InvalidationChannel(RTopic topic, long maxStaleness) {
    this.topic = topic;
    this.interval = TimeUnit.MILLISECONDS.toNanos(maxStaleness) / HEARTBEATS;
  }

  void follow(Follower follower) {
    synchronized (lock) {
      // Throws if no thread can be started: then nothing has changed, and the next cache retries.
      boolean unusedStart = timer.prestartCoreThread();
      followers.put(follower, true);
      if (live) {
        follower.listener.found();
      }
      if (!started) {
        started = true;
        Future<?> unused =
            timer.scheduleWithFixedDelay(this::tick, 0, interval, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Returns a copy, since followers may be added while they are called. */
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
   * Subscribes, replacing the current subscription. An earlier attempt may still be in progress and
   * be undone by this one; so no subscription is trusted until all attempts have ended.
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
          .whenComplete((id, failure) -> subscribeEnded(failure));
    } catch (RuntimeException e) {
      subscribeEnded(e);
    }
  }

  private void subscribeEnded(@Nullable Throwable failure) {
    synchronized (lock) {
      pending--;
    }
    if (failure != null) {
      LOGGER.log(Level.DEBUG, "Could not subscribe; will retry", failure);
    }
    subscribed();
  }

  /** A subscription attempt has ended. Messages published before it were missed. */
  private void subscribed() {
    synchronized (lock) {
      epoch++;
      setLost();
    }
    sendHeartbeat();
  }

  /**
   * A connection broke that may have been that of the subscription. A heartbeat that is sent from
   * now on can arrive only over a new one.
   */
  void connectionBroken() {
    synchronized (lock) {
      epoch++;
      setLost();
    }
  }

  private void setLost() {
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
        publish(ChangeMessage.of(ChangeMessage.HEARTBEAT, self, now, sent))
            .whenCompleteAsync((receivers, failure) -> heartbeatAnswered(failure == null), timer);
  }

  /** Does not hold the lock while calling Redisson, which may block to connect. */
  private void tick() {
    try {
      completeAbandoned();
      setLostIfLate();
      sendHeartbeat();
    } catch (RuntimeException | Error e) { // an error would end the timer, too
      LOGGER.log(Level.DEBUG, "The invalidation channel failed; will retry", e);
    }
  }

  private void setLostIfLate() {
    synchronized (lock) {
      if (System.nanoTime() - lastHeartbeat
          > (HEARTBEATS - 1) * interval) { // the next tick could be too late
        setLost();
      }
    }
  }

  /**
   * Called when a heartbeat was accepted or has failed. Runs in the timer's thread, since calling
   * followers in a Redisson thread would delay all other answers.
   */
  private void heartbeatAnswered(boolean accepted) {
    synchronized (lock) {
      long now = System.nanoTime();
      if (accepted && !answering) {
        answeringSince = now;
      }
      answering = accepted;
      if (timer.isShutdown() || !isSubscriptionDue(now)) {
        return;
      }
      hasSubscribed = true;
      lastSubscription = now;
    }
    subscribe();
  }

  /** Returns whether to subscribe again: Redisson has had enough time to do so. */
  private boolean isSubscriptionDue(long now) {
    return !live
        && pending == 0
        && answering
        && (!hasSubscribed
            || (now - answeringSince >= Math.max(interval, RECONNECTION)
                && now - lastSubscription >= (HEARTBEATS - 1) * interval));
  }

  private void received(byte[] bytes) {
    ChangeMessage message = ChangeMessage.read(bytes);
    if (message == null) {
      return; // another application's
    }
    synchronized (lock) {
      if (message.kind() == ChangeMessage.HEARTBEAT) {
        if (message.sender() == self && message.about() == epoch) {
          heartbeatReceived(message.sent());
        }
        return;
      }
      boolean isNew = true;
      if (message.kind() == ChangeMessage.INVALIDATING) {
        UnfinishedInvalidation part = new UnfinishedInvalidation(message, System.nanoTime());
        isNew = unfinished.put(message.invalidation(), part) == null;
      } else if (message.kind() == ChangeMessage.INVALIDATED) {
        unfinished.remove(message.invalidation());
      }
      if (isNew) {
        for (Follower follower : followers()) {
          deliver(follower, message, message.isOf(follower.store));
        }
      }
    }
  }

  /**
   * Delivers invalidations whose last message did not arrive; also to the process that sent them,
   * which may have been disconnected.
   */
  private void completeAbandoned() {
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
   * All messages published before this heartbeat have arrived; later ones may still be in transit.
   */
  private void heartbeatReceived(long sent) {
    lastHeartbeat = sent;
    if (!live && pending == 0 && System.nanoTime() - sent < (HEARTBEATS - 1) * interval) {
      live = true;
      followers().forEach(follower -> follower.listener.found());
    }
  }

  private static void deliver(Follower follower, ChangeMessage message, boolean isOwn) {
    if (follower.region != message.about()
        || (isOwn && !follower.unacknowledged.contains(message.sender()))) {
      return;
    }
    switch (message.kind()) {
      case ChangeMessage.CHANGED -> message.keys().forEach(follower.listener::changed);
      case ChangeMessage.INVALIDATED, ChangeMessage.INVALIDATING ->
          follower.listener.invalidated(message.patterns());
      default -> {} // of a later version
    }
  }

  /** Returns whether a subscription attempt may be in progress. */
  boolean isBusy() {
    synchronized (lock) {
      return started && (!live || pending > 0);
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
