/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.fuzz.Fuzzer;

/** Whatever a page holds is read, or MVStore is told that it is damaged. */
@Tag("unshaded")
@Timeout(600)
class PagesFuzzTest {
  private static final int COUNT = 3;

  private static byte[] page(ByteArrays type) {
    byte[][] arrays = type.createStorage(COUNT);
    for (int i = 0; i < COUNT; i++) {
      arrays[i] = FileEntry.encode(("value" + i).getBytes(UTF_8), i, i);
    }
    WriteBuffer buffer = new WriteBuffer();
    type.write(buffer, arrays, COUNT);
    return Arrays.copyOf(buffer.getBuffer().array(), buffer.position());
  }

  private static void read(ByteArrays type, byte[] bytes) {
    byte[][] arrays = type.createStorage(COUNT);
    try {
      type.read(ByteBuffer.wrap(bytes), arrays, COUNT);
    } catch (MVStoreException | BufferUnderflowException e) {
      // of the latter MVStore makes the former
    }
  }

  @Test
  void keys() {
    Fuzzer.run(List.of(page(ByteArrays.KEYS)), 50_000, bytes -> read(ByteArrays.KEYS, bytes));
  }

  @Test
  void values() {
    Fuzzer.run(List.of(page(ByteArrays.VALUES)), 50_000, bytes -> read(ByteArrays.VALUES, bytes));
  }
}
