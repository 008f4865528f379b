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
  CompletionStage<Map<String, byte[]>> read(List<String> places) {
    CompletionStage<List<byte @Nullable []>> values =
        connection.isCluster()
            ? run(gets(places)).thenApply(NodeCommands::values)
            : connection.commands().get(places);
    return values.thenApply(
        all -> {
          Map<String, byte[]> found = new HashMap<>(2 * places.size());
          for (int i = 0; i < places.size(); i++) {
            byte[] value = all.get(i);
            if (value != null) {
              found.put(places.get(i), value);
            }
          }
          return found;
        });
  }

  /** Returns calls that read keys. */
  static List<ScriptCall<byte @Nullable []>> gets(List<String> places) {
    return places.stream().map(place -> ScriptCall.of(Scripts.GET, place)).toList();
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
  public CompletionStage<List<Map<String, byte[]>>> readAll(List<List<String>> places) {
    return read(places.stream().flatMap(List::stream).distinct().toList())
        .thenApply(found -> Collections.nCopies(places.size(), found));
  }

  @Override
  public CompletionStage<List<ScriptOutcome>> run(List<? extends ScriptCall<?>> calls) {
    return scripts.send(calls);
  }

  @Override
  public CompletionStage<Long> time(String place) {
    return connection.commands().time(place);
  }

  @Override
  public @Nullable Throwable failure(String place) {
    if (connection.isClosed()) {
      return null;
    }
    try {
      open.run();
      byte[] unused = new ServerCheck(connection).info(place);
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
