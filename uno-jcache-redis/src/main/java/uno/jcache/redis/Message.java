/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told to all who follow a namespace.
 *
 * <pre>
 *  0  byte  format, 1
 *  1  byte  kind
 *  2  long  which store tells it, and knows it therefore
 * 10  long  the region, or the number of a beacon
 * 18        the key, as bytes; or nothing; or of an invalidation
 * 18  long  which one it is
 * 26        the patterns, each with its length
 * </pre>
 */
final class Message {
  static final byte CHANGED = 1;
  static final byte INVALIDATED = 2;
  static final byte BEACON = 3;

  /**
   * A part of an invalidation took effect, and others may, until all have: {@link #INVALIDATED}.
   */
  static final byte INVALIDATING = 4;

  private static final int SENDER = 2;
  private static final int HEADER = 18;
  private static final int PATTERNS = 26;
  private static final byte FORMAT = 1;

  private final byte[] bytes;

  private Message(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes of a message. */
  static byte[] of(byte kind, long sender, long about, byte[] content) {
    return ByteBuffer.allocate(HEADER + content.length)
        .put(FORMAT)
        .put(kind)
        .putLong(sender)
        .putLong(about)
        .put(content)
        .array();
  }

  /** Returns the content of one about an invalidation. */
  static byte[] content(long invalidation, List<String> patterns) {
    List<byte[]> encoded =
        patterns.stream().map(pattern -> pattern.getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer content =
        ByteBuffer.allocate(
                Long.BYTES + encoded.stream().mapToInt(each -> Integer.BYTES + each.length).sum())
            .putLong(invalidation);
    encoded.forEach(each -> content.putInt(each.length).put(each));
    return content.array();
  }

  /** Returns a message, or null if these bytes are none. */
  static @Nullable Message read(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != FORMAT) {
      return null;
    }
    boolean hasPatterns = bytes[1] == INVALIDATED || bytes[1] == INVALIDATING;
    return (hasPatterns && bytes.length < PATTERNS) ? null : new Message(bytes);
  }

  byte kind() {
    return bytes[1];
  }

  long sender() {
    return ByteBuffer.wrap(bytes).getLong(SENDER);
  }

  /** Returns the region, or the number of a beacon. */
  long about() {
    return ByteBuffer.wrap(bytes).getLong(10);
  }

  byte[] key() {
    return Arrays.copyOfRange(bytes, HEADER, bytes.length);
  }

  /**
   * Returns which invalidation it is about: all that its parts and its end have in common, so that
   * what somebody else sends by the same number hides none of them.
   */
  ByteBuffer invalidation() {
    return ByteBuffer.wrap(bytes, SENDER, bytes.length - SENDER).slice();
  }

  /** Returns the patterns; one for all keys, if they cannot be read. */
  List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    ByteBuffer content = ByteBuffer.wrap(bytes, PATTERNS, bytes.length - PATTERNS);
    try {
      while (content.hasRemaining()) {
        byte[] pattern = new byte[Math.min(content.getInt(), content.remaining())];
        content.get(pattern);
        patterns.add(new String(pattern, StandardCharsets.UTF_8));
      }
      return patterns;
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      return List.of("*");
    }
  }
}
