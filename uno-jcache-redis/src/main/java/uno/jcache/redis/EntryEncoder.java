/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static uno.jcache.redis.RedisRegion.ascii;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.UnstorableException;
import uno.jcache.spi.remote.RemoteEntry;

/** Encodes the entries of a region for scripts. Safe for use by many threads. */
final class EntryEncoder {
  /** How much longer than its deadline an entry is kept, in milliseconds. */
  static final long GRACE = 5_000;

  static final byte[] NOTHING = {};

  private final RedisRegion region;
  private final LongSupplier now;
  private final AtomicLong versions = new AtomicLong(ThreadLocalRandom.current().nextLong());

  /**
   * Creates an encoder for a region.
   *
   * @param now returns the time in milliseconds since the epoch
   */
  EntryEncoder(RedisRegion region, LongSupplier now) {
    this.region = region;
    this.now = now;
  }

  /** Returns a version that no other entry has. */
  long newVersion() {
    return versions.incrementAndGet();
  }

  /** Returns the bytes of an entry. */
  byte[] encode(byte[] key, ByteEntry entry, long epoch, long version) {
    return RemoteEntry.encode(
        region.format(),
        content(key, checked(entry.value())),
        epoch,
        version,
        entry.policyDeadline(),
        entry.notAfter(),
        entry.writtenAt());
  }

  /**
   * Returns the header of entries in three parts: before the deadline, the deadline, and after it.
   */
  byte[][] header(long epoch, long deadline) {
    byte[] header =
        RemoteEntry.encodeHeader(
            region.format(), epoch, newVersion(), deadline, RemoteEntry.NEVER, now.getAsLong());
    return new byte[][] {
      Arrays.copyOfRange(header, 0, RemoteEntry.DEADLINE),
      Arrays.copyOfRange(header, RemoteEntry.DEADLINE, RemoteEntry.LIMIT),
      Arrays.copyOfRange(header, RemoteEntry.LIMIT, RemoteEntry.HEADER)
    };
  }

  /** Returns the value, preceded by the key if keys are hashed. */
  byte[] content(byte[] key, byte[] value) {
    return region.layout().isHashed() ? RemoteEntry.keyed(key, value) : value;
  }

  /**
   * Returns a value that may be stored.
   *
   * @throws UnstorableException if it is too large
   */
  byte[] checked(byte[] value) {
    long maximum = region.server().settings().maxValueSize();
    if (value.length > maximum) {
      throw new UnstorableException(
          "Cache '"
              + region.name()
              + "': a value of "
              + value.length
              + " bytes is larger than "
              + maximum
              + ", which the provider's '"
              + RedisSettings.MAX_VALUE_SIZE.name()
              + "' allows");
    }
    return value;
  }

  /** Returns the time to live in Redis, in milliseconds; empty for an eternal entry. */
  byte[] timeToLive(long expiresAt) {
    if (expiresAt == RemoteEntry.NEVER) {
      return NOTHING;
    }
    long current = now.getAsLong();
    long left = (expiresAt > current) ? expiresAt - current : 0; // avoids overflow
    return ascii(Math.min(left, Long.MAX_VALUE / 4) + GRACE);
  }
}
