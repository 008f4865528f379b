/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.fuzz;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import uno.jcache.Codec;
import uno.jcache.JsonCodec;
import uno.jcache.UnoCachingProvider;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.value.codec.ClassAllowList;
import uno.jcache.internal.value.codec.KeyCodec;
import uno.jcache.internal.value.codec.ValueCodec;
import uno.jcache.spi.Invalidations;

/** What core reads that others may have written, each with seeds, for tests and for Jazzer. */
final class CoreTargets {
  /** Its methods fail where a field is null, as those of applications do. */
  static final class Careless implements Serializable, Comparable<Careless> {
    private static final long serialVersionUID = 1;
    final @Nullable String name;
    final Set<Object> parts = new HashSet<>();

    Careless(@Nullable String name) {
      this.name = name;
    }

    @Override
    @SuppressWarnings("NullAway") // careless
    public int hashCode() {
      return name.hashCode() + parts.hashCode();
    }

    @Override
    @SuppressWarnings("NullAway")
    public boolean equals(@Nullable Object other) {
      return other instanceof Careless careless && name.equals(careless.name);
    }

    @Override
    @SuppressWarnings("NullAway")
    public int compareTo(Careless other) {
      return name.compareTo(other.name);
    }
  }

  record Strict(String name, int number, List<Object> parts) implements Serializable {
    Strict {
      if (number < 0) {
        throw new IllegalArgumentException("negative");
      }
      parts = List.copyOf(parts);
    }
  }

  private static final ClassAllowList CLASSES =
      new ClassAllowList(CoreTargets.class.getClassLoader(), List.of("uno.jcache.fuzz.*"));
  private static final KeyCodec KEYS = new KeyCodec("test", CLASSES);
  private static final ValueCodec PLAIN = values(Codec.serialization(), Long.MAX_VALUE);
  private static final ValueCodec COMPRESSING = values(Codec.serialization(), 16);
  private static final ValueCodec JSON = values(new JsonCodec(), Long.MAX_VALUE);

  private CoreTargets() {}

  private static ValueCodec values(Codec codec, long compressAbove) {
    return new ValueCodec("test", codec, CLASSES, Object.class, compressAbove);
  }

  private static List<Object> objects() {
    Careless careless = new Careless("name");
    careless.parts.addAll(List.of("part", 1, List.of(2L)));
    return List.of(
        "text",
        1,
        BigInteger.TEN.pow(40),
        new BigDecimal("1.50"),
        ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Paris")),
        Thread.State.NEW.name(),
        List.of(1, Set.of("x"), Map.of("a", 2)),
        new Strict("strict", 1, List.of("a", Map.of(1, 2))),
        careless,
        new HashSet<>(Set.of(careless)),
        new HashMap<>(Map.of(careless, new ArrayList<>(List.of(careless, "x")))),
        BitSet.valueOf(new long[] {5, 9}));
  }

  static List<byte[]> keySeeds() {
    return objects().stream().map(KEYS::encode).toList();
  }

  static void keys(byte[] bytes) {
    try {
      KEYS.decode(bytes);
    } catch (UndecodableException e) {
      // as documented
    }
  }

  static List<byte[]> valueSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    List<Object> objects = new ArrayList<>(objects());
    objects.add(new TreeMap<>(Map.of(new Careless("a"), "b", new Careless("c"), "d")));
    objects.add(new int[][] {{1, 2}, {3}});
    objects.add("long ".repeat(200));
    objects.add(new byte[] {1, 2, 3});
    for (Object object : objects) {
      seeds.add(PLAIN.encode(object));
      seeds.add(
          ValueCodec.withHistory(COMPRESSING.encode(object), new ValueCodec.EntryHistory(1, 2, 3)));
    }
    seeds.add(JSON.encode(new Strict("strict", 1, List.of("a", "b"))));
    return seeds;
  }

  static void values(byte[] bytes) {
    for (ValueCodec codec : List.of(PLAIN, JSON)) {
      try {
        codec.decode(bytes);
      } catch (UndecodableException e) {
        // as documented
      }
    }
  }

  static List<byte[]> invalidationSeeds() {
    Invalidations some =
        Invalidations.NONE.plus(List.of("user-*", "[a-c]?")).plus(List.of("order:\\*"));
    Invalidations cleared = some.cleared().plus(List.of("*"));
    return List.of(Invalidations.NONE.encode(), some.encode(), cleared.encode());
  }

  static void invalidations(byte[] bytes) {
    Invalidations decoded;
    try {
      decoded = Invalidations.decode(bytes);
    } catch (IllegalArgumentException e) {
      return; // as documented
    }
    decoded.encode();
  }

  static final List<String> GLOBS =
      List.of("user-*", "a?c", "[a-z]*[!0-9]", "\\*x\\[", "*a*a*a*a*b", "[]-]", "{a,b}", "[^\\]]");

  static void globs(String text) {
    if (!Glob.of(Glob.quote(text)).matches(text)) {
      throw new AssertionError("quoted, it does not match itself");
    }
    Glob glob;
    try {
      glob = Glob.of(text);
    } catch (IllegalArgumentException e) {
      return; // as documented
    }
    glob.matches(text);
    glob.matches("a".repeat(200));
    glob.prefix();
  }

  static final List<String> CONFIGURATIONS =
      List.of(
          """
          uno-jcache {
            defaults { max-size = 10k, statistics = true }
            regions {
              users         { ttl = 10m, max-size = 100000, key-type = java.lang.Long }
              sessions      { ttl = 30m, expiry = touched }
              "hibernate.*" { max-size = ${?SIZE}, near { max-size = 10 } }
            }
          }
          """,
          """
          # both ways
          uno-jcache.rules.orders { on = [users], invalidate = "user-{id}-*" }
          uno-jcache.monitoring { samples = 10, step = 1 s }
          """,
          "uno-jcache.regions.a.ttl = ${b}\nb = ${c}\nc = ${b}\n",
          "include \"none\"\nuno-jcache { regions : { \"a\" : { \"max-bytes\" : \"1 MiB\" } } }");

  /** Reads a configuration, which is refused with the exception of JCache or makes a manager. */
  static void configuration(String text, Path file) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var provider = new UnoCachingProvider()) {
      URI uri = file.toUri();
      provider.getCacheManager(uri, null).close();
    } catch (CacheException e) {
      // as documented
    }
  }
}
