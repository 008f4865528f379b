/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * The stored form of an entry: a header, and the value; if keys are hashed, the key precedes the
 * value.
 *
 * <pre>
 *  0  byte  format, 4; or 5 with a key; or 2 for a lease; or 6 where an entry was removed; 7 to 31
 *           are reserved for later versions, whose headers begin with the same 33 bytes
 *  1  long  epoch of the last invalidation when it was stored
 *  9  long  version: identifies this value of this key
 * 17  long  deadline by the policy
 * 25  long  limit of the deadline
 * 33  long  when it was stored, in milliseconds since the epoch, by the writer's clock
 * 41        value; in format 5, after the key and its length, an int
 * </pre>
 *
 * <p>Formats 1 and 3 are those of earlier versions of this library: the same as 4 and 5, but
 * without the time. They are read, but no longer written. A lease, and what is left of a removed
 * entry, end at 33.
 *
 * <p>Numbers are big-endian. Scripts of servers may read and write these fields, too.
 */
public final class RemoteEntry implements ByteEntry {
  /** Offset of the deadline. */
  public static final int DEADLINE = 17;

  /** Offset of the limit of the deadline. */
  public static final int LIMIT = 25;

  private static final int WRITTEN = 33;

  /** Length of the header. */
  public static final int HEADER = 41;

  /** The deadline and the limit of an eternal entry. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Format of an entry without its key. */
  public static final byte FORMAT = 4;

  /** Format of an entry with its key. */
  public static final byte KEYED = 5;

  /** Format of a lease. */
  public static final byte LEASE = 2;

  /** Format of what a store leaves where it has removed an entry. */
  public static final byte REMOVED = 6;

  /** Format of earlier versions: without the key, and without the time. */
  public static final byte OLD_FORMAT = 1;

  /** Format of earlier versions: with the key, without the time. */
  public static final byte OLD_KEYED = 3;

  /** Length of the header of earlier versions. */
  public static final int OLD_HEADER = WRITTEN;

  /** The largest format number. Bytes that begin with a larger one are not from this library. */
  private static final byte LAST_FORMAT = 31;

  private final byte[] stored;

  private RemoteEntry(byte[] stored) {
    this.stored = stored;
  }

  /**
   * Returns the stored form of an entry.
   *
   * @param format the format of the content
   * @param content the value; with a key, what {@link #keyed} returns
   */
  public static byte[] encode(
      byte format,
      byte[] content,
      long epoch,
      long version,
      long policyDeadline,
      long notAfter,
      long writtenAt) {
    return ByteBuffer.allocate(HEADER + content.length)
        .put(format)
        .putLong(epoch)
        .putLong(version)
        .putLong(policyDeadline)
        .putLong(notAfter)
        .putLong(writtenAt)
        .put(content)
        .array();
  }

  /** Returns the header of an entry. */
  public static byte[] encodeHeader(
      byte format, long epoch, long version, long policyDeadline, long notAfter, long writtenAt) {
    return encode(format, new byte[0], epoch, version, policyDeadline, notAfter, writtenAt);
  }

  /** Returns a value with its key. */
  public static byte[] keyed(byte[] key, byte[] value) {
    return ByteBuffer.allocate(Integer.BYTES + key.length + value.length)
        .putInt(key.length)
        .put(key)
        .put(value)
        .array();
  }

  /** Returns the stored form of a lease. Scripts and readers treat it as an expired entry. */
  public static byte[] encodeLease(long epoch, long version) {
    return encodePlaceholder(LEASE, epoch, version);
  }

  /** Returns what a store leaves where it has removed an entry. */
  public static byte[] encodeRemoved(long epoch, long version) {
    return encodePlaceholder(REMOVED, epoch, version);
  }

  private static byte[] encodePlaceholder(byte format, long epoch, long version) {
    return ByteBuffer.allocate(OLD_HEADER)
        .put(format)
        .putLong(epoch)
        .putLong(version)
        .putLong(Long.MIN_VALUE)
        .putLong(Long.MIN_VALUE)
        .array();
  }

  /**
   * Returns the entry or lease, or null if the bytes are invalid.
   *
   * @param format the format of new entries
   */
  public static @Nullable RemoteEntry decode(byte[] stored, byte format) {
    RemoteEntry entry = decodeHead(stored, format);
    return (entry == null || !entry.isKeyed() || entry.keyLength() >= 0) ? entry : null;
  }

  /** Returns the same, of which only the header may be used. */
  public static @Nullable RemoteEntry decodeHead(byte[] stored, byte format) {
    if (stored.length < OLD_HEADER) {
      return null;
    }
    byte found = stored[0];
    boolean isEntry =
        (found == format && stored.length >= HEADER)
            || found == ((format == KEYED) ? OLD_KEYED : OLD_FORMAT)
            || found == LEASE
            || found == REMOVED
            || isForeign(found);
    return isEntry ? new RemoteEntry(stored) : null;
  }

  private static boolean isForeign(byte format) {
    return format > REMOVED && format <= LAST_FORMAT;
  }

  @Override
  public boolean isForeign() {
    return isForeign(stored[0]);
  }

  private boolean isKeyed() {
    return stored[0] == KEYED || stored[0] == OLD_KEYED;
  }

  private boolean hasWriteTime() {
    return stored[0] == FORMAT || stored[0] == KEYED;
  }

  /** Returns the length of the header. */
  private int header() {
    return hasWriteTime() ? HEADER : OLD_HEADER;
  }

  /** Returns the offset of the key, if there is one. */
  private int keyStart() {
    return header() + Integer.BYTES;
  }

  /** Returns the length of the key, or -1 if it is invalid. */
  private int keyLength() {
    int start = keyStart();
    int length = (stored.length < start) ? -1 : ByteBuffer.wrap(stored).getInt(header());
    return (length <= stored.length - start) ? length : -1;
  }

  /** Returns the key, or null if the entry does not contain it. */
  public byte @Nullable [] key() {
    return isKeyed() ? Arrays.copyOfRange(stored, keyStart(), keyStart() + keyLength()) : null;
  }

  /** Returns whether this is an entry of a key: it contains no other one. */
  public boolean isOf(byte[] key) {
    return !isKeyed()
        || Arrays.equals(stored, keyStart(), keyStart() + keyLength(), key, 0, key.length);
  }

  @Override
  public boolean isPlaceholder() {
    return stored[0] == LEASE || stored[0] == REMOVED;
  }

  /** Returns whether this is a lease, and not what is left of a removed entry. */
  public boolean isLease() {
    return stored[0] == LEASE;
  }

  private long at(int offset) {
    return ByteBuffer.wrap(stored).getLong(offset);
  }

  @Override
  public long epoch() {
    return at(1);
  }

  /** Returns the version, which identifies this value of this key. */
  public long version() {
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
  public long writtenAt() {
    return hasWriteTime() ? at(WRITTEN) : 0;
  }

  @Override
  public byte[] value() {
    return Arrays.copyOfRange(
        stored, isKeyed() ? keyStart() + keyLength() : header(), stored.length);
  }

  /** Returns the stored form of the same entry with other deadlines. */
  public byte[] touched(long policyDeadline, long notAfter) {
    byte[] touched = stored.clone();
    ByteBuffer.wrap(touched).putLong(DEADLINE, policyDeadline).putLong(LIMIT, notAfter);
    return touched;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteEntry entry && version() == entry.version();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version());
  }
}
