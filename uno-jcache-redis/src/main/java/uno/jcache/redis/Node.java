/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.remote.CircuitBreaker;
import uno.jcache.spi.remote.RequestCombiner;

/**
 * A server that has some of the keys, and what is known of it: where one of a cluster fails, calls
 * to the others go on.
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
    /** Returns for each of these keys, in their order, what has at least their values. */
    CompletionStage<List<Map<String, byte[]>>> readAll(List<List<String>> places);

    /** Runs scripts, and returns their outcomes in their order. */
    CompletionStage<List<ScriptOutcome>> run(List<? extends ScriptCall<?>> calls);

    /** Returns the time in microseconds of the server that has a key. */
    CompletionStage<Long> time(String place);

    /** Asks who has a key for anything, as {@link CircuitBreaker.Probe} does. */
    @Nullable Throwable failure(String place);

    /** A server answers again, as {@link CircuitBreaker.Probe} says it. */
    void recovered();
  }

  /**
   * A node of which nothing is known yet.
   *
   * @param name for messages
   * @param place a key that it has
   */
  Node(String name, String place, Sender sender) {
    this.name = name;
    this.sender = sender;
    this.breaker =
        new CircuitBreaker(
            name,
            new CircuitBreaker.Probe() {
              @Override
              public @Nullable Throwable failure() {
                return sender.failure(place);
              }

              @Override
              public void recovered() {
                sender.recovered();
              }
            },
            task -> OwnThreads.newThread("uno-jcache-redis-breaker of " + name, task));
    this.reads =
        new RequestCombiner<>(
            Read::bytes, reads -> sender.readAll(reads.stream().map(Read::places).toList()));
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
   * Asks the server for its time, if that was long ago, and does not wait for the answer.
   *
   * @param place a key that it has
   */
  void refreshClock(String place) {
    long sent = System.nanoTime();
    if (!clock.isRefreshDue(sent)) {
      return;
    }
    CompletionStage<?> unused =
        sender
            .time(place)
            .whenComplete(
                (micros, failure) -> {
                  if (failure == null) {
                    clock.record(micros, sent, System.nanoTime());
                  }
                });
  }

  /**
   * Returns scripts as they are sent.
   *
   * @param end when they may take effect at the latest, as {@link System#nanoTime} tells the time
   */
  List<? extends ScriptCall<?>> fenced(List<? extends ScriptCall<?>> calls, long end) {
    return calls.stream().map(call -> fenced(call, end)).toList();
  }

  /** Returns one script, as {@link #fenced(List, long)} does. */
  ScriptCall<?> fenced(ScriptCall<?> call, long end) {
    return call.script().isFenced() ? call.plus(RedisRegion.ascii(clock.at(end))) : call;
  }

  /** What is read at once, and about how long that is. */
  private record Read(int bytes, List<String> places) {}

  /** Reads keys, together with others. */
  CompletionStage<Map<String, byte[]>> read(int bytes, String... places) {
    return reads.ask(new Read(bytes, List.of(places)));
  }

  /** Runs a script, together with others. */
  CompletionStage<ScriptOutcome> run(ScriptCall<?> call) {
    return scripts.ask(call);
  }
}
