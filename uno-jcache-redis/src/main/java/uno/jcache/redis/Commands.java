/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.decoder.ObjectListReplayDecoder;
import org.redisson.command.CommandAsyncExecutor;

/**
 * The commands that operations on an entry are made of, sent as they are. Redisson's objects for
 * buckets and scripts send the same, but copy each argument, and make streams and maps of each
 * answer: a put took a fifth longer by them, in {@code ./benchmarks/redis}.
 */
final class Commands {
  private static final RedisCommand<List<@Nullable Object>> MGET =
      new RedisCommand<>("MGET", new ObjectListReplayDecoder<@Nullable Object>());

  private static final RedisCommand<Object> EVALSHA = new RedisCommand<>("EVALSHA");
  private static final RedisCommand<Object> EVAL = new RedisCommand<>("EVAL");

  private final CommandAsyncExecutor executor;
  private final Map<String, String> digests = new ConcurrentHashMap<>();

  Commands(CommandAsyncExecutor executor) {
    this.executor = executor;
  }

  /** Returns the values of keys in one slot, of those that there are. */
  CompletionStage<Map<String, byte[]>> get(List<String> places) {
    return executor
        .<List<@Nullable Object>, List<@Nullable Object>>readAsync(
            places.get(0), ByteArrayCodec.INSTANCE, MGET, places.toArray())
        .toCompletableFuture()
        .thenApply(
            values -> {
              Map<String, byte[]> found = new HashMap<>(2 * places.size());
              for (int i = 0; i < places.size(); i++) {
                if (values.get(i) instanceof byte[] value) {
                  found.put(places.get(i), value);
                }
              }
              return found;
            });
  }

  /**
   * Runs a script, whose keys are in one slot. Returns a number, as a long, or bytes. The server
   * gets its name, and only where it does not know that the script itself.
   */
  CompletionStage<Object> run(String script, List<Object> keys, List<Object> arguments) {
    String digest = digests.computeIfAbsent(script, Commands::digest);
    return send(EVALSHA, digest, keys, arguments)
        .exceptionallyCompose(
            failure ->
                (failure instanceof RedisNoScriptException)
                    ? send(EVAL, script, keys, arguments)
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Object> send(
      RedisCommand<Object> command, String script, List<Object> keys, List<Object> arguments) {
    List<Object> parameters = new ArrayList<>(2 + keys.size() + arguments.size());
    parameters.add(script);
    parameters.add(keys.size());
    parameters.addAll(keys);
    parameters.addAll(arguments);
    return executor
        .<Object, Object>writeAsync(
            (String) keys.get(0), ByteArrayCodec.INSTANCE, command, parameters.toArray())
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
