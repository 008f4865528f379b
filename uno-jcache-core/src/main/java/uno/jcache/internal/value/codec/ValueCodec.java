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
 * The envelope of a value: what its bytes are, before anything of them is brought to life.
 *
 * <pre>
 * format   1 byte    1; up to 31 for those of later versions
 * flags    1 byte    1: history, 2: compressed; others are of a later format
 * history  3 × 8     created at, accessed at, version; if there is one
 * length   1–5       of the body before it was compressed, if it was
 * body               a kind: 0 and a simple value, as keys have it; 1 and a byte array;
 *                    2, the name of a codec, that of a class, its fingerprint, what the codec wrote
 * </pre>
 *
 * <p>The envelope has no check sum: stores have.
 */
public final class ValueCodec {
  private static final Logger LOGGER = System.getLogger(ValueCodec.class.getName());

  // These numbers stand in stores.
  private static final int FORMAT = 1;

  /** No format will have a larger number: what begins with one was written by somebody else. */
  private static final int LAST_FORMAT = 31;

  private static final int HISTORY = 1;
  private static final int COMPRESSED = 2;
  private static final int SIMPLE = 0;
  private static final int BYTES = 1;
  private static final int ENCODED = 2;

  /** Format, flags. */
  private static final int HEAD = 2;

  private static final int HISTORY_SIZE = 3 * Long.BYTES;

  /** What is longer is not compressed, so that nobody need believe that something is. */
  private static final int MAXIMUM_COMPRESSED = 64 << 20;

  /** Deflate makes nothing smaller than by this factor. */
  private static final long MAXIMUM_RATIO = 1_032;

  private final String cacheName;
  private final Codec codec;
  private final byte[] codecName;
  private final ClassAllowList classes;
  private final Class<?> valueType;
  private final long compressAbove;

  /**
   * Encodes values of a cache.
   *
   * @param cacheName for messages
   * @param codec for all but simple values
   * @param valueType what all values are; others are not read
   * @param compressAbove from how many bytes on a value is compressed; {@link Long#MAX_VALUE} for
   *     never
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
   * What is recorded of an entry.
   *
   * @param createdAt in milliseconds since the epoch
   * @param accessedAt in milliseconds since the epoch
   * @param version how often it was stored
   */
  public record EntryHistory(long createdAt, long accessedAt, long version) {}

  /**
   * What was read.
   *
   * @param value the value, which nobody else has
   * @param history what was recorded, if anything
   */
  public record DecodedValue(Object value, @Nullable EntryHistory history) {}

  // ---- encoding

  /**
   * Returns the envelope of a value, without a history.
   *
   * @throws UnstorableException if it has none
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
    ClassAllowList.Value met = classes.value();
    byte[] encoded;
    try {
      encoded = codec.encode(value, met);
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
    met.met(type);
    String remedy = met.remedy();
    if (remedy != null) {
      LOGGER.log(
          Level.WARNING,
          "Cache ''{0}'': values of a class that is not declared are found by this cache, but not by"
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

  /** Returns what was compressed, or the same where that would not make it smaller. */
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

  /** Returns an envelope that had no history, with one. */
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
   * Returns what is in an envelope.
   *
   * @throws UndecodableException if it is none, or of a value that the cache may not read
   */
  public DecodedValue decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, 0);
    int format = in.one();
    if (format > FORMAT && format <= LAST_FORMAT) {
      throw new UndecodableException("a later version of Uno JCache has written it");
    } else if (format != FORMAT) {
      throw UndecodableException.damaged("it is no value");
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
      throw UndecodableException.damaged("it claims to be too long");
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
      // It must end here; the last call may not have seen that yet.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw UndecodableException.damaged("it goes on where it should end");
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
          if (fingerprint != codec.fingerprint(type)) { // which may need a class that is not there
            throw new UndecodableException(
                "it is of " + type.getName() + ", which has changed since");
          }
          return codec.decode(rest, type, classes);
        });
  }
}
