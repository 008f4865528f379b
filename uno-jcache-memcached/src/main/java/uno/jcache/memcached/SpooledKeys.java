/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/**
 * The keys that a server has listed, without duplicates. The first ones are kept in the heap, the
 * others in a temporary file, because there may be millions. To find duplicates, the heap has a
 * 64-bit hash of each key. Two keys with the same hash count as one, which is unlikely even among
 * billions of pairs.
 *
 * <p>All keys are added before the first is taken. For use by one thread. If an instance is not
 * closed, the garbage collector frees the file, whose name is already deleted.
 */
final class SpooledKeys implements AutoCloseable {
  private static final int IN_HEAP = 10_000;

  private final Queue<String> first = new ArrayDeque<>();
  private final Hashes seen = new Hashes();
  private @Nullable FileChannel file;
  private @Nullable DataOutputStream out;
  private @Nullable DataInputStream in;
  private long inFile;

  /** Adds a key, unless it was added before. */
  void add(String key) {
    if (!seen.add(key)) {
      return;
    } else if (first.size() < IN_HEAP) {
      first.add(key);
      return;
    }
    try {
      DataOutputStream to = (out == null) ? create() : out;
      byte[] bytes = key.getBytes(ISO_8859_1);
      to.writeShort(bytes.length);
      to.write(bytes);
      inFile++;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Returns how many keys there are. */
  long size() {
    return first.size() + inFile;
  }

  private DataOutputStream create() throws IOException {
    Path path = Files.createTempFile("uno-jcache-keys", "");
    FileChannel created =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    file = created;
    out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(created)));
    return out;
  }

  /** Returns whether there is a key to take. */
  boolean hasNext() {
    return !first.isEmpty() || inFile > 0;
  }

  /** Takes a key. */
  String next() {
    if (!first.isEmpty()) {
      return first.remove();
    }
    try {
      DataInputStream from = (in == null) ? rewind() : in;
      inFile--;
      return new String(from.readNBytes(from.readUnsignedShort()), ISO_8859_1);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private DataInputStream rewind() throws IOException {
    FileChannel written = file;
    if (written == null || out == null) {
      throw new IllegalStateException("nothing was written");
    }
    out.flush();
    in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(written.position(0))));
    return in;
  }

  private static StoreException failure(IOException e) {
    return new StoreException(
        "the keys that a server listed cannot be kept in " + System.getProperty("java.io.tmpdir"),
        e);
  }

  @Override
  public void close() {
    FileChannel opened = file;
    first.clear();
    inFile = 0;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        // its name is already deleted
      }
    }
  }

  /** A set of hashes, with open addressing. */
  private static final class Hashes {
    private long[] table = new long[1 << 10];
    private int size;

    /** Adds the hash of a key. Returns false if it was added before. */
    boolean add(String key) {
      if (2 * size > table.length) {
        long[] old = table;
        table = new long[2 * old.length];
        for (long each : old) {
          if (each != 0) {
            table[slot(each)] = each;
          }
        }
      }
      long hash = hash(key);
      int slot = slot(hash);
      if (table[slot] == hash) {
        return false;
      }
      table[slot] = hash;
      size++;
      return true;
    }

    /** Returns the index of a hash, or the index where to add it. */
    private int slot(long hash) {
      int mask = table.length - 1;
      int slot = (int) hash & mask;
      while (table[slot] != 0 && table[slot] != hash) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    /**
     * 64-bit FNV-1a, followed by the last steps of MurmurHash3, so that each bit depends on all
     * bits.
     */
    private static long hash(String key) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < key.length(); i++) {
        hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
      }
      hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
      hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
      hash ^= hash >>> 33;
      return (hash == 0) ? 1 : hash;
    }
  }
}
