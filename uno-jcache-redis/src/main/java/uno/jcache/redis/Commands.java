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
import uno.jcache.redis.RedisServer.ScriptCall;

/**
 * The commands that operations are made of, sent as they are. Redisson's objects for buckets and
 * scripts send the same, but copy each argument, and make streams and maps of each answer: a put
 * took a fifth longer by them, in {@code ./benchmarks/redis}.
 */
final class Commands {
  private static final RedisCommand<List<@Nullable Object>> MGET =
      new RedisCommand<>("MGET", new ObjectListReplayDecoder<@Nullable Object>());

  private static final RedisCommand<List<Object>> TIME =
      new RedisCommand<>("TIME", new ObjectListReplayDecoder<Object>());

  private static final MultiDecoder<Object> LISTS = (parts, state) -> parts;

  private static final RedisCommand<Object> EVALSHA = new RedisCommand<>("EVALSHA", LISTS);
  private static final RedisCommand<Object> PUBLISH = new RedisCommand<>("PUBLISH");
  private static final RedisCommand<Object> EVAL = new RedisCommand<>("EVAL", LISTS);

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

  /** Returns the time in microseconds of the server that has a key. */
  CompletionStage<Long> time(String place) {
    return executor
        .<List<Object>, List<Object>>writeAsync(place, ByteArrayCodec.INSTANCE, TIME)
        .thenApply(Scripts::micros)
        .toCompletableFuture();
  }

  /**
   * Runs a script, whose keys are in one slot. Returns a number, as a long, or bytes, or a list of
   * such. The server gets its name, and only where it does not know that the script itself.
   */
  CompletionStage<Object> run(ScriptCall run) {
    return orItself(byName(executor, run), run);
  }

  /** Sends a message to all who subscribed. */
  CompletionStage<Object> publish(String channel, byte[] message) {
    return executor
        .<Object, Object>writeAsync(channel, ByteArrayCodec.INSTANCE, PUBLISH, channel, message)
        .toCompletableFuture();
  }

  /** Runs scripts of one server, all at once. Each has its own answer, or failure. */
  List<CompletableFuture<Object>> runAll(List<ScriptCall> runs) {
    CommandBatchService batch = executor.createCommandBatchService(batches);
    List<CompletableFuture<Object>> sent = runs.stream().map(run -> byName(batch, run)).toList();
    CompletionStage<?> unused = batch.executeAsync().whenComplete((all, why) -> end(sent, why));
    return IntStream.range(0, runs.size())
        .mapToObj(i -> orItself(sent.get(i), runs.get(i)))
        .toList();
  }

  /**
   * Ends what has no answer of its own when all has ended: Redisson leaves those open which it
   * would send again, such as of a server that refuses writes ({@code NOREPLICAS}), loads its data
   * or is no longer a master.
   */
  private static void end(List<CompletableFuture<Object>> sent, @Nullable Throwable why) {
    Throwable failure = (why == null) ? new RedisException("it was not answered") : why;
    sent.forEach(each -> each.completeExceptionally(failure));
  }

  private CompletableFuture<Object> byName(CommandAsyncExecutor through, ScriptCall run) {
    return send(through, EVALSHA, digests.computeIfAbsent(run.script(), Commands::digest), run);
  }

  /** Returns the answer; sends the script itself where the server does not know its name. */
  private CompletableFuture<Object> orItself(CompletableFuture<Object> answer, ScriptCall run) {
    return answer.exceptionallyCompose(
        failure ->
            isUnknownScript(failure)
                ? send(executor, EVAL, run.script(), run)
                : CompletableFuture.failedFuture(failure));
  }

  /** Returns whether a server did not run a script as it has forgotten it, or never knew it. */
  private static boolean isUnknownScript(Throwable failure) {
    Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }

  private static CompletableFuture<Object> send(
      CommandAsyncExecutor through, RedisCommand<Object> command, String script, ScriptCall run) {
    List<Object> keys = run.keys();
    List<Object> parameters = new ArrayList<>(2 + keys.size() + run.arguments().size());
    parameters.add(script);
    parameters.add(keys.size());
    parameters.addAll(keys);
    parameters.addAll(run.arguments());
    return through
        .<Object, Object>writeAsync(
            run.place(), ByteArrayCodec.INSTANCE, command, parameters.toArray())
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
