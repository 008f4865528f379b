/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told to all who follow a namespace.
 *
 * <pre>
 *  0  byte  format, 1
 *  1  byte  kind
 *  2  long  which store tells it, 44 bits, and knows it therefore; of which change, 20 bits
 * 10  long  the region, or the number of a heartbeat
 * 18  long  of a heartbeat: when it was sent
 * 18        of changes: the keys, each after its length
 * 18  long  of an invalidation: which one it is
 * 26        its patterns, each after its length
 * </pre>
 */
final class ChannelMessage {
  static final byte CHANGED = 1;
  static final byte INVALIDATED = 2;
  static final byte HEARTBEAT = 3;

  /**
   * A part of an invalidation took effect, and others may, until all have: {@link #INVALIDATED}.
   */
  static final byte INVALIDATING = 4;

  private static final int SENDER = 2;

  /**
   * So many bits of the sender count its changes. They begin anew after a million: then a message
   * is heeded that need not be. A process from before there were such numbers takes each for
   * another sender, which it is not itself either; and has one number for all its own.
   */
  private static final int CHANGES = 20;

  private static final int HEADER = 18;
  private static final int PATTERNS = 26;
  private static final byte FORMAT = 1;

  private final byte[] bytes;
  private final List<byte[]> keys;

  private ChannelMessage(byte[] bytes, List<byte[]> keys) {
    this.bytes = bytes;
    this.keys = keys;
  }

  /** Returns what stands for a change of a store, of which some bits do; and so for the store. */
  static long sender(long store, int change) {
    return (store & (-1L << CHANGES)) | (change & ((1L << CHANGES) - 1));
  }

  /** Returns whether a store tells it. */
  boolean isOf(long store) {
    return (sender() ^ store) >>> CHANGES == 0;
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

  /** Returns the content of one about changes of keys. */
  static byte[] content(Collection<byte[]> keys) {
    ByteBuffer content = ByteBuffer.allocate(length(keys));
    putAll(content, keys);
    return content.array();
  }

  /** Returns the content of one about an invalidation. */
  static byte[] content(long invalidation, List<String> patterns) {
    List<byte[]> encoded =
        patterns.stream().map(pattern -> pattern.getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer content = ByteBuffer.allocate(Long.BYTES + length(encoded)).putLong(invalidation);
    putAll(content, encoded);
    return content.array();
  }

  private static int length(Collection<byte[]> parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += Integer.BYTES + part.length;
    }
    return length;
  }

  private static void putAll(ByteBuffer content, Collection<byte[]> parts) {
    parts.forEach(part -> content.putInt(part.length).put(part));
  }

  /**
   * Reads what {@link #putAll} wrote.
   *
   * @throws BufferUnderflowException if it did not
   */
  private static List<byte[]> parts(byte[] bytes, int place) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer content = ByteBuffer.wrap(bytes, place, bytes.length - place);
    while (content.hasRemaining()) {
      int length = content.getInt();
      if (length < 0 || length > content.remaining()) {
        throw new BufferUnderflowException();
      }
      byte[] part = new byte[length];
      content.get(part);
      parts.add(part);
    }
    return parts;
  }

  /** Returns a message, or null if these bytes are none. */
  static @Nullable ChannelMessage read(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != FORMAT) {
      return null;
    } else if (bytes[1] == CHANGED) {
      try {
        return new ChannelMessage(bytes, parts(bytes, HEADER));
      } catch (BufferUnderflowException e) {
        return null;
      }
    }
    boolean isLonger = bytes[1] == INVALIDATED || bytes[1] == INVALIDATING || bytes[1] == HEARTBEAT;
    return (isLonger && bytes.length < PATTERNS) ? null : new ChannelMessage(bytes, List.of());
  }

  byte kind() {
    return bytes[1];
  }

  /** Returns which store tells it, and of which change. */
  long sender() {
    return ByteBuffer.wrap(bytes).getLong(SENDER);
  }

  /** Returns the region, or the number of a heartbeat. */
  long about() {
    return ByteBuffer.wrap(bytes).getLong(10);
  }

  /** Returns when a heartbeat was sent. */
  long sent() {
    return ByteBuffer.wrap(bytes).getLong(HEADER);
  }

  /** Returns the keys that were changed. */
  List<byte[]> keys() {
    return keys;
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
    try {
      return parts(bytes, PATTERNS).stream()
          .map(pattern -> new String(pattern, StandardCharsets.UTF_8))
          .toList();
    } catch (BufferUnderflowException e) {
      return List.of("*");
    }
  }
}
