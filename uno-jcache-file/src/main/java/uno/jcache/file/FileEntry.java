/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;

/**
 * An entry as it lies in the file: a header and the value.
 *
 * <pre>
 *  0  int   CRC32C of the header from here on
 *  4  byte  format, 2
 *  5  int   CRC32C of key and value
 *  9  long  version: stands for this value of this key, in this file
 * 17  long  deadline by the policy
 * 25  long  limit of the deadline
 * 33  int   length of the key
 * 37  int   length of the value
 * 41  long  number of the last invalidation when it was stored
 * 49        value
 * </pre>
 *
 * <p>There are two checksums because the deadline is known late, while others wait, and the header
 * is then all that remains to be summed up.
 */
final class FileEntry implements ByteEntry {
  static final int HEADER = 49;

  private static final byte FORMAT = 2;
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final byte[] stored;
  private final long policyDeadline;
  private final long notAfter;

  private FileEntry(byte[] stored, long policyDeadline, long notAfter) {
    this.stored = stored;
    this.policyDeadline = policyDeadline;
    this.notAfter = notAfter;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  /** Returns what to store, but for the deadlines and the number. */
  static byte[] encode(byte[] key, byte[] value, long version) {
    byte[] stored = new byte[HEADER + value.length];
    System.arraycopy(value, 0, stored, HEADER, value.length);
    stored[4] = FORMAT;
    INT.set(stored, 5, contents(key, stored));
    LONG.set(stored, 9, version);
    INT.set(stored, 33, key.length);
    INT.set(stored, 37, value.length);
    return stored;
  }

  /** Completes what is to be stored. */
  static void complete(byte[] stored, long policyDeadline, long notAfter, long number) {
    LONG.set(stored, 41, number);
    setDeadlines(stored, policyDeadline, notAfter);
  }

  /** Changes the deadlines. */
  static void setDeadlines(byte[] stored, long policyDeadline, long notAfter) {
    LONG.set(stored, 17, policyDeadline);
    LONG.set(stored, 25, notAfter);
    INT.set(stored, 0, header(stored));
  }

  private static int contents(byte[] key, byte[] stored) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(stored, HEADER, stored.length - HEADER);
    return (int) crc.getValue();
  }

  private static int header(byte[] stored) {
    CRC32C crc = new CRC32C();
    crc.update(stored, 4, HEADER - 4);
    return (int) crc.getValue();
  }

  /** Returns whether the header is as it was written. */
  static boolean hasHeader(byte[] stored) {
    return stored.length >= HEADER
        && stored[4] == FORMAT
        && (int) INT.get(stored, 0) == header(stored);
  }

  /** Returns the entry, or null if anything of it was damaged. */
  static @Nullable FileEntry decode(byte[] key, byte[] stored) {
    return hasHeader(stored)
            && (int) INT.get(stored, 33) == key.length
            && (int) INT.get(stored, 37) == stored.length - HEADER
            && (int) INT.get(stored, 5) == contents(key, stored)
        ? new FileEntry(stored, policyDeadline(stored), notAfter(stored))
        : null;
  }

  static long version(byte[] stored) {
    return (long) LONG.get(stored, 9);
  }

  static long policyDeadline(byte[] stored) {
    return (long) LONG.get(stored, 17);
  }

  static long notAfter(byte[] stored) {
    return (long) LONG.get(stored, 25);
  }

  /** Returns the same entry with other deadlines. */
  FileEntry withDeadlines(long policyDeadline, long notAfter) {
    return new FileEntry(stored, policyDeadline, notAfter);
  }

  long version() {
    return version(stored);
  }

  @Override
  public byte[] value() {
    return Arrays.copyOfRange(stored, HEADER, stored.length);
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
  public long number() {
    return (long) LONG.get(stored, 41);
  }
}
