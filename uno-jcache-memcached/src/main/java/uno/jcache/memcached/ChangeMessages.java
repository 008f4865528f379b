/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import uno.jcache.memcached.Round.Reply;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.remote.ChangeMessage;

/**
 * Sends messages about the changes of one region to other processes, which {@link ChangePoller}
 * receives. Memcached has no channel, so each server has a counter and numbered messages:
 *
 * <pre>
 *   one round:  change an entry · increment the counter → 42
 *   then:       store the message as number 42, without waiting
 * </pre>
 *
 * <p>A server handles the commands of a connection in order. So a process that reads the old entry
 * does so before the counter moves, and will find that it has moved. If the message itself is
 * missing, its receivers know that they have missed a change.
 */
final class ChangeMessages {
  /** A message is needed for some polls only. */
  static final int MESSAGE_SECONDS = 20;

  /** A longer message is replaced by one about all keys. */
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

  /** Returns the number by which this process knows its own messages. */
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

  /** Returns a number with which a counter begins: it differs from those of a lost one. */
  static long firstNumber() {
    return ThreadLocalRandom.current().nextLong(1, MOST_FIRST_NUMBER);
  }

  /** A message whose number was requested, and that is to be sent. */
  final class Sending {
    private final int server;
    private final Reply<Long, Long> number;
    private final byte[] message;

    private Sending(int server, Reply<Long, Long> number, byte[] message) {
      this.server = server;
      this.number = number;
      this.message = message;
    }

    /** Stores the message under its number, and does not wait for the answer. */
    void send() {
      try (Round round = Round.ofBackground(servers)) {
        String key = message(servers, server, number.await());
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
