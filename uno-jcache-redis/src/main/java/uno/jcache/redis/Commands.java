/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.decoder.ObjectListReplayDecoder;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;
import uno.jcache.redis.RedisServer.Run;

/**
 * The commands that operations are made of, sent as they are. Redisson's objects for buckets and
 * scripts send the same, but copy each argument, and make streams and maps of each answer: a put
 * took a fifth longer by them, in {@code ./benchmarks/redis}.
 */
final class Commands {
  private static final RedisCommand<List<@Nullable Object>> MGET =
      new RedisCommand<>("MGET", new ObjectListReplayDecoder<@Nullable Object>());

  private static final RedisCommand<Object> EVALSHA = new RedisCommand<>("EVALSHA");
  private static final RedisCommand<Object> EVAL = new RedisCommand<>("EVAL");
  private static final RedisCommand<List<@Nullable Object>> EVALSHA_LIST =
      new RedisCommand<>("EVALSHA", new ObjectListReplayDecoder<@Nullable Object>());
  private static final RedisCommand<List<@Nullable Object>> EVAL_LIST =
      new RedisCommand<>("EVAL", new ObjectListReplayDecoder<@Nullable Object>());

  private final CommandAsyncExecutor executor;
  private final BatchOptions batches;
  private final Map<String, String> digests = new ConcurrentHashMap<>();

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
  CompletionStage<List<@Nullable Object>> get(List<String> places) {
    return executor
        .<List<@Nullable Object>, List<@Nullable Object>>readAsync(
            places.get(0), ByteArrayCodec.INSTANCE, MGET, places.toArray())
        .toCompletableFuture();
  }

  /**
   * Runs a script, whose keys are in one slot. Returns a number, as a long, or bytes. The server
   * gets its name, and only where it does not know that the script itself.
   */
  CompletionStage<Object> run(Run run) {
    return run(executor, EVALSHA, EVAL, run);
  }

  /** Runs a script that returns a list. */
  CompletionStage<List<@Nullable Object>> runForList(Run run) {
    return run(executor, EVALSHA_LIST, EVAL_LIST, run);
  }

  /**
   * Runs scripts of one server, all at once.
   *
   * @param returnsList which of them return lists, by their places
   */
  List<CompletableFuture<?>> runAll(List<Run> runs, IntPredicate returnsList) {
    CommandBatchService batch = executor.createCommandBatchService(batches);
    List<CompletableFuture<?>> answers = new ArrayList<>(runs.size());
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      answers.add(
          returnsList.test(i)
              ? run(batch, EVALSHA_LIST, EVAL_LIST, run)
              : run(batch, EVALSHA, EVAL, run));
    }
    CompletionStage<?> unused = batch.executeAsync(); // each has its own answer
    return answers;
  }

  private <T> CompletableFuture<T> run(
      CommandAsyncExecutor through, RedisCommand<T> byName, RedisCommand<T> itself, Run run) {
    String name = digests.computeIfAbsent(run.script(), Commands::digest);
    return send(through, byName, name, run)
        .exceptionallyCompose(
            failure ->
                isUnknownScript(failure)
                    ? send(executor, itself, run.script(), run)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Returns whether a server did not run a script as it has forgotten it, or never knew it. */
  private static boolean isUnknownScript(Throwable failure) {
    Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }

  private static <T> CompletableFuture<T> send(
      CommandAsyncExecutor through, RedisCommand<T> command, String script, Run run) {
    List<Object> keys = run.keys();
    List<Object> parameters = new ArrayList<>(2 + keys.size() + run.arguments().size());
    parameters.add(script);
    parameters.add(keys.size());
    parameters.addAll(keys);
    parameters.addAll(run.arguments());
    return through
        .<T, T>writeAsync(run.place(), ByteArrayCodec.INSTANCE, command, parameters.toArray())
        .toCompletableFuture();
  }

  /** Returns the name that a server gives a script. */
  private static String digest(String script) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(script.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-1", e);
    }
  }
}
