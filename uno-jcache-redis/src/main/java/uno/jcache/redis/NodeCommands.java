/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Sends the commands of nodes over the connection. Safe for use by many threads. */
final class NodeCommands implements Node.Sender {
  private final RedisConnection connection;
  private final Runnable open;
  private final ScriptSender scripts;

  /** Actions to run when a server answers again. */
  private final List<Runnable> onRecovery = new CopyOnWriteArrayList<>();

  /**
   * Creates commands over a connection.
   *
   * @param open opens it, or throws the reason why it cannot
   */
  NodeCommands(RedisConnection connection, Runnable open) {
    this.connection = connection;
    this.open = open;
    this.scripts = new ScriptSender(connection.commands(), connection.isCluster());
  }

  /** Registers an action to run each time a server answers again; the result unregisters it. */
  Runnable onRecovery(Runnable action) {
    onRecovery.add(action);
    return () -> onRecovery.remove(action);
  }

  /** Reads keys of one slot, and returns the values of those that exist. */
  CompletionStage<Map<String, byte[]>> read(List<String> redisKeys) {
    CompletionStage<List<byte @Nullable []>> values =
        connection.isCluster()
            ? run(gets(redisKeys)).thenApply(NodeCommands::values)
            : connection.commands().get(redisKeys);
    return values.thenApply(
        all -> {
          Map<String, byte[]> found = new HashMap<>(2 * redisKeys.size());
          for (int i = 0; i < redisKeys.size(); i++) {
            byte[] value = all.get(i);
            if (value != null) {
              found.put(redisKeys.get(i), value);
            }
          }
          return found;
        });
  }

  /** Returns calls that read keys. */
  static List<ScriptCall<byte @Nullable []>> gets(List<String> redisKeys) {
    return redisKeys.stream().map(redisKey -> ScriptCall.of(Scripts.GET, redisKey)).toList();
  }

  private static List<byte @Nullable []> values(List<ScriptOutcome> outcomes) {
    List<byte @Nullable []> values = new ArrayList<>();
    for (ScriptOutcome outcome : ScriptOutcome.checked(outcomes)) {
      values.add(Scripts.GET.answer(((ScriptOutcome.Answered) outcome).raw()));
    }
    return values;
  }

  /** One command for all requests, so each reads its keys at one moment if they are in one slot. */
  @Override
  public CompletionStage<List<Map<String, byte[]>>> readAll(List<List<String>> redisKeys) {
    return read(redisKeys.stream().flatMap(List::stream).distinct().toList())
        .thenApply(found -> Collections.nCopies(redisKeys.size(), found));
  }

  @Override
  public CompletionStage<List<ScriptOutcome>> run(List<? extends ScriptCall<?>> calls) {
    return scripts.send(calls);
  }

  @Override
  public CompletionStage<Long> time(String redisKey) {
    return connection.commands().time(redisKey);
  }

  @Override
  public @Nullable Throwable failure(String redisKey) {
    if (connection.isClosed()) {
      return null;
    }
    try {
      open.run();
      byte[] unused = new ServerCheck(connection).info(redisKey);
      return null;
    } catch (RuntimeException e) {
      return CallFailures.isNoAnswer(e) ? e : null;
    }
  }

  @Override
  public void recovered() {
    onRecovery.forEach(Runnable::run);
  }
}
