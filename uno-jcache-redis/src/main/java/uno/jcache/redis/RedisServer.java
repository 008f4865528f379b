/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.redisson.api.options.KeysScanOptions;
import uno.jcache.spi.StoreException;

/**
 * The Redis of a provider, which its stores share: one server, several behind sentinels, or a
 * cluster.
 *
 * <pre>
 * RedisServer         the operations of stores
 *   ScriptRunner      scripts: sent once, again if they were too late
 *   Calls             time-outs, breakers, failures
 *   NodeRouter, Node  which server has which keys, and whether it answers
 *   NodeCommands      sends to a node; ScriptSender, Commands: as which commands
 *   RedisConnection   the client, opened when first used; ServerCheck: is the server usable?
 * </pre>
 *
 * <p>Each call ends in time, with an answer or a {@link StoreException}. Safe for use by many
 * threads, also interrupted ones.
 */
final class RedisServer implements AutoCloseable {
  private final RedisConnection connection;
  private final NodeCommands commands;
  private final NodeRouter nodes;
  private final Calls calls;
  private final ScriptRunner scripts;

  /**
   * Creates a server without a connection.
   *
   * @throws IllegalArgumentException if Redisson rejects the settings
   */
  RedisServer(String provider, RedisSettings settings) {
    Script<?> unused = Scripts.INFO; // loads all scripts now, not during the first call
    this.connection = new RedisConnection(provider, settings);
    this.commands = new NodeCommands(connection, this::open);
    this.nodes =
        new NodeRouter(
            settings.servers(),
            namespaceKey(),
            connection.isCluster() ? connection.manager() : null,
            commands);
    this.calls = new Calls(connection, nodes, this::open);
    this.scripts = new ScriptRunner(connection, nodes, commands, calls);
  }

  private void open() {
    connection.open(() -> new ServerCheck(connection).handshake(nodes.all().clock()));
  }

  /** Returns a Redis key of the namespace, for scripts that need a key but use no region. */
  private String namespaceKey() {
    return Layout.namespaceKey(settings().namespace());
  }

  RedisSettings settings() {
    return connection.settings();
  }

  /** Returns the name of the channel on which changes are published. */
  String channelName() {
    return connection.channelName();
  }

  /** Returns the estimated clock of the server that has a key. */
  ServerClock clock(String redisKey) {
    return nodes.of(redisKey).clock();
  }

  /** Returns the channel of changes by other processes. */
  InvalidationChannel channel() {
    return connection.channel();
  }

  /** Returns whether this is a cluster. */
  boolean isCluster() {
    return connection.isCluster();
  }

  /** Returns whether the circuit breakers of all servers are closed. */
  boolean isInService() {
    return !connection.isClosed() && nodes.areInService();
  }

  /** Registers an action to run each time a server answers again; the result unregisters it. */
  Runnable onRecovery(Runnable action) {
    return commands.onRecovery(action);
  }

  // ---- scripts

  /** Runs a script, whose keys are in one slot. */
  <A extends @Nullable Object> A run(Script<A> script, List<String> keys, byte[]... arguments) {
    return scripts.run(new ScriptCall<>(script, keys, List.of(arguments)));
  }

  /** Runs scripts, as {@link ScriptRunner#runAll} does. */
  <A extends @Nullable Object> List<A> runAll(List<? extends ScriptCall<? extends A>> all) {
    return scripts.runAll(all);
  }

  /** Removes keys. */
  void unlink(Collection<String> redisKeys) {
    List<Boolean> unused =
        runAll(
            redisKeys.stream().map(redisKey -> ScriptCall.of(Scripts.UNLINK, redisKey)).toList());
  }

  /**
   * Checks whether entries can be stored, and changes published. Returns the server's {@code time}
   * in milliseconds and, if the user may see them, some lines of its {@code INFO}, by their names.
   *
   * @throws CacheException if not
   */
  Map<String, String> check() {
    byte[] info = run(Scripts.CHECK, List.of(namespaceKey()), channelName().getBytes(US_ASCII));
    Map<String, String> found = new HashMap<>();
    for (String line : new String(info, UTF_8).split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        found.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return found;
  }

  // ---- commands

  /**
   * Returns the values of the keys that exist; all keys are in one slot.
   *
   * @param bytes the approximate length of all values
   */
  Map<String, byte[]> get(int bytes, String... redisKeys) {
    return calls.call(
        redisKeys[0],
        node ->
            settings().combinesReads()
                ? node.read(bytes, redisKeys)
                : commands.read(List.of(redisKeys)));
  }

  /** Returns the values of keys in any slots, in their order; null for a missing key. */
  List<byte @Nullable []> getAll(List<String> redisKeys) {
    if (redisKeys.isEmpty()) {
      return List.of();
    }
    return isCluster()
        ? runAll(NodeCommands.gets(redisKeys))
        : calls.call(redisKeys.get(0), node -> connection.commands().get(redisKeys));
  }

  /** Publishes a message to all subscribers. */
  void publish(byte[] message) {
    Object unused = calls.<Object>call(channelName(), node -> published(message));
  }

  private CompletionStage<Object> published(byte[] message) {
    return connection.commands().publish(channelName(), message);
  }

  /**
   * Returns the Redis keys that match a Redis pattern; some of them may be returned twice.
   *
   * @param chunk how many keys the server scans for each answer
   */
  Iterator<String> scan(String pattern, int chunk) {
    KeysScanOptions options = KeysScanOptions.defaults().pattern(pattern).chunkSize(chunk);
    Iterator<String> names =
        calls.callBlocking(() -> connection.keys().getKeys(options).iterator());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return calls.callBlocking(names::hasNext);
      }

      @Override
      public String next() {
        return calls.callBlocking(names::next);
      }
    };
  }

  // ---- end

  boolean isClosed() {
    return connection.isClosed();
  }

  @Override
  public void close() {
    connection.close();
  }
}
