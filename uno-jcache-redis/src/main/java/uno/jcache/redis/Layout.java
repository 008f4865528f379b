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
 * The Redis keys of a region. Each entry has its own Redis key, in a bucket that the hash of its
 * key selects; each bucket has one Redis key for its invalidations. A bucket is in one cluster
 * slot, so that a script can use both. Without a cluster there is one bucket, and an invalidation
 * is one script.
 *
 * <pre>
 * {namespace:region:17}:e:user:123     an entry
 * {namespace:region:17}:h:5e88489...   an entry with a hashed key; it contains the key
 * {namespace:region:17}:i              the invalidations of its bucket
 * {namespace:region:0}:r               lease of the process that scans for entries to remove
 * {namespace:}                         written for a moment by the health check
 * namespace:changes                    the channel for messages about changes
 * </pre>
 *
 * <p>Printable ASCII characters are written literally, except those that are special in Redis;
 * other bytes are {@code %} and two hexadecimal digits. Two keys with the same hash overwrite each
 * other.
 */
final class Layout {
  /** How many buckets a region has in a cluster; a power of two. */
  static final int MOST_BUCKETS = 64;

  private static final String SPECIAL = "%{}*?[]^\\";

  /** Which bytes are written literally. */
  private static final boolean[] PLAIN = plain();

  private final String prefix;
  private final String[] buckets;
  private final String[] invalidations;
  private final String keyHash;
  private final String kind;

  /**
   * Creates the layout of a region.
   *
   * @param owner as {@link uno.jcache.spi.StoreContext#owner}
   * @param keyHash the hash algorithm of keys, or empty if keys are not hashed
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

  /** Returns a Redis key of the namespace, for scripts that need a key but use no region. */
  static String namespaceKey(String namespace) {
    return "{" + escaped(namespace) + ":}";
  }

  /** Returns one of several such keys, which are in different slots. */
  static String namespaceKey(String namespace, int number) {
    return "{" + escaped(namespace) + ":" + number + "}";
  }

  /**
   * Returns the id of the region in messages. A collision only causes unnecessary invalidations.
   */
  long regionId() {
    return ByteBuffer.wrap(hash("SHA-256", prefix.getBytes(StandardCharsets.US_ASCII))).getLong();
  }

  private static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "algorithm " + algorithm + " was available when the cache was configured, but is not now",
          e);
    }
  }

  /** Returns whether keys are hashed; entries then contain their keys. */
  boolean isHashed() {
    return !keyHash.isEmpty();
  }

  /** Returns the bucket of a key. */
  int bucket(byte[] key) {
    int hash = (buckets.length == 1) ? 0 : Arrays.hashCode(key);
    return (hash ^ (hash >>> 15)) & (buckets.length - 1);
  }

  /** Returns the number of buckets. */
  int buckets() {
    return buckets.length;
  }

  /** Returns the Redis key of an entry. Fast for keys that need no escaping. */
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

  /** Returns the Redis key of the invalidations of a bucket. */
  String invalidations(int bucket) {
    return invalidations[bucket];
  }

  /** Returns the Redis key of the {@link ReclaimLease}. */
  String reclaiming() {
    return prefix + "0}:r";
  }

  /** Returns the Redis keys of the invalidations of all buckets, in their order. */
  String[] allInvalidations() {
    return invalidations.clone();
  }

  /** Returns a Redis pattern that all entries of the region match, and few other keys. */
  String entries() {
    return prefix + "*" + kind + "*";
  }

  /** Returns a pattern for the entries whose keys begin with these bytes. Not for hashed keys. */
  String entries(byte[] beginning) {
    return prefix + "*" + kind + escaped(beginning) + "*";
  }

  /** Returns the bucket of a Redis key, or -1 if it is not that of an entry of this region. */
  int bucketOf(String redisKey) {
    if (!isHashed()) {
      byte[] key = key(redisKey, null);
      return (key == null) ? -1 : bucket(key);
    }
    for (int i = 0; i < buckets.length; i++) {
      if (redisKey.startsWith(buckets[i])) {
        return isHash(redisKey.substring(buckets[i].length())) ? i : -1;
      }
    }
    return -1;
  }

  private boolean isHash(String text) {
    return text.length() == 2 * hash(keyHash, new byte[0]).length
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /**
   * Returns the cache key of a Redis key, or null if it is not that of an entry of this region.
   *
   * @param inEntry the key in the entry, which is used if keys are hashed
   */
  byte @Nullable [] key(String redisKey, byte @Nullable [] inEntry) {
    byte[] key = isHashed() ? inEntry : keyIn(redisKey);
    return (key != null && redisKey.equals(entry(bucket(key), key))) ? key : null;
  }

  private byte @Nullable [] keyIn(String redisKey) {
    int end = redisKey.indexOf(kind);
    return (redisKey.startsWith(prefix) && end >= 0)
        ? unescaped(redisKey.substring(end + kind.length()))
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
