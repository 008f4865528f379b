/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to all subscribers of a namespace.
 *
 * <pre>
 *  0  byte  format, 1
 *  1  byte  kind
 *  2  long  sender: the id of the store, 44 bits, by which it recognizes its own messages; and the
 *           number of the change, 20 bits
 * 10  long  the region, or the number of a heartbeat
 * 18  long  of a heartbeat: when it was sent
 * 18        of changes: the keys, each after its length
 * 18  long  of an invalidation: its id
 * 26        its patterns, each after its length
 * </pre>
 */
public final class ChangeMessage {
  /** Keys were changed. */
  public static final byte CHANGED = 1;

  /** Keys that match patterns were invalidated or cleared. */
  public static final byte INVALIDATED = 2;

  /** A message of a receiver to itself. */
  public static final byte HEARTBEAT = 3;

  /** A part of an invalidation took effect. {@link #INVALIDATED} follows once all parts have. */
  public static final byte INVALIDATING = 4;

  private static final int SENDER = 2;

  /**
   * The number of bits of the sender that count its changes. The count wraps after a million
   * changes; a store may then handle a message of its own unnecessarily. Earlier versions take each
   * number for another sender, and use one number for all their changes.
   */
  private static final int CHANGES = 20;

  private static final int HEADER = 18;
  private static final int PATTERNS = 26;
  private static final byte FORMAT = 1;

  private final byte[] bytes;
  private final List<byte[]> keys;

  private ChangeMessage(byte[] bytes, List<byte[]> keys) {
    this.bytes = bytes;
    this.keys = keys;
  }

  /** Returns the sender field: the id of a store combined with the number of a change. */
  public static long sender(long store, int change) {
    return (store & (-1L << CHANGES)) | (change & ((1L << CHANGES) - 1));
  }

  /** Returns whether a store sent it. */
  public boolean isOf(long store) {
    return (sender() ^ store) >>> CHANGES == 0;
  }

  /** Returns the bytes of a message. */
  public static byte[] of(byte kind, long sender, long about, byte[] content) {
    return ByteBuffer.allocate(HEADER + content.length)
        .put(FORMAT)
        .put(kind)
        .putLong(sender)
        .putLong(about)
        .put(content)
        .array();
  }

  /** Returns the content of a message about changed keys. */
  public static byte[] content(Collection<byte[]> keys) {
    ByteBuffer content = ByteBuffer.allocate(length(keys));
    putAll(content, keys);
    return content.array();
  }

  /** Returns the content of a message about an invalidation. */
  public static byte[] content(long invalidation, List<String> patterns) {
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
   * @throws BufferUnderflowException if the bytes are invalid
   */
  private static List<byte[]> parts(byte[] bytes, int start) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer content = ByteBuffer.wrap(bytes, start, bytes.length - start);
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

  /** Returns a message, or null if the bytes are invalid. */
  public static @Nullable ChangeMessage read(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != FORMAT) {
      return null;
    } else if (bytes[1] == CHANGED) {
      try {
        return new ChangeMessage(bytes, parts(bytes, HEADER));
      } catch (BufferUnderflowException e) {
        return null;
      }
    }
    boolean isLonger = bytes[1] == INVALIDATED || bytes[1] == INVALIDATING || bytes[1] == HEARTBEAT;
    return (isLonger && bytes.length < PATTERNS) ? null : new ChangeMessage(bytes, List.of());
  }

  /** Returns the kind of the message. */
  public byte kind() {
    return bytes[1];
  }

  /** Returns the sender: the store and the number of its change. */
  public long sender() {
    return ByteBuffer.wrap(bytes).getLong(SENDER);
  }

  /** Returns the region, or the number of a heartbeat. */
  public long about() {
    return ByteBuffer.wrap(bytes).getLong(10);
  }

  /** Returns when a heartbeat was sent. */
  public long sent() {
    return ByteBuffer.wrap(bytes).getLong(HEADER);
  }

  /** Returns the keys that were changed. */
  public List<byte[]> keys() {
    return keys;
  }

  /**
   * Returns the identity of an invalidation: the bytes that its parts and its last message share.
   * So another sender's invalidation with the same id is not confused with it.
   */
  public ByteBuffer invalidation() {
    return ByteBuffer.wrap(bytes, SENDER, bytes.length - SENDER).slice();
  }

  /** Returns the patterns; one that matches all keys if they are invalid. */
  public List<String> patterns() {
    try {
      return parts(bytes, PATTERNS).stream()
          .map(pattern -> new String(pattern, StandardCharsets.UTF_8))
          .toList();
    } catch (BufferUnderflowException e) {
      return List.of("*");
    }
  }
}
