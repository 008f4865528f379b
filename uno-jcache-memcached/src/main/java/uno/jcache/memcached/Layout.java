/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a region's items in Memcached. They are short and have no special characters.
 *
 * <pre>
 * namespace:e:REGION:KEY        an entry; KEY: its key in base64; if that is long, '#' and a hash
 * namespace:i:REGION[~n]        the invalidations of a server; the key belongs to that server
 * namespace:r:REGION            exists while a process removes invalidated entries
 * namespace:s[~n]               the number of the last message of a server
 * namespace:m:NUMBER[~n]        a message of a server
 * </pre>
 *
 * REGION is a hash of the region's name and owner. The suffix [~n] is chosen so that the key
 * belongs to a certain server. An entry also contains its whole key, so two keys with the same hash
 * replace each other but are never confused.
 */
final class Layout {
  /** Keys that would be longer are hashed. The limit of the server is 250 bytes. */
  private static final int LONGEST = 200;

  private static final int REGION_BYTES = 12;
  private static final String USUAL_HASH = "SHA-256";
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final String entries;
  private final String[] invalidations;
  private final String reclaiming;
  private final String keyHash;
  private final long region;

  Layout(MemcachedServers servers, String region, String owner, String keyHash) {
    byte[] hash = hash(USUAL_HASH, (region + '\0' + owner).getBytes(UTF_8));
    String name = TEXT.encodeToString(Arrays.copyOf(hash, REGION_BYTES));
    String namespace = servers.settings().namespace();
    this.region = ByteBuffer.wrap(hash).getLong();
    this.entries = namespace + ":e:" + name + ":";
    this.reclaiming = namespace + ":r:" + name;
    this.keyHash = keyHash;
    this.invalidations = new String[servers.count()];
    for (int i = 0; i < invalidations.length; i++) {
      invalidations[i] = servers.keyOf(i, namespace + ":i:" + name);
    }
  }

  /** Returns the number of the region in messages. */
  long region() {
    return region;
  }

  private static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM had " + algorithm + " when it was configured", e);
    }
  }

  /** Returns the key of an entry. */
  String entry(byte[] key) {
    boolean isLong = key.length * 4 / 3 + entries.length() > LONGEST;
    if (keyHash.isEmpty() && !isLong) {
      return entries + TEXT.encodeToString(key);
    }
    byte[] hash = hash(keyHash.isEmpty() ? USUAL_HASH : keyHash, key);
    return entries + "#" + TEXT.encodeToString(hash);
  }

  /** Returns whether a key is that of an entry of this region. */
  boolean isEntry(String key) {
    return key.startsWith(entries);
  }

  /** Returns the key of the invalidations of a server. */
  String invalidations(int server) {
    return invalidations[server];
  }

  /** Returns the key that exists while a process removes invalidated entries. */
  String reclaiming() {
    return reclaiming;
  }

  /** Returns the region's key that an item's key contains, or null if it contains only a hash. */
  byte @Nullable [] keyIn(String entry) {
    String text = entry.substring(entries.length());
    return text.startsWith("#") ? null : Base64.getUrlDecoder().decode(text);
  }
}
