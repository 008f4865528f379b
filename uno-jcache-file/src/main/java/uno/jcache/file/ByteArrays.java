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
 * How byte arrays lie in a page, with checksums, as MVStore has none. Lengths are not believed: one
 * that was damaged would ask for gigabytes.
 */
class ByteArrays extends BasicDataType<byte[]> {
  /** Pages are split long before. */
  private static final int MOST_IN_A_PAGE = 1 << 16;

  /**
   * Keys. Those of a page share a checksum: a damaged key would lead searches astray, and an entry
   * that was replaced could be found again.
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
            throw damaged("the keys of a page do not fit their checksum");
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

  /** Values, each with a checksum: one that was damaged is no entry, and the others are. */
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
            FileEntry.setDamaged(array);
          }
          return array;
        }

        private int checksum(byte[] array) {
          CRC32C crc = new CRC32C();
          crc.update(array);
          return (int) crc.getValue() ^ array.length;
        }
      };

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
    if (size < 0 || size > MOST_IN_A_PAGE) {
      throw damaged("a page of " + size + " entries");
    }
    return new byte[size][];
  }

  @Override
  public int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }
}
