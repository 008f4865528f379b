/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.CompletionStage;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;

/** Finds out whether a server answers, and is one that the scripts can run on. */
final class ServerCheck {
  /** So many keys are tried before a cluster counts as one that does not answer. */
  private static final int PLACES_TRIED = 8;

  private final RedisConnection connection;

  ServerCheck(RedisConnection connection) {
    this.connection = connection;
  }

  /**
   * Checks the version, and takes the time. Run first over a connection.
   *
   * @param clock of the server; in a cluster each server has its own, and this is left alone
   * @throws RedisConnectionException if the server is too old
   */
  void handshake(ServerClock clock) {
    RedisVersion version = RedisVersion.of(new String(info(), UTF_8));
    if (version.isTooOld()) {
      throw new RedisConnectionException(version.advice());
    }
    if (!connection.isCluster()) { // so that the first change need not
      long sent = System.nanoTime();
      long micros = CallFailures.await(connection.commands().time(anywhere()), answerBy());
      clock.record(micros, sent, System.nanoTime());
    }
  }

  /** Returns what a server says of itself: in a cluster the first that answers of several. */
  private byte[] info() {
    boolean cluster = connection.isCluster();
    for (int i = 1; ; i++) {
      try {
        return info(cluster ? Layout.anywhere(connection.settings().namespace(), i) : anywhere());
      } catch (RedisException e) {
        if (!cluster || i == PLACES_TRIED) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns what the server that has a key says of itself.
   *
   * @throws RuntimeException why it does not
   */
  byte[] info(String place) {
    ScriptCall<byte[]> info = ScriptCall.of(Scripts.INFO, place);
    CompletionStage<byte[]> answer =
        connection
            .commands()
            .run(info)
            .thenApply(ScriptOutcome::checked)
            .thenApply(outcome -> Scripts.INFO.answer(((ScriptOutcome.Answered) outcome).raw()));
    return CallFailures.await(answer, answerBy());
  }

  private String anywhere() {
    return Layout.anywhere(connection.settings().namespace());
  }

  private long answerBy() {
    return CallLimits.ofBackground(connection.settings()).answer();
  }
}
