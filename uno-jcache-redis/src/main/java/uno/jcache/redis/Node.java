/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.remote.CircuitBreaker;
import uno.jcache.spi.remote.RequestCombiner;

/**
 * A server with its circuit breaker, clock and request combiners. If one server of a cluster fails,
 * calls to the others continue.
 */
final class Node {
  private final String name;
  private final CircuitBreaker breaker;
  private final RequestCombiner<Read, Map<String, byte[]>> reads;
  private final RequestCombiner<ScriptCall<?>, ScriptOutcome> scripts;
  private final ServerClock clock = new ServerClock();
  private final Sender sender;

  /** How to send commands to a node, without waiting for the answers. */
  interface Sender {
    /**
     * Returns one map per request, in order; each contains at least the values of the requested
     * keys.
     */
    CompletionStage<List<Map<String, byte[]>>> readAll(List<List<String>> redisKeys);

    /** Runs scripts, and returns their outcomes in their order. */
    CompletionStage<List<ScriptOutcome>> run(List<? extends ScriptCall<?>> calls);

    /** Returns the time in microseconds of the server that has a key. */
    CompletionStage<Long> time(String redisKey);

    /** Probes the server that has a key, as {@link CircuitBreaker.Probe#failure}. */
    @Nullable Throwable failure(String redisKey);

    /** Called when the server answers again, as {@link CircuitBreaker.Probe#recovered}. */
    void recovered();
  }

  /**
   * Creates a node.
   *
   * @param name for messages
   * @param redisKey a key that it has
   */
  Node(String name, String redisKey, Sender sender) {
    this.name = name;
    this.sender = sender;
    this.breaker =
        new CircuitBreaker(
            name,
            new CircuitBreaker.Probe() {
              @Override
              public @Nullable Throwable failure() {
                return sender.failure(redisKey);
              }

              @Override
              public void recovered() {
                sender.recovered();
              }
            },
            task -> OwnThreads.newThread("uno-jcache-redis-breaker of " + name, task));
    this.reads =
        new RequestCombiner<>(
            Read::bytes, reads -> sender.readAll(reads.stream().map(Read::redisKeys).toList()));
    this.scripts = new RequestCombiner<>(ScriptCall::bytes, sender::run);
  }

  String name() {
    return name;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  ServerClock clock() {
    return clock;
  }

  /**
   * Asks the server for its time, if the last time is old. Does not wait for the answer.
   *
   * @param redisKey a key that it has
   */
  void refreshClock(String redisKey) {
    long sent = System.nanoTime();
    if (!clock.isRefreshDue(sent)) {
      return;
    }
    CompletionStage<?> unused =
        sender
            .time(redisKey)
            .whenComplete(
                (micros, failure) -> {
                  if (failure == null) {
                    clock.record(micros, sent, System.nanoTime());
                  }
                });
  }

  /**
   * Returns the calls with their deadline as last argument, if their scripts need one.
   *
   * @param end until when they may take effect, in {@link System#nanoTime}
   */
  List<? extends ScriptCall<?>> fenced(List<? extends ScriptCall<?>> calls, long end) {
    return calls.stream().map(call -> fenced(call, end)).toList();
  }

  /** Returns one call, as {@link #fenced(List, long)} does. */
  ScriptCall<?> fenced(ScriptCall<?> call, long end) {
    return call.script().isFenced() ? call.plus(RedisRegion.ascii(clock.at(end))) : call;
  }

  /** Redis keys that are read together, and their approximate size in bytes. */
  private record Read(int bytes, List<String> redisKeys) {}

  /** Reads keys, together with others. */
  CompletionStage<Map<String, byte[]>> read(int bytes, String... redisKeys) {
    return reads.ask(new Read(bytes, List.of(redisKeys)));
  }

  /** Runs a script, together with others. */
  CompletionStage<ScriptOutcome> run(ScriptCall<?> call) {
    return scripts.ask(call);
  }
}
