/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * An entry as it lies in Redis: a header and the value; before that the key, where its place does
 * not tell it.
 *
 * <pre>
 *  0  byte  format, 1; or 3 with a key; or 2 for the mark of an entry that is being loaded;
 *           up to 31 for those of later versions, which have the same header
 *  1  long  number of the last invalidation when it was stored
 *  9  long  version: stands for this value of this key
 * 17  long  deadline by the policy
 * 25  long  limit of the deadline
 * 33        value; in format 3, after the key and its length, an int
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
  static final byte KEYED = 3;
  private static final byte MARK = 2;

  /** No format will have a larger number: what begins with one was written by somebody else. */
  private static final byte LAST_FORMAT = 31;

  private static final int KEY = HEADER + Integer.BYTES;

  private final byte[] stored;

  private RedisEntry(byte[] stored) {
    this.stored = stored;
  }

  /**
   * Returns what to store.
   *
   * @param format of the content
   * @param content the value; with a key, what {@link #keyed} returns
   */
  static byte[] encode(
      byte format, byte[] content, long number, long version, long policyDeadline, long notAfter) {
    return ByteBuffer.allocate(HEADER + content.length)
        .put(format)
        .putLong(number)
        .putLong(version)
        .putLong(policyDeadline)
        .putLong(notAfter)
        .put(content)
        .array();
  }

  /** Returns what to store before the content. */
  static byte[] encodeHeader(
      byte format, long number, long version, long policyDeadline, long notAfter) {
    return encode(format, new byte[0], number, version, policyDeadline, notAfter);
  }

  /** Returns a value with its key. */
  static byte[] keyed(byte[] key, byte[] value) {
    return ByteBuffer.allocate(Integer.BYTES + key.length + value.length)
        .putInt(key.length)
        .put(key)
        .put(value)
        .array();
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

  /**
   * Returns the entry or mark, or null if these bytes are none.
   *
   * @param format which entries have
   */
  static @Nullable RedisEntry decode(byte[] stored, byte format) {
    RedisEntry entry = decodeHead(stored, format);
    return (entry == null || !entry.isKeyed() || entry.keyLength() >= 0) ? entry : null;
  }

  /** Returns the same by what lies before the content. */
  static @Nullable RedisEntry decodeHead(byte[] stored, byte format) {
    return (stored.length >= HEADER
            && (stored[0] == format || stored[0] == MARK || isForeign(stored[0])))
        ? new RedisEntry(stored)
        : null;
  }

  private static boolean isForeign(byte format) {
    return format > KEYED && format <= LAST_FORMAT;
  }

  @Override
  public boolean isForeign() {
    return isForeign(stored[0]);
  }

  private boolean isKeyed() {
    return stored[0] == KEYED;
  }

  /** Returns the length of the key, or -1 if that cannot be. */
  private int keyLength() {
    int length = (stored.length < KEY) ? -1 : ByteBuffer.wrap(stored).getInt(HEADER);
    return (length <= stored.length - KEY) ? length : -1;
  }

  /** Returns the key, or null if it is not in the entry. */
  byte @Nullable [] key() {
    return isKeyed() ? Arrays.copyOfRange(stored, KEY, KEY + keyLength()) : null;
  }

  /** Returns whether no other key is in it. */
  boolean isOf(byte[] key) {
    return !isKeyed() || Arrays.equals(stored, KEY, KEY + keyLength(), key, 0, key.length);
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
    return Arrays.copyOfRange(stored, isKeyed() ? KEY + keyLength() : HEADER, stored.length);
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
