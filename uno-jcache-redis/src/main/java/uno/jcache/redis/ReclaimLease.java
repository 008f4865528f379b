/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Lets one of all processes look at all entries of a region in order to remove what was invalidated
 * or cleared: the server keeps who does so, for some seconds, and it is renewed while that goes on.
 *
 * <p>When all that was cleared has been removed, the server keeps up to which number: others that
 * were about to look for the same need not.
 */
final class ReclaimLease {
  /** How long the lease holds after it was renewed, in milliseconds. */
  private static final long LIFE = 30_000;

  private static final long RENEWED_AFTER = TimeUnit.MILLISECONDS.toNanos(LIFE / 3);

  private static final byte[] NOTHING = {};

  private final RedisRegion region;
  private final List<String> place;
  private final byte[] token = ("L" + UUID.randomUUID()).getBytes(US_ASCII);
  private volatile boolean held;
  private volatile long renewedAt;

  ReclaimLease(RedisRegion region) {
    this.region = region;
    this.place = List.of(region.layout().reclaiming());
  }

  /** What came of trying to take the lease. */
  enum Answer {
    /** Another process has it, or another thread of this one. */
    HELD,
    /** It is this caller's. */
    TAKEN,
    /** What was to be reclaimed is gone already. */
    NEEDLESS
  }

  /** Takes the lease, unless somebody has it. */
  boolean take() {
    return take(NOTHING) == Answer.TAKEN;
  }

  /**
   * Takes the lease in order to remove what was cleared, unless somebody has it.
   *
   * @param cleared the largest number that was cleared
   */
  Answer take(long cleared) {
    return take(RedisRegion.ascii(cleared));
  }

  private synchronized Answer take(byte[] cleared) {
    if (held) {
      return Answer.HELD;
    }
    Answer answer =
        region
            .server()
            .run(Scripts.TAKE_RECLAIM_LEASE, place, token, RedisRegion.ascii(LIFE), cleared);
    renewedAt = System.nanoTime();
    held = (answer == Answer.TAKEN);
    return answer;
  }

  /** Renews the lease, if this process has it and it is time to. Called while entries are read. */
  void renew() {
    if (held && System.nanoTime() - renewedAt > RENEWED_AFTER) {
      renewedAt = System.nanoTime();
      boolean unused =
          region.server().run(Scripts.RENEW_RECLAIM_LEASE, place, token, RedisRegion.ascii(LIFE));
    }
  }

  /** Gives the lease back. */
  void giveBack() {
    giveBack(NOTHING);
  }

  /** Gives the lease back: what was cleared up to this number is gone. */
  void giveBack(long cleared) {
    giveBack(RedisRegion.ascii(cleared));
  }

  private synchronized void giveBack(byte[] cleared) {
    if (held) {
      held = false;
      boolean unused = region.server().run(Scripts.RELEASE_RECLAIM_LEASE, place, token, cleared);
    }
  }
}
