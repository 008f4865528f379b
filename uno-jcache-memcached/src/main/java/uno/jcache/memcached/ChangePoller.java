/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.IsolatedThreads;

/**
 * Receives the messages of {@link ChangeMessages}: reads each server's counter once per {@code
 * poll-interval}, and then the new messages. One thread does this for all regions of a provider. It
 * starts as soon as one of them has a near cache.
 *
 * <p>A message may arrive a moment after its number; later messages are read in the meantime. If a
 * message is missing for longer, or a poll fails, followers are notified that changes are lost.
 * Once polls succeed again, followers are notified that changes are reported again.
 */
final class ChangePoller implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(ChangePoller.class.getName());

  /** How many messages are read in one request. */
  private static final int CHUNK = 500;

  /** If more messages than this are new, they are not read, and followers start over. */
  private static final int MOST_MESSAGES = 10_000;

  /**
   * After this time, in milliseconds, a missing message counts as lost; after at least four polls.
   */
  private static final long LATE = 200;

  private final MemcachedServers servers;

  /**
   * Weak, so that a cache that was not closed can be collected, although the thread refers to this.
   */
  private final Map<Follower, Boolean> followers = Collections.synchronizedMap(new WeakHashMap<>());

  private final Object lock = new Object();
  private final ServerMessages[] ofServers; // used by the thread, with the lock
  private String @Nullable [] counters; // used by the thread
  private @Nullable Thread thread; // guarded by the lock, as is the next field
  private boolean live;
  private volatile boolean closed;

  /** A store that is notified of the changes of a region by other processes. */
  record Follower(long sender, long region, ChangeListener<byte[]> listener) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Which messages of a server were read. */
  private static final class ServerMessages {
    /** The last number that was seen; -1 if none is known. */
    long last = -1;

    /**
     * Numbers whose messages were not found yet, and since when they are missing, in nanoseconds.
     */
    final Map<Long, Long> missing = new TreeMap<>();

    void beginAt(long number) {
      last = number;
      missing.clear();
    }
  }

  ChangePoller(MemcachedServers servers) {
    this.servers = servers;
    this.ofServers = new ServerMessages[servers.count()];
    for (int i = 0; i < ofServers.length; i++) {
      ofServers[i] = new ServerMessages();
    }
  }

  void follow(Follower follower) {
    synchronized (lock) {
      if (thread == null) {
        Thread poller =
            IsolatedThreads.newThread(
                "uno-jcache-memcached-poller", ChangePoller.class, this::pollUntilClosed);
        poller.start();
        thread = poller;
      }
      followers.put(follower, true);
      if (live) {
        follower.listener().found();
      }
    }
  }

  void unfollow(Follower follower) {
    followers.remove(follower);
  }

  private List<Follower> followers() {
    synchronized (followers) {
      return List.copyOf(followers.keySet());
    }
  }

  private void pollUntilClosed() {
    while (!closed) {
      try {
        poll();
      } catch (RuntimeException | Error e) { // an error must not end the thread, either
        loseOrTryAgain();
        log(e);
      }
      synchronized (lock) {
        try {
          lock.wait(servers.settings().pollInterval());
        } catch (InterruptedException e) {
          return; // unexpected: only this class refers to the thread
        }
      }
    }
  }

  /** If the heap is full, the next poll fails as well, and tries this again. */
  private void loseOrTryAgain() {
    try {
      lose();
    } catch (RuntimeException | Error e) {
      log(e);
    }
  }

  private static void log(Throwable e) {
    try {
      LOGGER.log(Level.DEBUG, "Changes of other processes cannot be read; retrying", e);
    } catch (RuntimeException | Error again) { // by a logger, or since the heap is full
      // the next poll tells whether it is over
    }
  }

  private void poll() {
    boolean complete = true;
    List<ChangeMessage> received = new ArrayList<>();
    long[] numbers = numbers();
    for (int i = 0; i < numbers.length; i++) {
      complete &= receive(i, numbers[i], received);
    }
    synchronized (lock) {
      received.forEach(this::deliver);
      if (!complete) {
        lose();
      } else if (!live) {
        live = true;
        followers().forEach(follower -> follower.listener().found());
      }
    }
  }

  /** Returns the number of the last message of each server. Creates a counter that is absent. */
  private long[] numbers() {
    String[] keys = counters;
    if (keys == null) {
      keys = ChangeMessages.counters(servers);
      counters = keys;
    }
    long[] numbers = new long[ofServers.length];
    try (Round round = Round.ofBackground(servers)) {
      List<Reply<?, byte @Nullable []>> replies = new ArrayList<>();
      for (int i = 0; i < numbers.length; i++) {
        replies.add(round.get(keys[i]));
      }
      for (int i = 0; i < numbers.length; i++) {
        byte[] digits = replies.get(i).await();
        numbers[i] = (digits == null) ? begin(keys[i]) : number(digits);
      }
    }
    return numbers;
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, US_ASCII).trim());
  }

  /** Creates the counter of a server that has lost it. Returns its value. */
  private long begin(String key) {
    String first = Long.toString(ChangeMessages.firstNumber());
    try (Round round = Round.ofBackground(servers)) {
      Round.Stored unused = round.add(key, 0, first.getBytes(US_ASCII)).await();
      byte[] digits = round.get(key).await();
      if (digits == null) {
        throw new StoreException(key + " was evicted as soon as it was stored");
      }
      return number(digits);
    }
  }

  /**
   * Reads the new messages of a server, and those that were missing before.
   *
   * @return false if some are lost
   */
  private boolean receive(int server, long number, List<ChangeMessage> received) {
    ServerMessages state = ofServers[server];
    if (state.last < 0 || number < state.last || number - state.last > MOST_MESSAGES) {
      boolean isFirst = state.last < 0 && !isLive();
      state.beginAt(number);
      return isFirst;
    }
    long now = System.nanoTime();
    LongStream.rangeClosed(state.last + 1, number).forEach(each -> state.missing.put(each, now));
    state.last = number;
    List<Long> wanted = List.copyOf(state.missing.keySet());
    for (int i = 0; i < wanted.size(); i += CHUNK) {
      Map<Long, byte[]> found = read(server, wanted.subList(i, Math.min(i + CHUNK, wanted.size())));
      for (Map.Entry<Long, byte[]> each : found.entrySet()) {
        ChangeMessage message = ChangeMessage.read(each.getValue());
        if (message == null) { // of a later version of this library: it may be about any key
          return false;
        }
        received.add(message);
        state.missing.remove(each.getKey());
      }
    }
    return state.missing.values().stream().noneMatch(since -> now - since >= lateNanos());
  }

  private long lateNanos() {
    return TimeUnit.MILLISECONDS.toNanos(Math.max(LATE, 4 * servers.settings().pollInterval()));
  }

  private boolean isLive() {
    synchronized (lock) {
      return live;
    }
  }

  private Map<Long, byte[]> read(int server, List<Long> numbers) {
    Map<String, Long> keys = new HashMap<>();
    numbers.forEach(number -> keys.put(ChangeMessages.message(servers, server, number), number));
    Map<Long, byte[]> found = new HashMap<>();
    try (Round round = Round.ofBackground(servers)) {
      round
          .getAll(server, keys.keySet())
          .await()
          .forEach((key, message) -> found.put(requireNonNull(keys.get(key)), message));
    }
    return found;
  }

  private void deliver(ChangeMessage message) {
    for (Follower follower : followers()) {
      if (follower.region() == message.about() && !message.isOf(follower.sender())) {
        if (message.kind() == ChangeMessage.CHANGED) {
          message.keys().forEach(follower.listener()::changed);
        } else {
          follower.listener().invalidated(message.patterns());
        }
      }
    }
  }

  /**
   * Notifies followers that changes are lost. The next poll starts over with the current numbers.
   */
  private void lose() {
    synchronized (lock) {
      if (live) {
        followers().forEach(follower -> follower.listener().lost());
        live = false; // after all know it: if the heap is full, the next poll notifies again
      }
      for (ServerMessages each : ofServers) {
        each.beginAt(-1);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    synchronized (lock) {
      lock.notifyAll();
    }
  }
}
