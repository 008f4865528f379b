/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;
import uno.jcache.redis.CallFailures.NotSent;
import uno.jcache.redis.CallFailures.TimedOut;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.StoreException;

/**
 * Makes calls to nodes: with a time-out, without retries, and only if the node's circuit breaker is
 * closed.
 *
 * <p>Every call ends within little more than the time-out, minus what the operation has waited
 * before ({@link OperationTime}). Safe for use by many threads, also interrupted ones.
 */
final class Calls {
  private final RedisConnection connection;
  private final NodeRouter nodes;
  private final Runnable open;

  /**
   * Makes calls over a connection.
   *
   * @param open opens it, or throws the reason why it cannot
   */
  Calls(RedisConnection connection, NodeRouter nodes, Runnable open) {
    this.connection = connection;
    this.nodes = nodes;
    this.open = open;
  }

  /**
   * Makes a call to the node that has a key, and waits for its answer.
   *
   * @throws StoreException if no answer arrives in time
   */
  <T extends @Nullable Object> T call(
      String redisKey, Function<Node, ? extends CompletionStage<T>> call) {
    ensureConnected();
    return waiting(redisKey, limits -> call(redisKey, limits, call));
  }

  /**
   * Makes calls, and counts their duration as waiting time of this thread's operation.
   *
   * @param redisKey a key of the node to name in a failure
   * @throws StoreException if the operation has no time left
   */
  <T extends @Nullable Object> T waiting(String redisKey, Function<CallLimits, T> calls) {
    long start = System.nanoTime();
    CallLimits limits = CallLimits.of(start, OperationTime.waited(), connection.settings());
    if (limits.effect() - start <= 0) {
      throw failure(nodes.of(redisKey), new NotSent(new TimedOut()));
    }
    try {
      return calls.apply(limits);
    } finally {
      OperationTime.waited(System.nanoTime() - start);
    }
  }

  /** Makes a call, if there is a connection. */
  <T extends @Nullable Object> T call(
      String redisKey, CallLimits limits, Function<Node, ? extends CompletionStage<T>> call) {
    Node node = nodes.of(redisKey);
    check(node);
    try {
      return answered(node, send(node, redisKey, call), limits);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failed(node, limits, e);
    }
  }

  /** Sends a call to a node that has a key, without waiting for the answer. */
  <T extends @Nullable Object> CompletionStage<T> send(
      Node node, String redisKey, Function<Node, ? extends CompletionStage<T>> call) {
    return OwnThreads.withoutThreadLocals(
        () -> {
          CompletionStage<T> sent = call.apply(node);
          node.refreshClock(redisKey);
          return sent;
        });
  }

  /**
   * Waits for an answer.
   *
   * @throws StoreException if no answer arrives, or an error
   */
  <T extends @Nullable Object> T answered(Node node, CompletionStage<T> answer, CallLimits limits) {
    try {
      T answered = CallFailures.await(answer, limits.answer());
      node.breaker().succeeded();
      return answered;
    } catch (RuntimeException e) {
      throw failed(node, limits, e);
    }
  }

  /** Runs a blocking call that may use all nodes. */
  <T> T callBlocking(Supplier<T> call) {
    ensureConnected();
    check(nodes.all());
    boolean interrupted = Thread.interrupted();
    try {
      T answer = OwnThreads.withoutThreadLocals(call);
      nodes.all().breaker().succeeded();
      return answer;
    } catch (RedisException | TimedOut e) {
      recordFailure(nodes.all(), e);
      throw failure(nodes.all(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Connects, unless already connected.
   *
   * @throws StoreException if it cannot connect
   */
  void ensureConnected() {
    if (connection.isClosed()) {
      throw new StoreException("Provider '" + connection.provider() + "' is closed");
    } else if (connection.isOpen()) {
      return;
    }
    check(nodes.all());
    try {
      open.run();
      nodes.all().breaker().succeeded();
    } catch (RuntimeException e) {
      recordFailure(nodes.all(), e);
      throw failure(nodes.all(), new NotSent(e));
    }
  }

  /**
   * Checks the circuit breaker of a node.
   *
   * @throws StoreException if it is open
   */
  void check(Node node) {
    Throwable refusal = node.breaker().refusal();
    if (refusal != null) {
      throw failure(node, new NotSent(refusal));
    }
  }

  /** Records a failed call in the node's circuit breaker, and returns the exception for it. */
  private StoreException failed(Node node, CallLimits limits, RuntimeException e) {
    if (!(e instanceof TimedOut && limits.isShort())) {
      recordFailure(node, e);
    }
    return failure(node, e);
  }

  private static void recordFailure(Node node, RuntimeException e) {
    if (CallFailures.isNoAnswer(e)) {
      node.breaker().failed(e);
    } else {
      node.breaker().succeeded(); // an error reply is an answer, too
    }
  }

  /** Returns the exception for a failed call. */
  StoreException failure(Node node, Throwable why) {
    return new StoreException(
        "Provider '"
            + connection.provider()
            + "': "
            + node.name()
            + ": "
            + RedisErrors.describe(why),
        why);
  }
}
