/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.ChangeMessage;

/**
 * Sends messages about the changes of one region to other processes, where {@link ChangePoller}
 * receives them. Memcached has no publish/subscribe, so each server has a counter and numbered
 * messages:
 *
 * <pre>
 *   one round:  change an entry · increment the counter → 42
 *   then:       store the message as number 42, without waiting
 * </pre>
 *
 * <p>A server handles the commands of a connection in order. So a process that reads the old entry
 * does so before the counter is incremented, and its next poll sees the increment. If the message
 * itself is missing, receivers know that they have missed a change.
 */
final class ChangeMessages {
  /** How long a message is kept. It is needed for a few polls only. */
  static final int MESSAGE_SECONDS = 20;

  /** Size limit of a message, in bytes. A longer one is replaced by a message about all keys. */
  private static final int LONGEST = 64 << 10;

  private static final long MOST_FIRST_NUMBER = 1L << 52;

  private final MemcachedServers servers;
  private final long region;
  private final String[] counters;
  private final long sender = ChangeMessage.sender(ThreadLocalRandom.current().nextLong(), 0);

  ChangeMessages(MemcachedServers servers, long region) {
    this.servers = servers;
    this.region = region;
    this.counters = counters(servers);
  }

  /** Returns the id by which this store recognizes its own messages. */
  long sender() {
    return sender;
  }

  /** Returns the keys of the servers' counters. */
  static String[] counters(MemcachedServers servers) {
    String[] counters = new String[servers.count()];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = servers.keyOf(i, servers.settings().namespace() + ":s");
    }
    return counters;
  }

  /** Returns the key of a message. */
  static String message(MemcachedServers servers, int server, long number) {
    return servers.keyOf(server, servers.settings().namespace() + ":m:" + number);
  }

  /**
   * Returns a random number at which a new counter begins, so that it differs from those of a lost
   * counter.
   */
  static long firstNumber() {
    return ThreadLocalRandom.current().nextLong(1, MOST_FIRST_NUMBER);
  }

  /** A message that is sent once its requested number is known. */
  final class Sending {
    private final int server;
    private final Reply<Long, Long> number;
    private final byte[] message;

    private Sending(int server, Reply<Long, Long> number, byte[] message) {
      this.server = server;
      this.number = number;
      this.message = message;
    }

    /**
     * Waits for the number, and stores the message under it without waiting for the answer.
     *
     * @throws StoreException if there is no number: others may not know that something has changed
     */
    void send() {
      long numbered = number.await();
      try (Round round = Round.ofBackground(servers)) {
        String key = message(servers, server, numbered);
        Reply<?, ?> unused = round.set(key, MESSAGE_SECONDS, message);
      } catch (StoreException e) {
        // the change is committed; receivers see that a message is missing
      }
    }
  }

  /** Requests the number of a message about changed keys of a server. */
  Sending changed(Round round, int server, Collection<byte[]> keys) {
    return numbered(
        round,
        server,
        ChangeMessage.of(ChangeMessage.CHANGED, sender, region, ChangeMessage.content(keys)));
  }

  /** Requests the number of a message about an invalidation on a server. */
  Sending invalidated(Round round, int server, List<String> patterns) {
    return numbered(round, server, invalidated(patterns));
  }

  private byte[] invalidated(List<String> patterns) {
    long id = ThreadLocalRandom.current().nextLong();
    return ChangeMessage.of(
        ChangeMessage.INVALIDATED, sender, region, ChangeMessage.content(id, patterns));
  }

  private Sending numbered(Round round, int server, byte[] message) {
    byte[] sent = (message.length > LONGEST) ? invalidated(List.of("*")) : message;
    return new Sending(server, round.increment(counters[server], firstNumber()), sent);
  }
}
