/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The parts of a path and of a query that are keys or names: any character may be escaped. */
final class PathText {
  private PathText() {}

  /**
   * Returns what a raw path has after a prefix. A key may have slashes, escaped or not.
   *
   * @throws ApiException 400 if an escape is malformed, or the bytes are not UTF-8
   */
  static String after(String prefix, String rawPath) {
    return decode(rawPath.substring(prefix.length()));
  }

  /**
   * Returns the first parameter of a name in a raw query, or null. It is UTF-8, whatever charset a
   * body may have.
   *
   * @throws ApiException 400 if an escape is malformed, or the bytes are not UTF-8
   */
  static @Nullable String parameter(String rawQuery, String name) {
    for (String each : rawQuery.split("&", -1)) {
      int equals = each.indexOf('=');
      String rawName = (equals < 0) ? each : each.substring(0, equals);
      if (decode(rawName).equals(name)) {
        return (equals < 0) ? "" : decode(each.substring(equals + 1).replace('+', ' '));
      }
    }
    return null;
  }

  private static String decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        if (i + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(i + 1))
            || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
          throw ApiException.of(400, "The path has a % without two hexadecimal digits");
        }
        bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else if (c < 128) {
        bytes.write(c);
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
      }
    }
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ApiException.of(400, "The path is not UTF-8");
    }
  }
}
