/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Two versions of the library share a server while an application is deployed. */
class RedisEntryTest {
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
    byte[] stored = RedisEntry.encode(RedisEntry.FORMAT, VALUE, 1, 2, 3, 4, 5);
    RedisEntry entry = requireNonNull(RedisEntry.decode(stored, RedisEntry.FORMAT));
    assertThat(entry.writtenAt()).isEqualTo(5);
    assertThat(entry.value()).isEqualTo(VALUE);
  }

  @Test
  void anEntryOfAnEarlierVersionIsRead() {
    RedisEntry entry = requireNonNull(RedisEntry.decode(older(1, VALUE), RedisEntry.FORMAT));
    assertThat(entry.writtenAt()).isZero();
    assertThat(entry.epoch()).isEqualTo(1);
    assertThat(entry.policyDeadline()).isEqualTo(3);
    assertThat(entry.value()).isEqualTo(VALUE);
    assertThat(RedisEntry.decode(older(1, VALUE), RedisEntry.KEYED)).isNull();
  }

  @Test
  void anEntryOfAnEarlierVersionWithItsKeyIsRead() {
    byte[] stored = older(3, RedisEntry.keyed(KEY, VALUE));
    RedisEntry entry = requireNonNull(RedisEntry.decode(stored, RedisEntry.KEYED));
    assertThat(entry.key()).isEqualTo(KEY);
    assertThat(entry.isOf(KEY)).isTrue();
    assertThat(entry.value()).isEqualTo(VALUE);
  }

  @Test
  void whatIsTooShortIsNone() {
    byte[] stored = RedisEntry.encode(RedisEntry.FORMAT, new byte[0], 1, 2, 3, 4, 5);
    assertThat(RedisEntry.decode(stored, RedisEntry.FORMAT)).isNotNull();
    assertThat(RedisEntry.decode(Arrays.copyOf(stored, 40), RedisEntry.FORMAT)).isNull();
  }
}
