/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * An entry in its stored form: a header and the value.
 *
 * <pre>
 *  0  byte  format: 4; 0 if damaged; larger in later versions, whose header begins with the same 33
 *           bytes
 *  1  long  version: identifies this value of this key, in this file
 *  9  long  deadline by the expiry policy, in milliseconds
 * 17  long  limit of the deadline, in milliseconds
 * 25  long  epoch of the last invalidation when the entry was stored
 * 33  long  time when it was stored, in milliseconds since 1970
 * 41        value
 * </pre>
 *
 * <p>Format 3, of earlier versions, lacks the time. It is read but no longer written.
 *
 * <p>The checksum is added when a page is written, and verified when a page is read ({@link
 * ByteArrays#VALUES}). So it costs nothing when a cached page is read or while writers wait.
 */
final class FileEntry implements ByteEntry {
  static final int HEADER = 41;

  /** Size of the header in format 3. */
  static final int OLD_HEADER = 33;

  private static final byte FORMAT = 4;
  private static final byte OLD_FORMAT = 3;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] stored;
  private final long policyDeadline;
  private final long notAfter;

  private FileEntry(byte[] stored, long policyDeadline, long notAfter) {
    this.stored = stored;
    this.policyDeadline = policyDeadline;
    this.notAfter = notAfter;
  }

  /** Returns the stored form; {@link #complete} sets the deadlines and the epoch. */
  static byte[] encode(byte[] value, long version, long writtenAt) {
    byte[] stored = new byte[HEADER + value.length];
    System.arraycopy(value, 0, stored, HEADER, value.length);
    stored[0] = FORMAT;
    LONG.set(stored, 1, version);
    LONG.set(stored, 33, writtenAt);
    return stored;
  }

  /** Sets the deadlines and the epoch in a stored form. */
  static void complete(byte[] stored, long policyDeadline, long notAfter, long epoch) {
    LONG.set(stored, 25, epoch);
    setDeadlines(stored, policyDeadline, notAfter);
  }

  /** Sets the deadlines in a stored form. */
  static void setDeadlines(byte[] stored, long policyDeadline, long notAfter) {
    LONG.set(stored, 9, policyDeadline);
    LONG.set(stored, 17, notAfter);
  }

  /** Marks a stored form as damaged, because its checksum is wrong. */
  static void markDamaged(byte[] stored) {
    if (stored.length > 0) {
      stored[0] = 0;
    }
  }

  /** Returns whether the bytes are an undamaged entry. */
  static boolean isEntry(byte[] stored) {
    return hasWrittenAt(stored)
        || (stored.length >= OLD_HEADER && stored[0] >= OLD_FORMAT && stored[0] != FORMAT);
  }

  private static boolean hasWrittenAt(byte[] stored) {
    return stored.length >= HEADER && stored[0] == FORMAT;
  }

  /** Returns the entry, or null if it was damaged. */
  static @Nullable FileEntry decode(byte[] stored) {
    return isEntry(stored) ? new FileEntry(stored, policyDeadline(stored), notAfter(stored)) : null;
  }

  static long version(byte[] stored) {
    return (long) LONG.get(stored, 1);
  }

  static long policyDeadline(byte[] stored) {
    return (long) LONG.get(stored, 9);
  }

  static long notAfter(byte[] stored) {
    return (long) LONG.get(stored, 17);
  }

  /** Returns the same entry with other deadlines. */
  FileEntry withDeadlines(long policyDeadline, long notAfter) {
    return new FileEntry(stored, policyDeadline, notAfter);
  }

  long version() {
    return version(stored);
  }

  @Override
  public boolean isForeign() {
    return stored[0] > FORMAT;
  }

  @Override
  public byte[] value() {
    return Arrays.copyOfRange(stored, hasWrittenAt(stored) ? HEADER : OLD_HEADER, stored.length);
  }

  @Override
  public long writtenAt() {
    return hasWrittenAt(stored) ? (long) LONG.get(stored, 33) : 0;
  }

  @Override
  public long policyDeadline() {
    return policyDeadline;
  }

  @Override
  public long notAfter() {
    return notAfter;
  }

  @Override
  public long epoch() {
    return (long) LONG.get(stored, 25);
  }
}
