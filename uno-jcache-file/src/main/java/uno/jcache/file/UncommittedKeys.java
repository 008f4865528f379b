/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the keys that were changed since the last commit. If a commit fails, the file has the
 * old entries of these keys. Therefore these entries are removed when the file is reopened,
 * together with a few others whose keys have the same hashes. Safe for use by many threads.
 */
final class UncommittedKeys {
  private static final int WORDS = 1 << 14; // a million bits
  private static final int WORDS_PER_BLOCK = 1 << 7;
  private static final int BLOCKS = WORDS / WORDS_PER_BLOCK;

  /** One set receives new changes; the other has those of the commit in progress. */
  private final HashBits[] sets = {new HashBits(), new HashBits()};

  private volatile int current;
  private volatile boolean mayHaveKeys;

  /** A set of hashes as bits, in blocks that are created when needed. */
  private static final class HashBits {
    private final AtomicReferenceArray<@Nullable AtomicLongArray> blocks =
        new AtomicReferenceArray<>(BLOCKS);

    /** Adds a hash. Returns false if it was present. */
    boolean add(int hash) {
      AtomicLongArray words = orNew(block(hash));
      int word = word(hash);
      long bit = 1L << hash;
      if ((words.getOpaque(word) & bit) != 0) {
        return false;
      }
      words.getAndAccumulate(word, bit, (a, b) -> a | b);
      return true;
    }

    boolean contains(int hash) {
      AtomicLongArray words = blocks.get(block(hash));
      return words != null && (words.get(word(hash)) & (1L << hash)) != 0;
    }

    void addAll() {
      for (int block = 0; block < BLOCKS; block++) {
        AtomicLongArray words = orNew(block);
        for (int word = 0; word < WORDS_PER_BLOCK; word++) {
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

    private AtomicLongArray orNew(int block) {
      AtomicLongArray words = blocks.get(block);
      if (words != null) {
        return words;
      }
      AtomicLongArray created = new AtomicLongArray(WORDS_PER_BLOCK);
      words = blocks.compareAndExchange(block, null, created);
      return (words == null) ? created : words;
    }

    private static int block(int hash) {
      return ((hash >>> 6) & (WORDS - 1)) / WORDS_PER_BLOCK;
    }

    private static int word(int hash) {
      return (hash >>> 6) & (WORDS_PER_BLOCK - 1);
    }
  }

  /** Adds the hash of a key. Must be called after the change. */
  void add(int hash) {
    if (sets[current].add(hash)) {
      mayHaveKeys = true;
    }
  }

  /** Adds all hashes. Must be called after all entries were removed. */
  void addAll() {
    sets[current].addAll();
    mayHaveKeys = true;
  }

  /** Begins a commit, which may miss changes from now on. Called by one thread at a time. */
  void beginCommit() {
    current ^= 1;
  }

  /** Ends a successful commit. The changes from before it began are in the file. */
  void endCommit() {
    sets[current ^ 1].clear();
  }

  boolean isEmpty() {
    return !mayHaveKeys;
  }

  boolean contains(int hash) {
    return sets[0].contains(hash) || sets[1].contains(hash);
  }

  void clear() {
    mayHaveKeys = false;
    sets[0].clear();
    sets[1].clear();
  }
}
