/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.remote.RemoteEntry;

/**
 * Reads scripts from the files {@code *.lua} beside this class.
 *
 * <p>A line {@code --#include name} is replaced by that file, the first time that a script includes
 * it. Comments are left out, since a server keeps all scripts that it has run.
 *
 * @param text what the server runs
 * @param parts the names of all files in it
 */
record LuaSource(String text, Set<String> parts) {
  private static final String INCLUDE = "--#include ";
  private static final String BODY = "--#body";
  private static final String COMMENT = "--";

  /** A generated part, with constants that scripts share with Java. */
  private static final String CONSTANTS = "constants";

  private static final String CONSTANTS_TEXT =
      constant("GRACE_MILLIS", Long.toString(EntryEncoder.GRACE))
          + constant("LEASE_FORMAT", Byte.toString(RemoteEntry.LEASE))
          + constant("HEADER_LENGTH", Integer.toString(RemoteEntry.HEADER))
          + constant("NO_INVALIDATIONS", literal(Invalidations.NONE.encode()));

  private static String constant(String name, String value) {
    return "local " + name + " = " + value + "\n";
  }

  private static String literal(byte[] bytes) {
    StringBuilder text = new StringBuilder("'");
    for (byte each : bytes) {
      text.append('\\').append(1_000 + (each & 0xff)).deleteCharAt(text.length() - 4);
    }
    return text.append('\'').toString();
  }

  /**
   * Reads a script, with its includes.
   *
   * @param name of its file, without {@code .lua}
   */
  static LuaSource of(String name) {
    return of(name, "");
  }

  /**
   * Reads a script that wraps another one.
   *
   * @param body replaces the line {@code --#body}
   */
  static LuaSource of(String name, String body) {
    StringBuilder text = new StringBuilder();
    Set<String> parts = new HashSet<>();
    append(name, body, text, parts);
    return new LuaSource(text.toString(), Set.copyOf(parts));
  }

  private static void append(String name, String body, StringBuilder text, Set<String> parts) {
    if (!parts.add(name)) {
      return;
    } else if (name.equals(CONSTANTS)) {
      text.append(CONSTANTS_TEXT);
      return;
    }
    for (String line : file(name).split("\n", -1)) {
      String trimmed = line.strip();
      if (trimmed.startsWith(INCLUDE)) {
        append(trimmed.substring(INCLUDE.length()), body, text, parts);
      } else if (trimmed.equals(BODY)) {
        text.append(body);
      } else if (!trimmed.isEmpty() && !trimmed.startsWith(COMMENT)) {
        text.append(line).append('\n');
      }
    }
  }

  private static String file(String name) {
    try (InputStream in = LuaSource.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("this library lacks its file " + name + ".lua");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
