/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final long sender = ChangeMessage.sender(ThreadLocalRandom.current().nextLong(), 0);

  ChangeMessages(MemcachedServers servers, long region) {
    this.servers = servers;
    this.region = region;
  }

  /** Returns the number by which this process knows its own messages. */
  long sender() {
    return sender;
  }

  /** Returns the key of a server's counter. */
  static String counter(MemcachedServers servers, int server) {
    return servers.keyOf(server, servers.settings().namespace() + ":s");
  }

  /** Returns the key of a message. */
  static String message(MemcachedServers servers, int server, long number) {
    return servers.keyOf(server, servers.settings().namespace() + ":m:" + number);
  }

  /** Returns a number with which a counter begins: it differs from those of a lost one. */
  static long firstNumber() {
    return ThreadLocalRandom.current().nextLong(1, MOST_FIRST_NUMBER);
  }

  /** Messages whose numbers were requested, and that are to be sent. */
  final class Sending {
    private final Map<Integer, Reply<Long, Long>> numbers;
    private final Map<Integer, byte[]> messages;

    private Sending(Map<Integer, Reply<Long, Long>> numbers, Map<Integer, byte[]> messages) {
      this.numbers = numbers;
      this.messages = messages;
    }

    /** Stores the messages under their numbers, and does not wait for the answers. */
    void send() {
      try (Round round = Round.ofBackground(servers)) {
        messages.forEach(
            (server, message) -> {
              long number = requireNonNull(numbers.get(server)).await();
              Reply<?, ?> unused =
                  round.set(message(servers, server, number), MESSAGE_SECONDS, message);
            });
      } catch (StoreException e) {
        // the change is committed; receivers see that a message is missing
      }
    }
  }

  /** Returns no messages. */
  Sending none() {
    return new Sending(Map.of(), Map.of());
  }

  /** Requests numbers for messages about changed keys, by their servers. */
  Sending changed(Round round, Map<Integer, ? extends Collection<byte[]>> keys) {
    Map<Integer, byte[]> messages = new HashMap<>();
    keys.forEach(
        (server, ofServer) -> {
          byte[] message =
              ChangeMessage.of(
                  ChangeMessage.CHANGED, sender, region, ChangeMessage.content(ofServer));
          messages.put(server, (message.length > LONGEST) ? invalidated(List.of("*")) : message);
        });
    return numbered(round, messages);
  }

  /** Requests numbers for messages about an invalidation on some servers. */
  Sending invalidated(Round round, Collection<Integer> onServers, List<String> patterns) {
    byte[] message = invalidated(patterns);
    byte[] sent = (message.length > LONGEST) ? invalidated(List.of("*")) : message;
    Map<Integer, byte[]> messages = new HashMap<>();
    onServers.forEach(server -> messages.put(server, sent));
    return numbered(round, messages);
  }

  private byte[] invalidated(List<String> patterns) {
    long id = ThreadLocalRandom.current().nextLong();
    return ChangeMessage.of(
        ChangeMessage.INVALIDATED, sender, region, ChangeMessage.content(id, patterns));
  }

  private Sending numbered(Round round, Map<Integer, byte[]> messages) {
    Map<Integer, Reply<Long, Long>> numbers = new HashMap<>();
    messages
        .keySet()
        .forEach(
            server ->
                numbers.put(server, round.increment(counter(servers, server), firstNumber())));
    return new Sending(numbers, messages);
  }
}
