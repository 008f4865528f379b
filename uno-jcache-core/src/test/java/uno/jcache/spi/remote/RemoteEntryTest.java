/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Two versions of the library share a server while an application is deployed. */
class RemoteEntryTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  private static byte[] older(int format, byte[] content) {
    return ByteBuffer.allocate(33 + content.length)
        .put((byte) format)
        .putLong(1)
        .putLong(2)
        .putLong(3)
        .putLong(4)
        .put(content)
        .array();
  }

  @Test
  void anEntryTellsWhenItWasStored() {
    byte[] stored = RemoteEntry.encode(RemoteEntry.FORMAT, VALUE, 1, 2, 3, 4, 5);
    RemoteEntry entry = requireNonNull(RemoteEntry.decode(stored, RemoteEntry.FORMAT));
    assertThat(entry.writtenAt()).isEqualTo(5);
    assertThat(entry.value()).isEqualTo(VALUE);
  }

  @Test
  void anEntryOfAnEarlierVersionIsRead() {
    RemoteEntry entry = requireNonNull(RemoteEntry.decode(older(1, VALUE), RemoteEntry.FORMAT));
    assertThat(entry.writtenAt()).isZero();
    assertThat(entry.epoch()).isEqualTo(1);
    assertThat(entry.policyDeadline()).isEqualTo(3);
    assertThat(entry.value()).isEqualTo(VALUE);
    assertThat(RemoteEntry.decode(older(1, VALUE), RemoteEntry.KEYED)).isNull();
  }

  @Test
  void anEntryOfAnEarlierVersionWithItsKeyIsRead() {
    byte[] stored = older(3, RemoteEntry.keyed(KEY, VALUE));
    RemoteEntry entry = requireNonNull(RemoteEntry.decode(stored, RemoteEntry.KEYED));
    assertThat(entry.key()).isEqualTo(KEY);
    assertThat(entry.isOf(KEY)).isTrue();
    assertThat(entry.value()).isEqualTo(VALUE);
  }

  @Test
  void whatIsTooShortIsNone() {
    byte[] stored = RemoteEntry.encode(RemoteEntry.FORMAT, new byte[0], 1, 2, 3, 4, 5);
    assertThat(RemoteEntry.decode(stored, RemoteEntry.FORMAT)).isNotNull();
    assertThat(RemoteEntry.decode(Arrays.copyOf(stored, 40), RemoteEntry.FORMAT)).isNull();
  }
}
