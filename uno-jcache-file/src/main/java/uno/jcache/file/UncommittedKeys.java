/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keys that changed since the last commit, by their hashes. Where a commit fails, the file holds
 * what these keys were before; so they are dropped when it is opened again, and a few that share a
 * hash with them.
 */
final class UncommittedKeys {
  private static final int WORDS = 1 << 14; // a million bits
  private static final int WORDS_OF_BLOCK = 1 << 7;
  private static final int BLOCKS = WORDS / WORDS_OF_BLOCK;

  private final Bits[] bits = {new Bits(), new Bits()};
  private volatile int current;
  private volatile boolean any;

  /** Bits in blocks, which are made when one of theirs is set. */
  private static final class Bits {
    private final AtomicReferenceArray<@Nullable AtomicLongArray> blocks =
        new AtomicReferenceArray<>(BLOCKS);

    /** Sets the bit of a hash. Returns false if it was set. */
    boolean set(int hash) {
      AtomicLongArray words = made(block(hash));
      int word = word(hash);
      long bit = 1L << hash;
      if ((words.getOpaque(word) & bit) != 0) {
        return false;
      }
      words.getAndAccumulate(word, bit, (a, b) -> a | b);
      return true;
    }

    boolean isSet(int hash) {
      AtomicLongArray words = blocks.get(block(hash));
      return words != null && (words.get(word(hash)) & (1L << hash)) != 0;
    }

    void setAll() {
      for (int block = 0; block < BLOCKS; block++) {
        AtomicLongArray words = made(block);
        for (int word = 0; word < WORDS_OF_BLOCK; word++) {
          words.set(word, -1);
        }
      }
    }

    void clear() {
      for (int block = 0; block < BLOCKS; block++) {
        if (blocks.getOpaque(block) != null) {
          blocks.set(block, null);
        }
      }
    }

    private AtomicLongArray made(int block) {
      AtomicLongArray words = blocks.get(block);
      if (words != null) {
        return words;
      }
      AtomicLongArray made = new AtomicLongArray(WORDS_OF_BLOCK);
      words = blocks.compareAndExchange(block, null, made);
      return (words == null) ? made : words;
    }

    private static int block(int hash) {
      return ((hash >>> 6) & (WORDS - 1)) / WORDS_OF_BLOCK;
    }

    private static int word(int hash) {
      return (hash >>> 6) & (WORDS_OF_BLOCK - 1);
    }
  }

  /** Notes a key after it was changed. */
  void add(int hash) {
    if (bits[current].set(hash)) {
      any = true;
    }
  }

  /** Notes all keys, after all were removed. */
  void addAll() {
    bits[current].setAll();
    any = true;
  }

  /** What changes from now on may miss the commit that begins. For one thread. */
  void committing() {
    current ^= 1;
  }

  /** What changed before the commit began is in the file. */
  void committed() {
    bits[current ^ 1].clear();
  }

  boolean isEmpty() {
    return !any;
  }

  boolean contains(int hash) {
    return bits[0].isSet(hash) || bits[1].isSet(hash);
  }

  /** None is suspect any more. */
  void clear() {
    any = false;
    bits[0].clear();
    bits[1].clear();
  }
}
