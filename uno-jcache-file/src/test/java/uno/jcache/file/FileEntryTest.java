/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Files that an earlier version of the library wrote are read. */
class FileEntryTest {
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  @Test
  void anEntryTellsWhenItWasStored() {
    byte[] stored = FileEntry.encode(VALUE, 1, 17);
    FileEntry.complete(stored, 2, 3, 4);
    FileEntry entry = requireNonNull(FileEntry.decode(stored));
    assertThat(entry.writtenAt()).isEqualTo(17);
    assertThat(entry.value()).isEqualTo(VALUE);
    assertThat(entry.withDeadlines(5, 6).writtenAt()).isEqualTo(17);
  }

  @Test
  void anEntryOfAnEarlierVersionIsRead() {
    byte[] stored =
        ByteBuffer.allocate(33 + VALUE.length)
            .put((byte) 3)
            .putLong(1)
            .putLong(2)
            .putLong(3)
            .putLong(4)
            .put(VALUE)
            .array();
    FileEntry entry = requireNonNull(FileEntry.decode(stored));
    assertThat(entry.writtenAt()).isZero();
    assertThat(entry.version()).isEqualTo(1);
    assertThat(entry.policyDeadline()).isEqualTo(2);
    assertThat(entry.notAfter()).isEqualTo(3);
    assertThat(entry.epoch()).isEqualTo(4);
    assertThat(entry.value()).isEqualTo(VALUE);
  }
}
