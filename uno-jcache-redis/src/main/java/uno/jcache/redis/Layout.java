/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a region lies in Redis: each entry under a key of its own, in a bucket by the hash of its
 * key; and for each bucket, a key with its invalidations. What is of one bucket lies in one slot of
 * a cluster, so that a script may touch both. Where there are no slots, one bucket is enough, and
 * to invalidate takes one script.
 *
 * <pre>
 * {namespace:region:17}:e:user:123     an entry
 * {namespace:region:17}:h:5e88489...   one where keys are hashed, with its key in it
 * {namespace:region:17}:i              the invalidations of its bucket
 * {namespace:region:0}:r               who looks at all entries, to remove what was invalidated
 * {namespace:}                         nothing, but for a moment, to see whether that can be
 * namespace:changes                    the channel on which changes are told
 * </pre>
 *
 * <p>Printable characters of ASCII stand for themselves, but for those that mean something to
 * Redis; other bytes are {@code %} and two hexadecimal digits. Should two keys have one hash, each
 * takes the place of the other.
 */
final class Layout {
  /** How many buckets a region has in a cluster; a power of two. */
  static final int MOST_BUCKETS = 64;

  private static final String SPECIAL = "%{}*?[]^\\";

  /** Which bytes stand for themselves. */
  private static final boolean[] PLAIN = plain();

  private final String prefix;
  private final String[] buckets;
  private final String[] invalidations;
  private final String keyHash;
  private final String kind;

  /**
   * The places of a region.
   *
   * @param owner who has the region, where that is not the usual one
   * @param keyHash the hash in the place of keys, or nothing
   */
  Layout(String namespace, String region, String owner, String keyHash, boolean cluster) {
    this.keyHash = keyHash;
    this.kind = keyHash.isEmpty() ? "}:e:" : "}:h:";
    this.buckets = new String[cluster ? MOST_BUCKETS : 1];
    this.invalidations = new String[buckets.length];
    this.prefix =
        "{"
            + escaped(namespace)
            + ":"
            + escaped(region)
            + (owner.isEmpty() ? "" : "~" + escaped(owner))
            + ":";
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = prefix + i + kind;
      invalidations[i] = prefix + i + "}:i";
    }
  }

  private static String escaped(String text) {
    return escaped(text.getBytes(StandardCharsets.UTF_8)).replace(":", "%3a").replace("~", "%7e");
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[256];
    for (int c = ' ' + 1; c < 127; c++) {
      plain[c] = SPECIAL.indexOf(c) < 0;
    }
    return plain;
  }

  private static boolean standsForItself(byte b) {
    return PLAIN[b & 0xff];
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (standsForItself(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }

  /** Returns the name of the channel of a namespace. */
  static String channel(String namespace) {
    return escaped(namespace) + ":changes";
  }

  /** Returns a key of a namespace that is no region's, for scripts that must name one. */
  static String anywhere(String namespace) {
    return "{" + escaped(namespace) + ":}";
  }

  /** Returns one of several such keys, which are in different slots. */
  static String anywhere(String namespace, int number) {
    return "{" + escaped(namespace) + ":" + number + "}";
  }

  /** Returns the number of the region in messages. Should two have the same, no harm is done. */
  long regionNumber() {
    return ByteBuffer.wrap(hash("SHA-256", prefix.getBytes(StandardCharsets.US_ASCII))).getLong();
  }

  private static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM had " + algorithm + " when it was configured", e);
    }
  }

  /** Returns whether keys are hashed, and so are in the entries. */
  boolean isHashed() {
    return !keyHash.isEmpty();
  }

  /** Returns in which bucket a key is. */
  int bucket(byte[] key) {
    int hash = (buckets.length == 1) ? 0 : Arrays.hashCode(key);
    return (hash ^ (hash >>> 15)) & (buckets.length - 1);
  }

  /** Returns how many buckets there are. */
  int buckets() {
    return buckets.length;
  }

  /**
   * Returns where the entry of a key is. Most keys stand for themselves: quickly, where they do.
   */
  String entry(int bucket, byte[] key) {
    if (isHashed()) {
      return buckets[bucket].concat(HexFormat.of().formatHex(hash(keyHash, key)));
    }
    for (byte b : key) {
      if (!standsForItself(b)) {
        return buckets[bucket] + escaped(key);
      }
    }
    return buckets[bucket].concat(new String(key, StandardCharsets.ISO_8859_1));
  }

  /** Returns where the invalidations of a bucket are. */
  String invalidations(int bucket) {
    return invalidations[bucket];
  }

  /** Returns where it says who looks at all entries in order to remove some. */
  String reclaiming() {
    return prefix + "0}:r";
  }

  /** Returns where those of all buckets are, in their order. */
  String[] allInvalidations() {
    return invalidations.clone();
  }

  /** Returns a pattern of Redis's that all entries of the region match, and few others. */
  String entries() {
    return prefix + "*" + kind + "*";
  }

  /** Returns one that those match whose keys begin with these bytes; not where they are hashed. */
  String entries(byte[] beginning) {
    return prefix + "*" + kind + escaped(beginning) + "*";
  }

  /** Returns in which bucket a place is; or -1 if no entry of this region can be there. */
  int bucketOf(String place) {
    if (!isHashed()) {
      byte[] key = key(place, null);
      return (key == null) ? -1 : bucket(key);
    }
    for (int i = 0; i < buckets.length; i++) {
      if (place.startsWith(buckets[i])) {
        return isHash(place.substring(buckets[i].length())) ? i : -1;
      }
    }
    return -1;
  }

  private boolean isHash(String text) {
    return text.length() == 2 * hash(keyHash, new byte[0]).length
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /**
   * Returns the key of what lies in a place; or null if no entry of this region does.
   *
   * @param inEntry the key in the entry, which tells where keys are hashed
   */
  byte @Nullable [] key(String place, byte @Nullable [] inEntry) {
    byte[] key = isHashed() ? inEntry : keyIn(place);
    return (key != null && place.equals(entry(bucket(key), key))) ? key : null;
  }

  private byte @Nullable [] keyIn(String place) {
    int end = place.indexOf(kind);
    return (place.startsWith(prefix) && end >= 0)
        ? unescaped(place.substring(end + kind.length()))
        : null;
  }

  private static byte @Nullable [] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        return null;
      }
    }
    return bytes.toByteArray();
  }
}
