/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.store.UndecodableException;

/**
 * Encodes simple values as text. Equal values have equal bytes, in every version of Java.
 *
 * <p>A string is encoded in UTF-8, so that the tools of a store can display it. All other values
 * begin with a tag byte from 0x80 to 0xbf. UTF-8 text never begins with such a byte.
 */
final class Scalars {
  /** Tag of a string that UTF-8 cannot encode, because it has an unpaired surrogate. */
  private static final int UTF_16 = 0x80;

  private static final Map<Class<?>, Scalar<?>> BY_TYPE = new HashMap<>();
  private static final @Nullable Scalar<?>[] BY_TAG = new Scalar<?>[0x40];

  /** Encodes and decodes a type. */
  private record Scalar<T>(
      int tag, Class<T> type, Function<T, String> write, Function<String, T> read) {
    byte[] bytesOf(Object value, int room) {
      byte[] text = write.apply(type.cast(value)).getBytes(UTF_8);
      byte[] bytes = new byte[room + 1 + text.length];
      bytes[room] = (byte) tag;
      System.arraycopy(text, 0, bytes, room + 1, text.length);
      return bytes;
    }
  }

  static {
    // These tags are stored: never change or reuse one.
    add(0x81, Long.class, String::valueOf, Long::valueOf);
    add(0x82, Integer.class, String::valueOf, Integer::valueOf);
    add(0x83, Short.class, String::valueOf, Short::valueOf);
    add(0x84, Byte.class, String::valueOf, Byte::valueOf);
    add(0x85, Boolean.class, String::valueOf, "true"::equals);
    add(0x86, Character.class, c -> String.valueOf((int) c), s -> (char) Integer.parseInt(s));
    // As bits: equals compares the bits, and the result of toString depends on the Java version.
    add(
        0x87,
        Double.class,
        d -> Long.toHexString(Double.doubleToLongBits(d)),
        s -> Double.longBitsToDouble(Long.parseUnsignedLong(s, 16)));
    add(
        0x88,
        Float.class,
        f -> Integer.toHexString(Float.floatToIntBits(f)),
        s -> Float.intBitsToFloat(Integer.parseUnsignedInt(s, 16)));
    add(0x89, BigInteger.class, Scalars::hex, Scalars::bigInteger);
    add(0x8a, BigDecimal.class, d -> d.scale() + " " + hex(d.unscaledValue()), Scalars::bigDecimal);
    add(0x8b, UUID.class, UUID::toString, UUID::fromString);
    add(0x8c, Instant.class, Instant::toString, Instant::parse);
    add(0x8d, LocalDate.class, LocalDate::toString, LocalDate::parse);
    add(0x8e, LocalTime.class, LocalTime::toString, LocalTime::parse);
    add(0x8f, LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
    add(0x90, OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
    add(0x91, OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
    add(0x92, ZonedDateTime.class, ZonedDateTime::toString, ZonedDateTime::parse);
    add(0x93, Duration.class, Duration::toString, Duration::parse);
    add(0x94, Period.class, Period::toString, Period::parse);
    add(0x95, Year.class, Year::toString, s -> Year.of(Integer.parseInt(s)));
    // YearMonth.parse requires a sign if the year has more than four digits; toString omits it.
    add(0x96, YearMonth.class, m -> (m.getYear() > 9_999) ? "+" + m : "" + m, YearMonth::parse);
    add(0x97, MonthDay.class, MonthDay::toString, MonthDay::parse);
    add(0x98, ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
    addDate();
  }

  @SuppressWarnings("JavaUtilDate") // applications use it
  private static void addDate() {
    add(0x99, Date.class, d -> String.valueOf(d.getTime()), s -> new Date(Long.parseLong(s)));
  }

  private Scalars() {}

  private static <T> void add(
      int tag, Class<T> type, Function<T, String> write, Function<String, T> read) {
    Scalar<T> scalar = new Scalar<>(tag, type, write, read);
    BY_TYPE.put(type, scalar);
    BY_TAG[tag - 0x80] = scalar;
  }

  /** The radix of integers. Parsing n digits takes n² steps in decimal, but n in hexadecimal. */
  private static final int HEX = 16;

  private static String hex(BigInteger number) {
    return number.toString(HEX);
  }

  private static BigInteger bigInteger(String text) {
    return new BigInteger(text, HEX);
  }

  private static BigDecimal bigDecimal(String text) {
    int space = text.indexOf(' ');
    return new BigDecimal(
        bigInteger(text.substring(space + 1)), Integer.parseInt(text.substring(0, space)));
  }

  /** Returns the bytes of a simple value, or null for any other object. */
  static byte @Nullable [] bytesOf(Object value) {
    return bytesOf(value, 0);
  }

  /**
   * Returns the bytes of a simple value, or null for any other object.
   *
   * @param room the number of bytes to leave free at the start of the array
   */
  static byte @Nullable [] bytesOf(Object value, int room) {
    if (value instanceof String text) {
      return bytesOfText(text, room);
    }
    Scalar<?> scalar = BY_TYPE.get(value.getClass());
    return (scalar == null) ? null : scalar.bytesOf(value, room);
  }

  /**
   * Returns byte prefixes. The bytes of each string that begins with the text begin with one of
   * them. Strings that UTF-8 cannot encode have a prefix of their own.
   */
  static List<byte[]> prefixesOf(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    byte[] utf16 = {(byte) UTF_16};
    return text.isEmpty() || !new String(utf8, UTF_8).equals(text)
        ? List.of(new byte[0])
        : List.of(utf8, utf16);
  }

  private static byte[] bytesOfText(String text, int room) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (!new String(utf8, UTF_8).equals(text)) {
      byte[] bytes = new byte[room + 1 + 2 * text.length()];
      bytes[room] = (byte) UTF_16;
      for (int i = 0;
          i < text.length();
          i++) { // the UTF-16 encoder would replace unpaired surrogates
        bytes[room + 1 + 2 * i] = (byte) (text.charAt(i) >>> 8);
        bytes[room + 2 + 2 * i] = (byte) text.charAt(i);
      }
      return bytes;
    } else if (room == 0) {
      return utf8;
    }
    byte[] bytes = new byte[room + utf8.length];
    System.arraycopy(utf8, 0, bytes, room, utf8.length);
    return bytes;
  }

  /** Returns whether an encoding that begins with this byte is that of a simple value. */
  static boolean isTag(byte first) {
    int tag = first & 0xff;
    return tag < 0x80 || tag > 0xbf || tag == UTF_16 || BY_TAG[tag - 0x80] != null;
  }

  /**
   * Decodes bytes that {@link #bytesOf} returned.
   *
   * @param start the index of the first byte; the encoding ends at the end of the array
   * @throws UndecodableException if the bytes are invalid
   */
  static Object read(byte[] bytes, int start) {
    int length = bytes.length - start;
    if (length == 0) {
      return "";
    }
    int tag = bytes[start] & 0xff;
    if (tag < 0x80 || tag > 0xbf) {
      return utf8(bytes, start, length);
    } else if (tag == UTF_16) {
      return utf16(bytes, start + 1, length - 1);
    }
    Scalar<?> scalar = BY_TAG[tag - 0x80];
    if (scalar == null) {
      throw new UndecodableException("it is of an unknown kind, " + tag);
    }
    try {
      return scalar.read().apply(new String(bytes, start + 1, length - 1, UTF_8));
    } catch (RuntimeException e) { // no cause: its message would reveal the content
      throw UndecodableException.damaged("it is not a valid " + scalar.type().getName());
    }
  }

  private static String utf8(byte[] bytes, int start, int length) {
    String text = new String(bytes, start, length, UTF_8);
    if (text.indexOf('\ufffd') >= 0) { // either invalid bytes or a real U+FFFD
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
      } catch (CharacterCodingException e) {
        throw UndecodableException.damaged("it is not valid UTF-8");
      }
    }
    return text;
  }

  private static String utf16(byte[] bytes, int start, int length) {
    if (length % 2 != 0) {
      throw UndecodableException.damaged("it is not valid UTF-16");
    }
    char[] chars = new char[length / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((bytes[start + 2 * i] & 0xff) << 8 | (bytes[start + 2 * i + 1] & 0xff));
    }
    return new String(chars);
  }
}
