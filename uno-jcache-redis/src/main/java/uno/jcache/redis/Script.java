/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * A script, which the server runs in one step. Safe for use by many threads.
 *
 * @param <A> what it answers
 */
final class Script<A extends @Nullable Object> {
  /** The part by which a script does nothing if it comes too late. */
  private static final String FENCE = "fence";

  private final String name;
  private final String source;
  private final String sha;
  private final boolean isFenced;
  private final boolean isRepeatable;
  private final Function<@Nullable Object, A> reader;

  /** Made when first asked for, as most scripts never need it; perhaps by several threads. */
  private volatile @Nullable Script<List<?>> several;

  private Script(
      String name,
      String source,
      boolean isFenced,
      boolean isRepeatable,
      Function<@Nullable Object, A> reader) {
    this.name = name;
    this.source = source;
    this.sha = sha(source);
    this.isFenced = isFenced;
    this.isRepeatable = isRepeatable;
    this.reader = reader;
  }

  private static Script<List<?>> several(String name, String source) {
    return new Script<>(
        "several " + name,
        LuaSource.of("several", source).text(),
        false,
        false,
        raw -> (List<?>) raw);
  }

  /**
   * Reads a script from its file.
   *
   * @param name of the file, without {@code .lua}
   * @param reader makes its answer of what the server returns: a long, bytes, a list of such, or
   *     null
   */
  static <A extends @Nullable Object> Script<A> load(
      String name, Function<@Nullable Object, A> reader) {
    LuaSource source = LuaSource.of(name);
    return new Script<>(name, source.text(), source.parts().contains(FENCE), true, reader);
  }

  /** Returns a script that is not in a file, and not fenced. */
  static <A extends @Nullable Object> Script<A> of(
      String name, String source, Function<@Nullable Object, A> reader) {
    return new Script<>(name, source + "\n", false, true, reader);
  }

  /** Returns the name by which a server knows a script. */
  private static String sha(String source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-1", e);
    }
  }

  /** Returns what the server runs. */
  String source() {
    return source;
  }

  /** Returns the name by which a server knows the script once it has run it. */
  String sha() {
    return sha;
  }

  /**
   * Returns whether its last argument is until when it may take effect, by the server's clock
   * ({@link ServerClock}): all scripts that change anything have that.
   */
  boolean isFenced() {
    return isFenced;
  }

  /**
   * Returns a script that does what this one does, several times: see {@code several.lua}.
   *
   * @throws IllegalStateException if this one is such a script
   */
  Script<List<?>> several() {
    if (!isRepeatable) {
      throw new IllegalStateException("'" + name + "' is repeated already");
    }
    Script<List<?>> made = several;
    if (made == null) {
      made = several(name, source);
      several = made;
    }
    return made;
  }

  /**
   * Makes the answer of what the server returned.
   *
   * @throws StoreException if the script does not return such things
   */
  A answer(@Nullable Object raw) {
    try {
      return reader.apply(raw);
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new StoreException("Redis: the script '" + name + "' returned something else", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
