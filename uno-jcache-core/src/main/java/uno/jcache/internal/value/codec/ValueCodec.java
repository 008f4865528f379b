/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.NotSerializableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import uno.jcache.Codec;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.spi.UnstorableException;

/**
 * Encodes values in an envelope, which is checked before any object is created from it.
 *
 * <pre>
 * format   1 byte       1; later versions use up to 31
 * flags    1 byte       1: history, 2: compressed; others belong to later versions
 * history  3 × 8 bytes  created at, accessed at, version; if flagged
 * length   1–5 bytes    of the body before compression; if flagged
 * body                  0 and a simple value, as in keys; or 1 and a byte array; or 2, the name of
 *                       the codec, the name of the class, its fingerprint, the codec's bytes
 * </pre>
 *
 * <p>The envelope has no checksum, because stores have their own. Safe for use by many threads.
 */
public final class ValueCodec {
  private static final Logger LOGGER = System.getLogger(ValueCodec.class.getName());

  // These numbers are stored: never change one.
  private static final int FORMAT = 1;

  /** The largest format that later versions may use. A larger first byte means: not a value. */
  private static final int LAST_FORMAT = 31;

  private static final int HISTORY = 1;
  private static final int COMPRESSED = 2;
  private static final int SIMPLE = 0;
  private static final int BYTES = 1;
  private static final int ENCODED = 2;

  /** The number of bytes that the format and the flags take. */
  private static final int HEAD = 2;

  private static final int HISTORY_SIZE = 3 * Long.BYTES;

  /** The maximum number of bytes to compress. So a reader can reject a larger length. */
  private static final int MAXIMUM_COMPRESSED = 64 << 20;

  /** The largest compression ratio of Deflate. */
  private static final long MAXIMUM_RATIO = 1_032;

  private final String cacheName;
  private final Codec codec;
  private final byte[] codecName;
  private final ClassAllowList classes;
  private final Class<?> valueType;
  private final long compressAbove;

  /**
   * Creates the codec of a cache.
   *
   * @param cacheName for messages
   * @param codec encodes all values except simple values and byte arrays
   * @param valueType the type of all values; a value of another type is not decoded
   * @param compressAbove values that take more bytes than this are compressed; {@link
   *     Long#MAX_VALUE} to compress none
   */
  public ValueCodec(
      String cacheName,
      Codec codec,
      ClassAllowList classes,
      Class<?> valueType,
      long compressAbove) {
    this.cacheName = cacheName;
    this.codec = codec;
    this.codecName = codec.name().getBytes(UTF_8);
    this.classes = classes;
    this.valueType = valueType;
    this.compressAbove = compressAbove;
  }

  /**
   * The recorded history of an entry.
   *
   * @param createdAt in milliseconds since the epoch
   * @param accessedAt in milliseconds since the epoch
   * @param version how often it was stored
   */
  public record EntryHistory(long createdAt, long accessedAt, long version) {}

  /**
   * A decoded envelope.
   *
   * @param value the value; nothing else has a reference to it
   * @param history of the entry, or null if none was recorded
   */
  public record DecodedValue(Object value, @Nullable EntryHistory history) {}

  // ---- encoding

  /**
   * Returns the envelope of a value, without a history.
   *
   * @throws UnstorableException if the value cannot be encoded
   */
  public byte[] encode(Object value) {
    byte[] bytes = Scalars.bytesOf(value, HEAD + 1);
    if (bytes != null) {
      bytes[HEAD] = SIMPLE;
    } else if (value instanceof byte[] own) {
      bytes = new byte[HEAD + 1 + own.length];
      bytes[HEAD] = BYTES;
      System.arraycopy(own, 0, bytes, HEAD + 1, own.length);
    } else {
      bytes = encodeByCodec(value);
    }
    bytes[0] = FORMAT;
    int body = bytes.length - HEAD;
    return (body > compressAbove && body <= MAXIMUM_COMPRESSED) ? compress(bytes) : bytes;
  }

  private byte[] encodeByCodec(Object value) {
    Class<?> type = codec.typeOf(value);
    ClassAllowList.EncodedClasses recorder = classes.recorder();
    byte[] encoded;
    try {
      encoded = codec.encode(value, recorder);
    } catch (NotSerializableException e) {
      throw new UnstorableException(
          failure(value)
              + ": "
              + e.getMessage()
              + " is not serializable. Make it Serializable, or give the configuration another"
              + " codec.",
          e);
    } catch (Exception | StackOverflowError e) {
      throw new UnstorableException(failure(value), e);
    }
    recorder.allowEncoded(type);
    String remedy = recorder.remedy();
    if (remedy != null) {
      LOGGER.log(
          Level.WARNING,
          "Cache ''{0}'': values of a class that is not declared can be read by this cache, but not by"
              + " other processes, and not after a restart; {1}",
          cacheName,
          remedy);
    }
    byte[] name = type.getName().getBytes(UTF_8);
    return new ByteWriter(HEAD + 20 + codecName.length + name.length + encoded.length)
        .add(FORMAT)
        .add(0)
        .add(ENCODED)
        .addSized(codecName)
        .addSized(name)
        .addLong(codec.fingerprint(type))
        .add(encoded)
        .toBytes();
  }

  private String failure(Object value) {
    return "Cache '"
        + cacheName
        + "' keeps its entries as bytes, and "
        + codec
        + " cannot encode a "
        + value.getClass().getName();
  }

  /** Returns the compressed envelope, or the given one if compression would save too little. */
  private static byte[] compress(byte[] bytes) {
    int length = bytes.length - HEAD;
    byte[] head = new ByteWriter(HEAD + 5).add(FORMAT).add(COMPRESSED).addCount(length).toBytes();
    byte[] compressed = Arrays.copyOf(head, bytes.length - length / 8);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(bytes, HEAD, length);
      deflater.finish();
      int size = head.length;
      while (!deflater.finished() && size < compressed.length) {
        size += deflater.deflate(compressed, size, compressed.length - size);
      }
      return deflater.finished() ? Arrays.copyOf(compressed, size) : bytes;
    } finally {
      deflater.end();
    }
  }

  /** Adds a history to an envelope that has none. */
  public static byte[] withHistory(byte[] envelope, EntryHistory history) {
    byte[] head =
        new ByteWriter(HEAD + HISTORY_SIZE)
            .add(FORMAT)
            .add(envelope[1] | HISTORY)
            .addLong(history.createdAt())
            .addLong(history.accessedAt())
            .addLong(history.version())
            .toBytes();
    byte[] bytes = Arrays.copyOf(head, envelope.length + HISTORY_SIZE);
    System.arraycopy(envelope, HEAD, bytes, head.length, envelope.length - HEAD);
    return bytes;
  }

  /** Returns an envelope without its history. */
  public static byte[] withoutHistory(byte[] envelope) {
    if ((envelope[1] & HISTORY) == 0) {
      return envelope;
    }
    byte[] bytes = new byte[envelope.length - HISTORY_SIZE];
    bytes[0] = FORMAT;
    bytes[1] = (byte) (envelope[1] & ~HISTORY);
    System.arraycopy(envelope, HEAD + HISTORY_SIZE, bytes, HEAD, bytes.length - HEAD);
    return bytes;
  }

  // ---- decoding

  /**
   * Decodes an envelope.
   *
   * @throws UndecodableException if the envelope is damaged, or the cache may not read the value
   */
  public DecodedValue decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, 0);
    int format = in.one();
    if (format > FORMAT && format <= LAST_FORMAT) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    } else if (format != FORMAT) {
      throw UndecodableException.damaged("it is not a value");
    }
    int flags = in.one();
    if ((flags & ~(HISTORY | COMPRESSED)) != 0) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    }
    EntryHistory history =
        ((flags & HISTORY) == 0) ? null : new EntryHistory(in.aLong(), in.aLong(), in.aLong());
    Object value =
        ((flags & COMPRESSED) == 0)
            ? body(bytes, in.position())
            : body(inflate(bytes, in.count(), in), 0);
    if (!valueType.isInstance(value) && !valueType.isPrimitive()) {
      throw new UndecodableException(
          "it is of " + value.getClass().getName() + ", and values are of " + valueType.getName());
    }
    return new DecodedValue(value, history);
  }

  private static byte[] inflate(byte[] bytes, int length, ByteReader in) {
    if (length > MAXIMUM_COMPRESSED || length > MAXIMUM_RATIO * in.left()) {
      throw UndecodableException.damaged("its length is too large");
    }
    byte[] inflated = new byte[length];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes, in.position(), in.left());
      int size = 0;
      while (size < length) {
        int more = inflater.inflate(inflated, size, length - size);
        if (more == 0) {
          throw UndecodableException.damaged("it is cut short");
        }
        size += more;
      }
      // The stream must end here. The last call may not have consumed its end marker yet.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw UndecodableException.damaged("it has bytes after its end");
      }
      return inflated;
    } catch (DataFormatException e) {
      throw UndecodableException.damaged("it cannot be decompressed");
    } finally {
      inflater.end();
    }
  }

  private Object body(byte[] bytes, int start) {
    ByteReader in = new ByteReader(bytes, start);
    int kind = in.one();
    return switch (kind) {
      case SIMPLE -> Scalars.read(bytes, start + 1);
      case BYTES -> Arrays.copyOfRange(bytes, start + 1, bytes.length);
      case ENCODED -> decodeByCodec(in);
      default -> throw new UndecodableException("it is of an unknown kind, " + kind);
    };
  }

  private Object decodeByCodec(ByteReader in) {
    if (!Arrays.equals(in.sized(), codecName)) {
      throw new UndecodableException("it is of another codec than " + codec);
    }
    Class<?> type = classes.find(in.sizedText());
    long fingerprint = in.aLong();
    byte[] rest = in.rest();
    return SafeDecoder.read(
        type,
        () -> {
          if (fingerprint != codec.fingerprint(type)) { // may fail if a class is missing
            throw new UndecodableException(
                "it is of " + type.getName() + ", which has changed since");
          }
          return codec.decode(rest, type, classes);
        });
  }
}
