/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.net.ConnectException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.CachedData;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.OperationFuture;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.transcoders.Transcoder;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.StoreException;

/**
 * Commands that are sent together: none waits for the answer to another, and each server handles
 * its commands in the order in which they were sent. Then the caller waits for the answers, for all
 * of them together no longer than the time that the operation has left ({@link OperationTime}).
 *
 * <p>For use by one thread. The thread may be interrupted; its interrupt status is restored by
 * {@link #close}.
 */
final class Round implements AutoCloseable {
  private static final Transcoder<byte[]> BYTES =
      new Transcoder<>() {
        @Override
        public boolean asyncDecode(CachedData data) {
          return false;
        }

        @Override
        public CachedData encode(byte[] bytes) {
          return new CachedData(0, bytes, Integer.MAX_VALUE);
        }

        @Override
        public byte[] decode(CachedData data) {
          return data.getData();
        }

        @Override
        public int getMaxSize() {
          return Integer.MAX_VALUE;
        }
      };

  private final MemcachedServers servers;
  private final boolean background;
  private boolean interrupted;
  private final long start = System.nanoTime();
  private final long end;

  /**
   * Why servers have failed in this round: however many answers are missing, that is one failure.
   */
  private final Map<Integer, Throwable> failures = new HashMap<>();

  /** An item with its token for a compare-and-set. */
  static final class Item {
    private final byte[] bytes;
    private final long cas;

    Item(byte[] bytes, long cas) {
      this.bytes = bytes;
      this.cas = cas;
    }

    byte[] bytes() {
      return bytes;
    }

    long cas() {
      return cas;
    }
  }

  /** The outcome of a command that stores. */
  enum Stored {
    DONE,
    /** Nothing was stored: there is another item, or the expected item is absent. */
    OTHER
  }

  private Round(MemcachedServers servers, boolean background) {
    this.servers = servers;
    this.background = background;
    this.interrupted = Thread.interrupted(); // the client sends nothing for an interrupted thread
    long waited = background ? 0 : OperationTime.waited();
    this.end = start - waited + TimeUnit.MILLISECONDS.toNanos(servers.settings().timeout());
  }

  /** Begins a round that is part of the current operation of this thread. */
  static Round of(MemcachedServers servers) {
    return new Round(servers, false);
  }

  /** Begins a round that belongs to no operation. */
  static Round ofBackground(MemcachedServers servers) {
    return new Round(servers, true);
  }

  /** The answer to a command. */
  final class Reply<F, T extends @Nullable Object> {
    private final int server;
    private final Future<F> future;
    private final Function<F, T> result;

    private Reply(int server, Future<F> future, Function<F, T> result) {
      this.server = server;
      this.future = future;
      this.result = result;
    }

    /**
     * Waits for the answer.
     *
     * @throws StoreException if no answer arrives in time, or the answer is an error
     */
    T await() {
      return result.apply(answer(server, future));
    }
  }

  /** A command that stores an item. */
  final class Storing<F> {
    private final OperationFuture<F> future;
    private final Reply<F, Stored> reply;

    private Storing(int server, OperationFuture<F> future, Function<F, Stored> result) {
      this.future = future;
      this.reply = new Reply<>(server, future, result);
    }

    /** Waits for the answer, as {@link Reply#await} does. */
    Stored await() {
      return reply.await();
    }

    /** Returns the compare-and-set token of the item that was stored. */
    long cas() {
      return future.getCas();
    }
  }

  /** Sends a command with the client. */
  private interface Command<F extends Future<?>> {
    F send(MemcachedClient client);
  }

  private <F, T extends @Nullable Object> Reply<F, T> send(
      String key, Command<? extends Future<F>> command, Function<F, T> result) {
    int server = servers.serverOf(key);
    return new Reply<>(server, sendTo(server, command), result);
  }

  private <F> Storing<F> store(
      String key, Command<OperationFuture<F>> command, Function<F, Stored> result) {
    int server = servers.serverOf(key);
    return new Storing<>(server, sendTo(server, command), result);
  }

  private <F extends Future<?>> F sendTo(int server, Command<F> command) {
    Throwable refusal = background ? null : servers.breaker(server).refusal();
    if (refusal != null) {
      throw servers.failure(server, refusal);
    }
    while (true) {
      try {
        return command.send(servers.client());
      } catch (AssertionError e) { // the client's thread has just ended
        throw failed(server, new IllegalStateException(e));
      } catch (IllegalStateException e) { // the command was not sent
        if (!Thread.interrupted()) { // the client's queue is full, or it is shut down
          throw failed(server, e);
        }
        interrupted = true;
      }
    }
  }

  private <F> F answer(int server, Future<F> future) {
    Throwable before = failures.get(server);
    if (before != null && !future.isDone()) {
      throw servers.failure(server, before);
    }
    try {
      F answer = await(future);
      if (future instanceof OperationFuture<?> operation) {
        check(server, operation.getStatus());
      }
      servers.breaker(server).succeeded();
      return answer;
    } catch (ExecutionException e) {
      throw failed(server, (e.getCause() == null) ? e : e.getCause());
    } catch (TimeoutException | CancellationException e) {
      throw failed(server, e);
    }
  }

  private <F> F await(Future<F> future) throws ExecutionException, TimeoutException {
    while (true) {
      try {
        return future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true; // until the end of this round, which is soon
      }
    }
  }

  /** Throws if the server reported an error. An absent key or another item is not an error. */
  private void check(int server, @Nullable OperationStatus status) {
    if (status == null || status.isSuccess()) {
      return;
    }
    StatusCode code = status.getStatusCode();
    if (code != StatusCode.ERR_NOT_FOUND
        && code != StatusCode.ERR_EXISTS
        && code != StatusCode.ERR_NOT_STORED) {
      servers.breaker(server).succeeded(); // it has answered
      throw servers.failure(server, new IllegalStateException(status.getMessage()));
    }
  }

  private StoreException failed(int server, Throwable failure) {
    Throwable why =
        (failure instanceof CancellationException) // the client's way to report this
            ? new ConnectException("no connection")
            : failure;
    if (failures.putIfAbsent(server, why) == null && !servers.isClosed()) {
      servers.breaker(server).failed(why);
    }
    return servers.failure(server, why);
  }

  // ---- commands

  /** Reads an item; null if there is none. */
  Reply<?, byte @Nullable []> get(String key) {
    return send(key, client -> client.asyncGet(key, BYTES), bytes -> bytes);
  }

  /** Reads an item with its token for a compare-and-set; null if there is none. */
  Reply<CASValue<byte[]>, @Nullable Item> gets(String key) {
    return send(
        key,
        client -> client.asyncGets(key, BYTES),
        found -> (found == null) ? null : new Item(found.getValue(), found.getCas()));
  }

  /** Reads items of one server in one request. */
  Reply<Map<String, byte[]>, Map<String, byte[]>> getAll(int server, Collection<String> keys) {
    return new Reply<>(
        server, sendTo(server, client -> client.asyncGetBulk(keys, BYTES)), found -> found);
  }

  /** Stores an item if there is none. */
  Storing<Boolean> add(String key, int expiry, byte[] bytes) {
    return store(key, client -> client.add(key, expiry, bytes, BYTES), Round::stored);
  }

  /** Stores an item. */
  Reply<Boolean, Stored> set(String key, int expiry, byte[] bytes) {
    return send(key, client -> client.set(key, expiry, bytes, BYTES), Round::stored);
  }

  /** Replaces an item if it still has the given token. */
  Storing<CASResponse> compareAndSet(String key, long cas, int expiry, byte[] bytes) {
    return store(
        key,
        client -> client.asyncCAS(key, cas, expiry, bytes, BYTES),
        response -> stored(response == CASResponse.OK));
  }

  /** Removes an item if it still has the given token; 0 removes any item. */
  Reply<Boolean, Stored> compareAndDelete(String key, long cas) {
    return send(key, client -> client.delete(key, cas), Round::stored);
  }

  /**
   * Increments a counter, and returns its new value. An absent counter is created with the initial
   * value.
   */
  Reply<Long, Long> increment(String key, long initial) {
    return send(key, client -> client.asyncIncr(key, 1L, initial, 0), value -> value);
  }

  private static Stored stored(Boolean done) {
    return done ? Stored.DONE : Stored.OTHER;
  }

  @Override
  public void close() {
    if (!background) {
      OperationTime.waited(System.nanoTime() - start);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
