/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uno.jcache.fuzz.Fuzzer;
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.RemoteEntry;

/** Whatever lies in Redis or comes by its channels is read, or is null. */
@Timeout(600)
class FuzzTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final byte[] VALUE = "value".getBytes(UTF_8);

  @Test
  void messages() {
    Fuzzer.run(
        List.of(
            ChangeMessage.of(
                ChangeMessage.CHANGED, 1L << 20, 7, ChangeMessage.content(List.of(KEY, VALUE))),
            ChangeMessage.of(
                ChangeMessage.INVALIDATED,
                1L << 20,
                7,
                ChangeMessage.content(3, List.of("user-*", "[a-z]"))),
            ChangeMessage.of(
                ChangeMessage.INVALIDATING, 2L << 20, 7, ChangeMessage.content(3, List.of("*"))),
            ChangeMessage.of(ChangeMessage.HEARTBEAT, 1L << 20, 7, new byte[Long.BYTES])),
        50_000,
        FuzzTest::readMessage);
  }

  private static void readMessage(byte[] bytes) {
    ChangeMessage message = ChangeMessage.read(bytes);
    if (message == null) {
      return;
    }
    message.sender();
    message.about();
    message.keys();
    switch (message.kind()) {
      case ChangeMessage.INVALIDATED, ChangeMessage.INVALIDATING -> {
        message.invalidation();
        message.patterns();
      }
      case ChangeMessage.HEARTBEAT -> message.sent();
      default -> {}
    }
  }

  @Test
  void entries() {
    byte[] old = RemoteEntry.encode(RemoteEntry.OLD_FORMAT, VALUE, 1, 2, 3, 4, 5);
    Fuzzer.run(
        List.of(
            RemoteEntry.encode(RemoteEntry.FORMAT, VALUE, 1, 2, 3, 4, 5),
            RemoteEntry.encode(RemoteEntry.KEYED, RemoteEntry.keyed(KEY, VALUE), 1, 2, 3, 4, 5),
            RemoteEntry.encode(RemoteEntry.OLD_KEYED, RemoteEntry.keyed(KEY, VALUE), 1, 2, 3, 4, 5),
            RemoteEntry.encodeLease(1, 2),
            old),
        50_000,
        FuzzTest::readEntry);
  }

  private static void readEntry(byte[] bytes) {
    for (byte format : new byte[] {RemoteEntry.FORMAT, RemoteEntry.KEYED}) {
      RemoteEntry entry = RemoteEntry.decode(bytes, format);
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
      if (!entry.isPlaceholder()) {
        entry.value();
      }
    }
  }
}
