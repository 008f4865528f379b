/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.fuzz.Fuzzer;

/** Whatever lies in Redis or comes by its channels is read, or is null. */
@Timeout(600)
class FuzzTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  @Test
  void messages() {
    Fuzzer.run(
        List.of(
            ChannelMessage.of(
                ChannelMessage.CHANGED, 1L << 20, 7, ChannelMessage.content(List.of(KEY, VALUE))),
            ChannelMessage.of(
                ChannelMessage.INVALIDATED,
                1L << 20,
                7,
                ChannelMessage.content(3, List.of("user-*", "[a-z]"))),
            ChannelMessage.of(
                ChannelMessage.INVALIDATING, 2L << 20, 7, ChannelMessage.content(3, List.of("*"))),
            ChannelMessage.of(ChannelMessage.HEARTBEAT, 1L << 20, 7, new byte[Long.BYTES])),
        50_000,
        FuzzTest::readMessage);
  }

  private static void readMessage(byte[] bytes) {
    ChannelMessage message = ChannelMessage.read(bytes);
    if (message == null) {
      return;
    }
    message.sender();
    message.about();
    message.keys();
    switch (message.kind()) {
      case ChannelMessage.INVALIDATED, ChannelMessage.INVALIDATING -> {
        message.invalidation();
        message.patterns();
      }
      case ChannelMessage.HEARTBEAT -> message.sent();
      default -> {}
    }
  }

  @Test
  void entries() {
    byte[] old = RedisEntry.encode(RedisEntry.OLD_FORMAT, VALUE, 1, 2, 3, 4, 5);
    Fuzzer.run(
        List.of(
            RedisEntry.encode(RedisEntry.FORMAT, VALUE, 1, 2, 3, 4, 5),
            RedisEntry.encode(RedisEntry.KEYED, RedisEntry.keyed(KEY, VALUE), 1, 2, 3, 4, 5),
            RedisEntry.encode(RedisEntry.OLD_KEYED, RedisEntry.keyed(KEY, VALUE), 1, 2, 3, 4, 5),
            RedisEntry.encodeLease(1, 2),
            old),
        50_000,
        FuzzTest::readEntry);
  }

  private static void readEntry(byte[] bytes) {
    for (byte format : new byte[] {RedisEntry.FORMAT, RedisEntry.KEYED}) {
      RedisEntry entry = RedisEntry.decode(bytes, format);
      if (entry == null) {
        continue;
      }
      entry.epoch();
      entry.version();
      entry.policyDeadline();
      entry.notAfter();
      entry.writtenAt();
      entry.isForeign();
      entry.isOf(KEY);
      entry.key();
      if (!entry.isLease()) {
        entry.value();
      }
    }
  }
}
