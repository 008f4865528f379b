/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletionStage;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;

/** Checks whether a server answers, and can run the scripts. */
final class ServerCheck {
  /** The number of keys (slots) to try before a cluster counts as unreachable. */
  private static final int KEYS_TRIED = 8;

  private final RedisConnection connection;

  ServerCheck(RedisConnection connection) {
    this.connection = connection;
  }

  /**
   * Checks the version, and records the server's time. The first calls over a connection.
   *
   * @param clock the clock of the server; not used in a cluster, where each server has its own
   * @throws RedisConnectionException if the server is too old
   */
  void handshake(ServerClock clock) {
    RedisVersion version = RedisVersion.of(new String(info(), UTF_8));
    if (version.isTooOld()) {
      throw new RedisConnectionException(version.advice());
    }
    if (!connection.isCluster()) { // so that the first change need not get it
      long sent = System.nanoTime();
      long micros = CallFailures.await(connection.commands().time(namespaceKey()), answerBy());
      clock.record(micros, sent, System.nanoTime());
    }
  }

  /** Returns the {@code INFO} of a server; in a cluster, of the first that answers. */
  private byte[] info() {
    boolean cluster = connection.isCluster();
    for (int i = 1; ; i++) {
      try {
        return info(
            cluster ? Layout.namespaceKey(connection.settings().namespace(), i) : namespaceKey());
      } catch (RedisException e) {
        if (!cluster || i == KEYS_TRIED) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns the {@code INFO} of the server that has a key.
   *
   * @throws RuntimeException the failure of the call
   */
  byte[] info(String redisKey) {
    ScriptCall<byte[]> info = ScriptCall.of(Scripts.INFO, redisKey);
    CompletionStage<byte[]> answer =
        connection
            .commands()
            .run(info)
            .thenApply(ScriptOutcome::checked)
            .thenApply(outcome -> Scripts.INFO.answer(((ScriptOutcome.Answered) outcome).raw()));
    return CallFailures.await(answer, answerBy());
  }

  private String namespaceKey() {
    return Layout.namespaceKey(connection.settings().namespace());
  }

  private long answerBy() {
    return CallLimits.ofBackground(connection.settings()).answer();
  }
}
