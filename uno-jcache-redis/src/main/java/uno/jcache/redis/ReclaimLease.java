/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A lease on the server that lets only one process at a time scan a region to remove invalidated or
 * cleared entries. It expires after some seconds unless it is renewed.
 *
 * <p>After a scan, the server stores the epoch up to which cleared entries have been removed, so
 * that other processes need not scan for the same.
 */
final class ReclaimLease {
  /** The duration of the lease after it was taken or renewed, in milliseconds. */
  private static final long LIFE = 30_000;

  private static final long RENEWED_AFTER = TimeUnit.MILLISECONDS.toNanos(LIFE / 3);

  private static final byte[] NOTHING = {};

  private final RedisRegion region;
  private final List<String> keys;
  private final byte[] token = ("L" + UUID.randomUUID()).getBytes(US_ASCII);
  private volatile boolean held;
  private volatile long renewedAt;

  ReclaimLease(RedisRegion region) {
    this.region = region;
    this.keys = List.of(region.layout().reclaiming());
  }

  /** The result of trying to take the lease. */
  enum Answer {
    /** Another process has the lease, or another thread of this one. */
    HELD,
    /** The caller has taken the lease. */
    TAKEN,
    /** The cleared entries are already removed. */
    ALREADY_DONE
  }

  /** Takes the lease unless it is taken; returns whether it did. */
  boolean tryAcquire() {
    return tryAcquire(NOTHING) == Answer.TAKEN;
  }

  /**
   * Takes the lease to remove cleared entries, unless it is taken.
   *
   * @param cleared the epoch of the last clear
   */
  Answer tryAcquire(long cleared) {
    return tryAcquire(RedisRegion.ascii(cleared));
  }

  private synchronized Answer tryAcquire(byte[] cleared) {
    if (held) {
      return Answer.HELD;
    }
    Answer answer =
        region
            .server()
            .run(Scripts.TAKE_RECLAIM_LEASE, keys, token, RedisRegion.ascii(LIFE), cleared);
    renewedAt = System.nanoTime();
    held = (answer == Answer.TAKEN);
    return answer;
  }

  /** Renews the lease if this store has it and it is due. Called during scans. */
  void renew() {
    if (held && System.nanoTime() - renewedAt > RENEWED_AFTER) {
      renewedAt = System.nanoTime();
      boolean unused =
          region.server().run(Scripts.RENEW_RECLAIM_LEASE, keys, token, RedisRegion.ascii(LIFE));
    }
  }

  /** Releases the lease. */
  void release() {
    release(NOTHING);
  }

  /** Releases the lease: all entries that were cleared up to this epoch are removed. */
  void release(long cleared) {
    release(RedisRegion.ascii(cleared));
  }

  private synchronized void release(byte[] cleared) {
    if (held) {
      held = false;
      boolean unused = region.server().run(Scripts.RELEASE_RECLAIM_LEASE, keys, token, cleared);
    }
  }
}
