/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * The format of byte arrays in a page, with checksums, which MVStore lacks. Lengths are checked
 * before they are used, because a damaged length could request gigabytes.
 */
class ByteArrays extends BasicDataType<byte[]> {
  /** MVStore splits pages long before they have this many entries. */
  private static final int MAX_PAGE_ENTRIES = 1 << 16;

  /**
   * The format of keys. All keys of a page share one checksum. A page with a damaged key is
   * unreadable, because searches in it could go wrong and find an entry that was replaced.
   */
  static final ByteArrays KEYS =
      new ByteArrays() {
        @Override
        public void write(WriteBuffer buffer, Object storage, int count) {
          super.write(buffer, storage, count);
          buffer.putInt(checksum(storage, count));
        }

        @Override
        public void read(ByteBuffer buffer, Object storage, int count) {
          super.read(buffer, storage, count);
          if (buffer.getInt() != checksum(storage, count)) {
            throw damaged("the keys of a page do not match their checksum");
          }
        }

        private int checksum(Object storage, int count) {
          CRC32C crc = new CRC32C();
          byte[][] keys = cast(storage);
          for (int i = 0; i < count; i++) {
            crc.update(keys[i]);
          }
          return (int) crc.getValue() ^ count;
        }
      };

  /**
   * The format of values. Each value has its own checksum: a damaged value is ignored, and the
   * others remain readable.
   */
  static final ByteArrays VALUES =
      new ByteArrays() {
        @Override
        public void write(WriteBuffer buffer, byte[] array) {
          super.write(buffer, array);
          buffer.putInt(checksum(array));
        }

        @Override
        public byte[] read(ByteBuffer buffer) {
          byte[] array = super.read(buffer);
          if (buffer.remaining() < Integer.BYTES) {
            throw damaged("a page ends before the checksum of an entry");
          }
          if (buffer.getInt() != checksum(array)) {
            FileEntry.markDamaged(array);
          }
          return array;
        }

        private int checksum(byte[] array) {
          CRC32C crc = new CRC32C();
          crc.update(array);
          return (int) crc.getValue() ^ array.length;
        }
      };

  /** Returns an error that {@link FileErrorKind} classifies as damage of the file. */
  static MVStoreException damaged(String what) {
    return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, what);
  }

  @Override
  public int getMemory(byte[] array) {
    return array.length; // as MVStore counts its own
  }

  @Override
  public void write(WriteBuffer buffer, byte[] array) {
    buffer.putVarInt(array.length).put(array);
  }

  @Override
  public byte[] read(ByteBuffer buffer) {
    int length = DataUtils.readVarInt(buffer);
    if (length < 0 || length > buffer.remaining()) {
      throw damaged("an array of " + length + " bytes where " + buffer.remaining() + " are left");
    }
    byte[] array = new byte[length];
    buffer.get(array);
    return array;
  }

  @Override
  public byte[][] createStorage(int size) {
    if (size < 0 || size > MAX_PAGE_ENTRIES) {
      throw damaged("a page of " + size + " entries");
    }
    return new byte[size][];
  }

  @Override
  public int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }
}
