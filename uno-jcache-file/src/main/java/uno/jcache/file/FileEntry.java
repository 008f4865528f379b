/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * An entry as a page has it: a header and the value.
 *
 * <pre>
 *  0  byte  format, 4; 0 for what was damaged; larger for those of later versions, which begin with
 *           the first 33 bytes of this header
 *  1  long  version: stands for this value of this key, in this file
 *  9  long  deadline by the policy
 * 17  long  limit of the deadline
 * 25  long  number of the last invalidation when it was stored
 * 33  long  when it was stored, in milliseconds since the epoch
 * 41        value
 * </pre>
 *
 * <p>Format 3 is that of earlier versions: the same without the time. It is read, and no longer
 * written.
 *
 * <p>Its checksum is added when a page is written, and compared when one is read: see {@link
 * ByteArrays#VALUES}. So neither reads of pages in the heap nor those who wait for a change have to
 * pay for it.
 */
final class FileEntry implements ByteEntry {
  static final int HEADER = 41;

  /** The shorter one of earlier versions. */
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

  /** Returns what to store, but for the deadlines and the number. */
  static byte[] encode(byte[] value, long version, long writtenAt) {
    byte[] stored = new byte[HEADER + value.length];
    System.arraycopy(value, 0, stored, HEADER, value.length);
    stored[0] = FORMAT;
    LONG.set(stored, 1, version);
    LONG.set(stored, 33, writtenAt);
    return stored;
  }

  /** Completes what is to be stored. */
  static void complete(byte[] stored, long policyDeadline, long notAfter, long epoch) {
    LONG.set(stored, 25, epoch);
    setDeadlines(stored, policyDeadline, notAfter);
  }

  /** Changes the deadlines. */
  static void setDeadlines(byte[] stored, long policyDeadline, long notAfter) {
    LONG.set(stored, 9, policyDeadline);
    LONG.set(stored, 17, notAfter);
  }

  /** Makes sure that this is no entry: it did not come as it was written. */
  static void setDamaged(byte[] stored) {
    if (stored.length > 0) {
      stored[0] = 0;
    }
  }

  /** Returns whether this is an entry, as it was written. */
  static boolean isEntry(byte[] stored) {
    return tellsWritten(stored)
        || (stored.length >= OLD_HEADER && stored[0] >= OLD_FORMAT && stored[0] != FORMAT);
  }

  private static boolean tellsWritten(byte[] stored) {
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
    return Arrays.copyOfRange(stored, tellsWritten(stored) ? HEADER : OLD_HEADER, stored.length);
  }

  @Override
  public long writtenAt() {
    return tellsWritten(stored) ? (long) LONG.get(stored, 33) : 0;
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
