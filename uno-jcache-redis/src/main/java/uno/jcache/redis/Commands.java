/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.decoder.MultiDecoder;
import org.redisson.client.protocol.decoder.ObjectListReplayDecoder;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;

/**
 * The commands that operations are made of, sent as they are. Redisson's objects for buckets and
 * scripts send the same, but copy each argument, and make streams and maps of each answer: a put
 * took a fifth longer by them, in {@code ./benchmarks/redis}.
 */
final class Commands {
  private static final RedisCommand<List<byte @Nullable []>> MGET =
      new RedisCommand<>("MGET", new ObjectListReplayDecoder<byte @Nullable []>());

  private static final RedisCommand<List<Object>> TIME =
      new RedisCommand<>("TIME", new ObjectListReplayDecoder<Object>());

  private static final MultiDecoder<Object> LISTS = (parts, state) -> parts;

  private static final RedisCommand<@Nullable Object> EVALSHA =
      new RedisCommand<>("EVALSHA", LISTS);
  private static final RedisCommand<Object> PUBLISH = new RedisCommand<>("PUBLISH");
  private static final RedisCommand<@Nullable Object> EVAL = new RedisCommand<>("EVAL", LISTS);

  private final CommandAsyncExecutor executor;
  private final BatchOptions batches;

  /**
   * Sends over a connection.
   *
   * @param batches how to send several at once
   */
  Commands(CommandAsyncExecutor executor, BatchOptions batches) {
    this.executor = executor;
    this.batches = batches;
  }

  /** Returns the values of keys in one slot, in their order; null where there is none. */
  CompletionStage<List<byte @Nullable []>> get(List<String> places) {
    return executor
        .<List<byte @Nullable []>, List<byte @Nullable []>>readAsync(
            places.get(0), ByteArrayCodec.INSTANCE, MGET, places.toArray())
        .toCompletableFuture();
  }

  /** Returns the time in microseconds of the server that has a key. */
  CompletionStage<Long> time(String place) {
    return executor
        .<List<Object>, List<Object>>writeAsync(place, ByteArrayCodec.INSTANCE, TIME)
        .thenApply(ScriptOutcome::micros)
        .toCompletableFuture();
  }

  /**
   * Runs a script, whose keys are in one slot. The server gets its name, and only where it does not
   * know that the script itself.
   */
  CompletionStage<ScriptOutcome> run(ScriptCall<?> call) {
    return outcome(orItself(byName(executor, call), call));
  }

  /** Sends a message to all who subscribed. */
  CompletionStage<Object> publish(String channel, byte[] message) {
    return executor
        .<Object, Object>writeAsync(channel, ByteArrayCodec.INSTANCE, PUBLISH, channel, message)
        .toCompletableFuture();
  }

  /** Runs scripts of one server, all at once. Each has its own outcome. */
  List<CompletableFuture<ScriptOutcome>> runAll(List<? extends ScriptCall<?>> calls) {
    CommandBatchService batch = executor.createCommandBatchService(batches);
    List<CompletableFuture<@Nullable Object>> sent =
        calls.stream().map(call -> byName(batch, call)).toList();
    CompletionStage<?> unused = batch.executeAsync().whenComplete((all, why) -> end(sent, why));
    return IntStream.range(0, calls.size())
        .mapToObj(i -> outcome(orItself(sent.get(i), calls.get(i))))
        .toList();
  }

  private static CompletableFuture<ScriptOutcome> outcome(
      CompletableFuture<@Nullable Object> answer) {
    return answer.handle(
        (raw, failure) ->
            (failure == null) ? ScriptOutcome.of(raw) : ScriptOutcome.failed(failure));
  }

  /**
   * Ends what has no answer of its own when all has ended: Redisson leaves those open which it
   * would send again, such as of a server that refuses writes ({@code NOREPLICAS}), loads its data
   * or is no longer a master.
   */
  private static void end(List<CompletableFuture<@Nullable Object>> sent, @Nullable Throwable why) {
    Throwable failure = (why == null) ? new RedisException("it was not answered") : why;
    sent.forEach(each -> each.completeExceptionally(failure));
  }

  private CompletableFuture<@Nullable Object> byName(
      CommandAsyncExecutor through, ScriptCall<?> call) {
    return send(through, EVALSHA, call.script().sha(), call);
  }

  /** Returns the answer; sends the script itself where the server does not know its name. */
  private CompletableFuture<@Nullable Object> orItself(
      CompletableFuture<@Nullable Object> answer, ScriptCall<?> call) {
    return answer.exceptionallyCompose(
        failure ->
            isUnknownScript(failure)
                ? send(executor, EVAL, call.script().source(), call)
                : CompletableFuture.failedFuture(failure));
  }

  /** Returns whether a server did not run a script as it has forgotten it, or never knew it. */
  private static boolean isUnknownScript(Throwable failure) {
    Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }

  private static CompletableFuture<@Nullable Object> send(
      CommandAsyncExecutor through,
      RedisCommand<@Nullable Object> command,
      String script,
      ScriptCall<?> call) {
    List<String> keys = call.keys();
    List<Object> parameters = new ArrayList<>(2 + keys.size() + call.arguments().size());
    parameters.add(script);
    parameters.add(keys.size());
    parameters.addAll(keys);
    parameters.addAll(call.arguments());
    return through
        .<@Nullable Object, @Nullable Object>writeAsync(
            call.place(), ByteArrayCodec.INSTANCE, command, parameters.toArray())
        .toCompletableFuture();
  }
}
