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
 * The Redis commands of operations. Redisson's RBucket and RScript send the same commands, but copy
 * arguments and convert replies: a put took a fifth longer in {@code ./benchmarks/redis}.
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
   * @param batches how to send a batch
   */
  Commands(CommandAsyncExecutor executor, BatchOptions batches) {
    this.executor = executor;
    this.batches = batches;
  }

  /** Returns the values of keys in one slot, in their order; null for a missing key. */
  CompletionStage<List<byte @Nullable []>> get(List<String> redisKeys) {
    return executor
        .<List<byte @Nullable []>, List<byte @Nullable []>>readAsync(
            redisKeys.get(0), ByteArrayCodec.INSTANCE, MGET, redisKeys.toArray())
        .toCompletableFuture();
  }

  /** Returns the time in microseconds of the server that has a key. */
  CompletionStage<Long> time(String redisKey) {
    return executor
        .<List<Object>, List<Object>>writeAsync(redisKey, ByteArrayCodec.INSTANCE, TIME)
        .thenApply(ScriptOutcome::micros)
        .toCompletableFuture();
  }

  /**
   * Runs a script, whose keys are in one slot. Sends EVALSHA, and EVAL only if the server does not
   * know the script.
   */
  CompletionStage<ScriptOutcome> run(ScriptCall<?> call) {
    return outcome(evalIfUnknown(evalSha(executor, call), call));
  }

  /** Sends a message to all subscribers. */
  CompletionStage<Object> publish(String channel, byte[] message) {
    return executor
        .<Object, Object>writeAsync(channel, ByteArrayCodec.INSTANCE, PUBLISH, channel, message)
        .toCompletableFuture();
  }

  /** Runs scripts on one server, in one batch. Each has its own outcome. */
  List<CompletableFuture<ScriptOutcome>> runAll(List<? extends ScriptCall<?>> calls) {
    CommandBatchService batch = executor.createCommandBatchService(batches);
    List<CompletableFuture<@Nullable Object>> sent =
        calls.stream().map(call -> evalSha(batch, call)).toList();
    CompletionStage<?> unused = batch.executeAsync().whenComplete((all, why) -> end(sent, why));
    return IntStream.range(0, calls.size())
        .mapToObj(i -> outcome(evalIfUnknown(sent.get(i), calls.get(i))))
        .toList();
  }

  private static CompletableFuture<ScriptOutcome> outcome(
      CompletableFuture<@Nullable Object> answer) {
    return answer.handle(
        (raw, failure) ->
            (failure == null) ? ScriptOutcome.of(raw) : ScriptOutcome.failed(failure));
  }

  /**
   * Fails the calls that are still pending when the batch has ended. Redisson leaves calls pending
   * that it would retry, for example after {@code NOREPLICAS}, {@code LOADING} or {@code READONLY}.
   */
  private static void end(List<CompletableFuture<@Nullable Object>> sent, @Nullable Throwable why) {
    Throwable failure = (why == null) ? new RedisException("no reply in the batch") : why;
    sent.forEach(each -> each.completeExceptionally(failure));
  }

  private CompletableFuture<@Nullable Object> evalSha(
      CommandAsyncExecutor through, ScriptCall<?> call) {
    return send(through, EVALSHA, call.script().sha(), call);
  }

  /** Returns the answer; sends the source of the script if the server does not know its hash. */
  private CompletableFuture<@Nullable Object> evalIfUnknown(
      CompletableFuture<@Nullable Object> answer, ScriptCall<?> call) {
    return answer.exceptionallyCompose(
        failure ->
            isUnknownScript(failure)
                ? send(executor, EVAL, call.script().source(), call)
                : CompletableFuture.failedFuture(failure));
  }

  /** Returns whether a server did not run a script since it does not know its hash. */
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
            call.redisKey(), ByteArrayCodec.INSTANCE, command, parameters.toArray())
        .toCompletableFuture();
  }
}
