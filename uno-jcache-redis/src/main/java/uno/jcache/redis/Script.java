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
 * A Lua script, which the server runs atomically. Safe for use by many threads.
 *
 * @param <A> the type of its result
 */
final class Script<A extends @Nullable Object> {
  /** The include that makes a script return without effect after its deadline. */
  private static final String FENCE = "fence";

  private final String name;
  private final String source;
  private final String sha;
  private final boolean isFenced;
  private final boolean canBeBatched;
  private final Function<@Nullable Object, A> reader;

  /** Created lazily; several threads may create it at the same time. */
  private volatile @Nullable Script<List<?>> batched;

  private Script(
      String name,
      String source,
      boolean isFenced,
      boolean canBeBatched,
      Function<@Nullable Object, A> reader) {
    this.name = name;
    this.source = source;
    this.sha = sha(source);
    this.isFenced = isFenced;
    this.canBeBatched = canBeBatched;
    this.reader = reader;
  }

  private static Script<List<?>> batched(String name, String source) {
    return new Script<>(
        "batched " + name,
        LuaSource.of("batched", source).text(),
        false,
        false,
        raw -> (List<?>) raw);
  }

  /**
   * Reads a script from its file.
   *
   * @param name of the file, without {@code .lua}
   * @param reader converts the reply of the server: a long, bytes, a list of these, or null
   */
  static <A extends @Nullable Object> Script<A> load(
      String name, Function<@Nullable Object, A> reader) {
    LuaSource source = LuaSource.of(name);
    return new Script<>(name, source.text(), source.parts().contains(FENCE), true, reader);
  }

  /** Returns a script without a file and without a fence. */
  static <A extends @Nullable Object> Script<A> of(
      String name, String source, Function<@Nullable Object, A> reader) {
    return new Script<>(name, source + "\n", false, true, reader);
  }

  /** Returns the hash by which a server identifies a script. */
  private static String sha(String source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JVM has SHA-1", e);
    }
  }

  /** Returns the source code. */
  String source() {
    return source;
  }

  /** Returns the hash by which a server identifies the script once it has run it. */
  String sha() {
    return sha;
  }

  /**
   * Returns whether its last argument is a deadline by the server's clock ({@link ServerClock}).
   * All scripts that change data have one.
   */
  boolean isFenced() {
    return isFenced;
  }

  /**
   * Returns a script that runs this one several times: see {@code batched.lua}.
   *
   * @throws IllegalStateException if this is already such a script
   */
  Script<List<?>> batched() {
    if (!canBeBatched) {
      throw new IllegalStateException("'" + name + "' is already batched");
    }
    Script<List<?>> made = batched;
    if (made == null) {
      made = batched(name, source);
      batched = made;
    }
    return made;
  }

  /**
   * Converts the reply of the server.
   *
   * @throws StoreException if it is of an unexpected type
   */
  A answer(@Nullable Object raw) {
    try {
      return reader.apply(raw);
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new StoreException("Redis: the script '" + name + "' returned an unexpected type", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
