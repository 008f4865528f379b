/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * An entry as it lies in Redis: a header and the value.
 *
 * <pre>
 *  0  byte  format, 1; or 2 for the mark of an entry that is being loaded
 *  1  long  number of the last invalidation when it was stored
 *  9  long  version: stands for this value of this key
 * 17  long  deadline by the policy
 * 25  long  limit of the deadline
 * 33        value
 * </pre>
 *
 * <p>{@link Scripts} read and write these places, too. Numbers begin with their most significant
 * bytes.
 */
final class RedisEntry implements ByteEntry {
  /** Where the deadline begins, and where it ends. */
  static final int DEADLINE = 17;

  static final int LIMIT = 25;
  static final int HEADER = 33;

  static final byte FORMAT = 1;
  private static final byte MARK = 2;

  private final byte[] stored;

  private RedisEntry(byte[] stored) {
    this.stored = stored;
  }

  /** Returns what to store. */
  static byte[] encode(
      byte[] value, long number, long version, long policyDeadline, long notAfter) {
    return ByteBuffer.allocate(HEADER + value.length)
        .put(FORMAT)
        .putLong(number)
        .putLong(version)
        .putLong(policyDeadline)
        .putLong(notAfter)
        .put(value)
        .array();
  }

  /** Returns what to store before the value. */
  static byte[] encodeHeader(long number, long version, long policyDeadline, long notAfter) {
    return encode(new byte[0], number, version, policyDeadline, notAfter);
  }

  /** Returns what to leave where an entry is being loaded. It is dead, to scripts as to others. */
  static byte[] encodeMark(long number, long version) {
    return ByteBuffer.allocate(HEADER)
        .put(MARK)
        .putLong(number)
        .putLong(version)
        .putLong(Long.MIN_VALUE)
        .putLong(Long.MIN_VALUE)
        .array();
  }

  /** Returns the entry or mark, or null if these bytes are none. */
  static @Nullable RedisEntry decode(byte[] stored) {
    return (stored.length >= HEADER && (stored[0] == FORMAT || stored[0] == MARK))
        ? new RedisEntry(stored)
        : null;
  }

  @Override
  public boolean isMark() {
    return stored[0] == MARK;
  }

  private long at(int place) {
    return ByteBuffer.wrap(stored).getLong(place);
  }

  @Override
  public long number() {
    return at(1);
  }

  long version() {
    return at(9);
  }

  @Override
  public long policyDeadline() {
    return at(DEADLINE);
  }

  @Override
  public long notAfter() {
    return at(LIMIT);
  }

  @Override
  public byte[] value() {
    return Arrays.copyOfRange(stored, HEADER, stored.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RedisEntry entry && version() == entry.version();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version());
  }
}
